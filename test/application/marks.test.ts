import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lower } from '../../src/application/lower/lower';
import { runs } from '../random-runs';
import { helmApplication } from './applications';
import { applications, helmApplications } from './arbitrary-application';
import { simulateApiServer } from './simulate-api-server';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const NULLS = 'gitops.kubesphere.io/nulls';
const DIGESTS = 'gitops.kubesphere.io/digests';

const member = (name: string, fields: object = {}) => ({
  destination: { kubeConfig: { secretRef: { name } }, targetNamespace: 'web' },
  interval: '10m',
  storageNamespace: 'web',
  ...fields,
});

/** The Application and its objects, as printed by `fluxapp lower --with-application`. */
function marked(application: Any): { application: Any; objects: Any[] } {
  const [own, ...objects] = lower(application, { withApplication: true }).objects as Any[];
  return { application: own, objects };
}

function stored(application: Any, annotations: object, deploy: object[]): Any {
  const copy = structuredClone(application);
  copy.metadata.annotations = { ...copy.metadata.annotations, ...annotations };
  copy.spec.fluxApp.spec.config.helmRelease.deploy = deploy;
  return copy;
}

const valuesMaps = (application: Any) =>
  (lower(application).objects as Any[]).filter(({ kind }) => kind === 'ConfigMap').map(({ data }) => data);

describe('an Application with its annotations', () => {
  const written = helmApplication([
    member('eu-1', { values: { a: null, b: { c: null, d: 1 }, e: [1, null] } }),
    member('eu-2'),
  ]) as Any;

  test('names by KEY the digests of its objects and the nulls of their values', () => {
    const { application, objects } = marked(written);
    const digestOf = (index: number) =>
      objects[index].metadata.annotations['gitops.kubesphere.io/lowering-digest'].slice('sha256:'.length, 19);
    expect(application).toEqual({
      ...written,
      metadata: {
        ...written.metadata,
        annotations: {
          [DIGESTS]: `{"eu-1-web":"${digestOf(1)}","eu-2-web":"${digestOf(2)}"}`,
          [NULLS]: '{"eu-1-web":{"a":null,"b":{"c":null},"e":[1,null]}}',
        },
      },
    });
    expect(objects).toEqual(lower(written).objects);
  });

  test('is what an author writes of it, without what a cluster adds', () => {
    const fromCluster = {
      ...written,
      metadata: {
        ...written.metadata,
        ...{ uid: 'f0a1', resourceVersion: '42', generation: 3, creationTimestamp: '2026-11-01T00:00:00Z' },
        labels: { team: 'web', 'gitops.kubesphere.io/ready-number': '1-2', 'gitops.kubepshere.io/type': 'HelmRelease' },
        annotations: {
          'gitops.kubesphere.io/last-revision': '6.9.0',
          'kubectl.kubernetes.io/last-applied-configuration': '{}',
          'gitops.kubesphere.io/lowering-uid': 'f0a1',
          'example.com/own': 'kept',
          [DIGESTS]: '{"eu-9-web":"000000000000"}',
        },
        finalizers: ['gitops.kubesphere.io/lowering'],
        managedFields: [{ manager: 'kubectl' }],
      },
      status: { ready: 1 },
    };
    const { metadata, status } = marked(fromCluster).application;
    expect(Object.keys(metadata).sort()).toEqual(['annotations', 'labels', 'name', 'namespace']);
    expect(metadata.labels).toEqual({ team: 'web' });
    expect(Object.keys(metadata.annotations).sort()).toEqual(['example.com/own', DIGESTS, NULLS]);
    expect(metadata.annotations[DIGESTS]).toBe(marked(written).application.metadata.annotations[DIGESTS]);
    expect(status).toBeUndefined();
  });

  test('leaves an annotation out that would exceed 64 KiB, and warns where that loses nulls', () => {
    const long = (index: number) => `cluster-${index}-${'x'.repeat(30)}`;
    const many = Array.from({ length: 1200 }, (_, index) => member(long(index), { values: { a: null } }));
    const { objects, diagnostics } = lower(helmApplication(many), { withApplication: true });
    expect((objects[0] as Any).metadata.annotations).toEqual({ 'gitops.kubesphere.io/lowered-by': 'synthesis' });
    expect(diagnostics.filter(({ code }) => code === 'nulls-left-out')).toEqual([
      {
        severity: 'warning',
        code: 'nulls-left-out',
        path: [],
        message:
          'the nulls of 1200 targets exceed 65536 bytes, so the Application does not contain them: where an applier ' +
          'drops nulls, status cannot detect whether they are present',
      },
    ]);
  });
});

describe('the nulls of a stored Application', () => {
  const values = { a: null, b: { c: null, d: 1 }, e: [{ f: null, g: 1 }] };
  const written = helmApplication([member('eu-1', { values })]) as Any;
  const { metadata } = marked(written).application;
  const withValues = (others: unknown) => stored(written, metadata.annotations, [member('eu-1', { values: others })]);

  test('are brought back where an applier has dropped them', () => {
    expect(lower(withValues({ b: { d: 1 }, e: [{ g: 1 }] })).objects).toEqual(lower(written).objects);
  });

  test('do not hide what has been set since', () => {
    const edited = { a: 'set', b: 'set', e: [{ g: 2 }] };
    const [release] = lower(withValues(edited)).objects as Any[];
    expect(release.spec.values).toEqual(edited);
  });

  test('are those of the target with their KEY', () => {
    const other = stored(written, metadata.annotations, [member('eu-2', { values: { b: { d: 1 } } })]);
    expect(valuesMaps(other)).toEqual([]);
  });

  test('are unknown where the Application is one of before', () => {
    expect(valuesMaps(stored(written, {}, [member('eu-1', { values: { b: { d: 1 } } })]))).toEqual([]);
  });

  test.each(['', 'null', '[]', '{"eu-1-web": 1}', '{'])('cannot be %j', (text) => {
    expect(lower(stored(written, { [NULLS]: text }, [member('eu-1', { values })]))).toEqual({
      objects: [],
      diagnostics: [
        {
          severity: 'error',
          code: 'nulls-annotation-invalid',
          path: ['metadata', 'annotations', NULLS],
          message: 'must be a map by KEY of maps, as JSON: lowering writes it',
        },
      ],
    });
  });
});

test.each(['', 'null', '[]', '{"eu-1": 1}', '{"eu-1": ""}', '{'])('the names of clusters cannot be %j', (text) => {
  const clusters = 'gitops.kubesphere.io/clusters';
  const written = helmApplication([member('eu-1')]) as Any;
  const { objects, diagnostics } = lower(stored(written, { [clusters]: text }, [member('eu-1')]));
  expect(objects).toEqual(lower(written).objects);
  expect(diagnostics).toEqual([
    {
      severity: 'warning',
      code: 'clusters-annotation-invalid',
      path: ['metadata', 'annotations', clusters],
      message: 'must be a map from Secrets to names of clusters, as JSON: invalid entries have no effect',
    },
  ]);
});

/** The parts of an object that determine the values in Helm. */
const valuesOf = ({ kind, metadata: { name }, data, spec }: Any) => ({
  ...{ kind, name, data },
  ...{ values: spec?.values, valuesFrom: spec?.valuesFrom },
});

test('an Application that comes back from an API server without nulls is lowered to the values that were written', () => {
  let withNulls = 0;
  fc.assert(
    fc.property(applications, (application) => {
      const { application: own, objects } = marked(application);
      if (own.metadata.annotations[NULLS] !== undefined) withNulls++;
      expect(lower(simulateApiServer(own)).objects.map(valuesOf)).toEqual(objects.map(valuesOf));
    }),
    { numRuns: runs(300) },
  );
  expect(withNulls).toBeGreaterThan(30);
});

test('marking an Application again changes nothing', () => {
  fc.assert(
    fc.property(helmApplications, (application) => {
      const { application: own } = marked(application);
      expect(marked(own).application).toEqual(own);
    }),
    { numRuns: runs(100) },
  );
});

describe('the nulls of patches', () => {
  const target = { kind: 'Deployment', name: 'web' };
  const merge = (fields: object) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    ...fields,
  });
  const dropping = merge({ spec: { replicas: null, template: { args: ['a', null] } } });
  const operations = [{ target, patch: [{ op: 'add', path: '/a', value: null }] }];
  const renderers = [
    { kustomize: { images: [{ name: 'web' }] } },
    { kustomize: { patchesStrategicMerge: [merge({}), dropping], patchesJson6902: operations } },
  ];
  const written = helmApplication([member('eu-1', { postRenderers: renderers }), member('eu-2')]) as Any;
  const { application, objects } = marked(written);

  test('are carried by KEY, whole patches by their places', () => {
    expect(JSON.parse(application.metadata.annotations[NULLS])).toEqual({
      'eu-1-web/postRenderers': {
        '[1].kustomize.patchesStrategicMerge[1]': dropping,
        '[1].kustomize.patchesJson6902[0]': operations[0],
      },
    });
    expect(application.spec).toEqual(written.spec);
  });

  test('are brought back where an applier or an API server has dropped them', () => {
    const restored = lower(simulateApiServer(application)).objects as Any[];
    expect(restored).toEqual(objects);
    expect(restored[0].spec.postRenderers[1].kustomize.patches.map(({ patch }: Any) => patch)).toEqual([
      expect.not.stringContaining('null'),
      expect.stringContaining('replicas: null'),
      expect.stringContaining('value: null'),
    ]);
  });

  test('do not come back into a patch that was edited since, or is none', () => {
    const edited = structuredClone(simulateApiServer(application));
    const [, { kustomize }] = edited.spec.fluxApp.spec.config.helmRelease.deploy[0].postRenderers;
    kustomize.patchesStrategicMerge[1].spec.paused = true;
    const [{ spec }] = lower(edited).objects as Any[];
    expect(spec.postRenderers[1].kustomize.patches[1].patch).not.toContain('null');
    expect(spec.postRenderers[1].kustomize.patches[2].patch).toContain('value: null');
    edited.metadata.annotations[NULLS] = '{"eu-1-web/postRenderers":{"[1].kustomize.patchesStrategicMerge[1]":null}}';
    expect(JSON.stringify(lower(edited).objects)).not.toContain('null');
  });

  test('are worth a warning where the Application is stored without the annotation', () => {
    const at = (field: string) => ['postRenderers', 1, 'kustomize', field];
    const path = ['spec', 'fluxApp', 'spec', 'config', 'helmRelease', 'deploy', 0];
    const message =
      'holds a null, which appliers and API servers drop from the stored Application: write the patch as text, in ' +
      'patches, or apply what fluxapp lower --with-application prints';
    const warning = { severity: 'warning', code: 'patch-null-dropped', message };
    expect(lower(written).diagnostics).toEqual([
      { ...warning, path: [...path, ...at('patchesStrategicMerge'), 1] },
      { ...warning, path: [...path, ...at('patchesJson6902'), 0] },
    ]);
    expect(lower(written, { withApplication: true }).diagnostics).toEqual([]);
    expect(lower(application).diagnostics).toEqual([]);
  });

  test('count for the room of the annotation, in compact form too', () => {
    const { helmRelease } = written.spec.fluxApp.spec.config;
    const compact = structuredClone(written);
    compact.spec.fluxApp.spec.config.helmRelease = { ...helmRelease, targets: helmRelease.deploy, deploy: undefined };
    const [own] = lower(compact, { withApplication: true }).objects as Any[];
    expect(own.metadata.annotations[NULLS]).toBe(application.metadata.annotations[NULLS]);
    expect(lower(simulateApiServer(own)).objects).toEqual(objects);
    compact.spec.fluxApp.spec.config.helmRelease.targets[0].postRenderers[1].kustomize.patchesStrategicMerge[1].long =
      'x'.repeat(65536);
    expect(lower(compact, { withApplication: true }).diagnostics).toMatchObject([
      { code: 'nulls-left-out', message: expect.stringMatching(/^the nulls of 1 targets exceed 65536 bytes/) },
    ]);
  });
});
