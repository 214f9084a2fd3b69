import { describe, expect, test } from 'vitest';
import { type ApplyAs, foretoldApply } from '../../../src/change/foretell/foretold-apply';
import { withoutServerFields } from '../../../src/change/foretell/server-fields';
import recorded from './recorded-objects.json';

/** Objects as returned by an API server 1.36.3. */
const { edited, ofFlux, chart, service, settings, old, secret } = recorded;

const FORCED: ApplyAs = { method: 'server-side', manager: 'fluxapp', force: true };
const UNFORCED: ApplyAs = { ...FORCED, force: false };
const KUBECTL: ApplyAs = { method: 'client-side' };
const FLUX: ApplyAs = { method: 'flux', kustomization: { namespace: 'flux-system', name: 'apps' } };

type KubeObject = Readonly<Record<string, unknown>>;

const release = (values?: object, metadata: object = {}) => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'edited', namespace: 'shop', ...metadata },
  spec: { interval: '5m', chartRef: { kind: 'OCIRepository', name: 'web' }, ...(values && { values }) },
});

/** The foretold object, without the fields that the API server sets itself. */
function foretold(live: KubeObject | undefined, desired: KubeObject, as: ApplyAs) {
  const { object, ...rest } = foretoldApply({ live, desired, as });
  return { object: withoutServerFields(object), ...rest };
}

const INTERVAL = { field: '.spec.interval', manager: 'kubectl-edit' };
const nothingElse = { conflicts: [], isRefused: false, unverified: [] };

describe('server-side apply', () => {
  test('creates what is not there as it is', () => {
    expect(foretoldApply({ live: undefined, desired: release(), as: UNFORCED })).toEqual({
      object: release(),
      ...nothingElse,
    });
  });

  test('removes what the code had and has no more, and keeps what others have added', () => {
    const spec = { interval: '5m', chartRef: { kind: 'OCIRepository', name: 'web' } };
    const values = { fail: true, image: { tag: '1.9.0', pullPolicy: 'Always' } };
    expect(foretold(edited, release({ image: { tag: '1.9.0' } }), FORCED)).toEqual({
      object: { ...release(), spec: { ...spec, values } },
      conflicts: [INTERVAL],
      isRefused: false,
      unverified: [],
    });
  });

  test('is refused where another manager has given a field another value, and shares one of the same value', () => {
    const { conflicts, isRefused } = foretoldApply({ live: edited, desired: release(), as: UNFORCED });
    expect({ conflicts, isRefused }).toEqual({ conflicts: [INTERVAL], isRefused: true });
    const { spec, ...rest } = release({ image: { tag: '1.8.2' }, replicas: 2 });
    const same = { ...rest, spec: { ...spec, interval: '10m' } };
    expect(foretoldApply({ live: edited, desired: same, as: UNFORCED }).isRefused).toBe(false);
  });

  test('removes a map that leaves the code with what others have put into it', () => {
    const { object } = foretold(edited, release({ replicas: 3 }), FORCED);
    expect(object.spec).toEqual({ ...release().spec, values: { fail: true, replicas: 3 } });
  });

  test('keeps a field of the schema that leaves the code for what others have put into it', () => {
    expect(foretold(edited, release(), FORCED).object.spec).toEqual({ ...release().spec, values: { fail: true } });
  });

  test('keeps a null in values, and takes none over a map', () => {
    const { object, unverified } = foretold(edited, release({ image: null, replicas: null }), FORCED);
    expect(object.spec).toEqual({
      ...release().spec,
      values: { fail: true, image: { pullPolicy: 'Always' }, replicas: null },
    });
    expect(unverified).toEqual([]);
  });

  test('empties a map, as a null or not by the version of the API server', () => {
    const live = foretoldApply({ live: undefined, desired: ofFlux, as: FLUX }).object;
    const as: ApplyAs = { method: 'server-side', manager: 'kustomize-controller', force: true };
    const { object, unverified } = foretold(live, { ...release({ image: {} }), metadata: ofFlux.metadata }, as);
    expect(object.spec).toEqual({ ...ofFlux.spec, values: { fail: true, image: {} } });
    expect(unverified).toEqual([{ path: ['spec', 'values', 'image'], reason: 'empty' }]);
  });

  test('leaves finalizers of others, and falls back to the default of a field that leaves the code', () => {
    const { spec, apiVersion, kind } = chart;
    const { reconcileStrategy: _, version: __, ...text } = spec;
    const desired = { apiVersion, kind, metadata: { name: 'chart', namespace: 'shop' }, spec: text };
    expect(foretold(chart, desired, UNFORCED)).toEqual({
      object: {
        apiVersion,
        kind,
        metadata: { name: 'chart', namespace: 'shop', finalizers: ['finalizers.fluxcd.io'] },
        spec: { ...text, reconcileStrategy: 'ChartVersion', version: '*' },
      },
      ...nothingElse,
    });
  });

  test('tells ports of a Service apart, as managedFields shows', () => {
    const https = { name: 'https', port: 443, targetPort: 8443 };
    const spec = { selector: { app: 'web' }, ports: [https] };
    const desired = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' }, spec };
    expect(foretold(service, desired, UNFORCED)).toEqual({
      object: {
        ...desired,
        spec: { ...service.spec, ports: [service.spec.ports[1], { ...https, protocol: 'TCP' }] },
      },
      ...nothingElse,
    });
  });

  test('does not know of a list that nobody owns whether it is merged', () => {
    const { managedFields: _, ...metadata } = service.metadata;
    const fieldsV1 = { 'f:spec': { 'f:type': {} } };
    const entry = { manager: 'fluxapp', operation: 'Apply', fieldsType: 'FieldsV1', fieldsV1 };
    const live = { ...service, metadata: { ...metadata, managedFields: [entry] } };
    const desired = { ...service, spec: { type: 'ClusterIP', ports: [{ name: 'https', port: 443 }] } };
    expect(foretold(live, desired, FORCED).unverified).toEqual([{ path: ['spec', 'ports'], reason: 'merge unknown' }]);
  });

  test('does not know what is stored for a field that leaves the code, or gets empty, where no schema is known', () => {
    const [http] = service.spec.ports;
    const desired = { ...service, spec: { selector: {}, ports: [{ name: 'http', port: 80 }] } };
    const { object, unverified } = foretold(service, desired, FORCED);
    const { targetPort: _, ...port } = http as { readonly targetPort: number };
    const spec = { ...service.spec, selector: {}, ports: [port, service.spec.ports[1]] };
    expect({ spec: object.spec, unverified }).toEqual({
      spec,
      unverified: [
        { path: ['spec', 'ports', 0, 'targetPort'], reason: 'default unknown' },
        { path: ['spec', 'selector'], reason: 'empty' },
      ],
    });
  });

  test('does not know whether a field that leaves the code stays as null', () => {
    const metadata = { name: 'reader', namespace: 'shop' };
    const fieldsV1 = { 'f:rules': {} };
    const managedFields = [{ manager: 'fluxapp', operation: 'Apply', fieldsV1 }];
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata };
    const live = { ...role, metadata: { ...metadata, managedFields }, rules: null };
    expect(foretold(live, role, FORCED)).toEqual({
      object: role,
      conflicts: [],
      isRefused: false,
      unverified: [{ path: ['rules'], reason: 'default unknown' }],
    });
  });

  test('conflicts with whoever wrote an object without managedFields', () => {
    const desired = { ...withoutServerFields(old), data: { color: 'blue' } };
    expect(foretold(old, desired, UNFORCED)).toEqual({
      object: { ...desired, data: { color: 'blue', size: '2' } },
      conflicts: [{ field: '.data.color', manager: 'before-first-apply' }],
      isRefused: true,
      unverified: [],
    });
  });

  test('never changes the finalizers of a Namespace, whoever owns them', () => {
    const edit = { 'f:spec': { 'f:finalizers': {} } };
    const managedFields = [{ manager: 'kubectl-edit', operation: 'Update', fieldsType: 'FieldsV1', fieldsV1: edit }];
    const api = { apiVersion: 'v1', kind: 'Namespace' };
    const live = { ...api, metadata: { name: 'shop', managedFields }, spec: { finalizers: ['kubernetes'] } };
    for (const as of [FLUX, FORCED]) {
      expect(foretoldApply({ live, desired: { ...api, metadata: { name: 'shop' } }, as }).object.spec).toEqual({
        finalizers: ['kubernetes'],
      });
    }
  });

  test('never removes data of a Secret that was given as text', () => {
    const { apiVersion, kind } = secret;
    const metadata = { name: 'login', namespace: 'shop' };
    const desired = { apiVersion, kind, metadata, stringData: { token: 'b' } };
    expect(foretold(secret, desired, UNFORCED)).toEqual({
      object: { apiVersion, kind, metadata, data: { token: 'Yg==', user: 'YQ==' }, type: 'Opaque' },
      ...nothingElse,
    });
  });
});

describe('an object that kubectl has applied', () => {
  const { apiVersion, kind } = settings;
  const metadata = { name: 'settings', namespace: 'shop' };
  const desired = { apiVersion, kind, metadata, data: { color: 'blue' } };

  test('by kubectl loses what the code had and has no more; what others have added stays', () => {
    expect(foretold(settings, desired, KUBECTL)).toEqual({
      object: {
        ...desired,
        metadata: { ...metadata, annotations: { seen: 'yes' } },
        data: { color: 'blue', debug: 'on' },
      },
      ...nothingElse,
    });
  });

  test('by server-side apply keeps all of it, but for a migration of managedFields', () => {
    const annotations = { seen: 'yes', team: 'shop' };
    expect(foretold(settings, desired, FORCED)).toEqual({
      object: { ...desired, metadata: { ...metadata, annotations }, data: { color: 'blue', debug: 'on', size: '2' } },
      conflicts: [{ field: '.data.color', manager: 'kubectl-client-side-apply' }],
      isRefused: false,
      unverified: [],
    });
    const migrating: ApplyAs = { method: 'server-side', manager: 'fluxapp', force: false, migratesClientSide: true };
    expect(foretold(settings, desired, migrating)).toEqual(foretold(settings, desired, KUBECTL));
  });

  test('has no nulls in maps, also within lists', () => {
    const live = { ...release({ list: [1] }), metadata: edited.metadata };
    const { object } = foretold(
      live,
      release({ list: [1, null, { x: { y: null } }], gone: null, map: { x: null } }),
      KUBECTL,
    );
    expect(object.spec).toEqual({ ...release().spec, values: { list: [1, null, { x: {} }], map: {} } });
  });

  test('of a kind that is compiled into kubectl: which lists it merges is not known', () => {
    const spec = { ...service.spec, ports: [{ name: 'https', port: 443 }] };
    expect(foretold(service, { ...service, spec }, KUBECTL).unverified).toEqual([
      { path: ['spec', 'ports'], reason: 'merge unknown' },
    ]);
  });
});

describe('kustomize-controller', () => {
  const labels = ofFlux.metadata.labels;
  const marked = (ssa: string) =>
    release(undefined, { name: 'of-flux', annotations: { 'kustomize.toolkit.fluxcd.io/ssa': ssa } });
  const desired = release({ image: { tag: '1.9.0' } }, { name: 'of-flux' });
  const metadata = { name: 'of-flux', namespace: 'shop', labels };

  test('undoes what people did with kubectl, not what other programs did', () => {
    expect(foretold(ofFlux, desired, FLUX)).toEqual({
      object: { ...desired, metadata, spec: { ...desired.spec, timeout: '1m' } },
      ...nothingElse,
    });
  });

  test('leaves what was added where an annotation says so', () => {
    const { spec } = foretold(ofFlux, marked('merge'), FLUX).object;
    expect(spec).toEqual({ ...release().spec, timeout: '1m', values: { fail: true } });
  });

  test.each(['Ignore', 'IfNotPresent'])('leaves an object alone that says %s', (ssa) => {
    expect(foretoldApply({ live: ofFlux, desired: marked(ssa), as: FLUX })).toEqual({ object: ofFlux, ...nothingElse });
  });
});
