import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { installCrds } from '../../harness';
import { describeWithApiServer } from '../../harness/suite';
import { lower } from '../../src/application';
import { application } from '../application/applications';
import { refusal } from './judge';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const charts = { sourceRef: { kind: 'HelmRepository', name: 'charts' } };
const repo = { sourceRef: { kind: 'GitRepository', name: 'repo' } };
const chart = { chart: 'podinfo', version: '6.x' };
const target = (targetNamespace: string, own: object = {}) => ({ destination: { targetNamespace }, ...own });
const entry = target('web', { interval: '10m', prune: true });

const metadata = { namespace: 'compact' };
const withHelm = (helmRelease: object, config: object = {}) =>
  application({ source: charts, config: { helmRelease: { chart, ...helmRelease }, ...config } }, metadata);
const withConfig = (config: object) => application({ source: repo, config }, metadata);

const written = withHelm({
  defaults: { interval: '10m', values: { a: 1, list: [1], kept: { b: 2 } }, postRenderers: [] },
  layers: [{ name: 'l', values: { list: [1, null, { c: null }] }, chart: { version: '5.x' } }],
  targets: [
    target('web', { values: { a: null } }),
    target('shop', { layers: ['l'], values: { kept: { b: null } }, suspend: false }),
  ],
});

const ONE_FORM = 'exactly one of deploy and targets must be set; defaults and layers go with targets';
const ONE_CONFIG = 'exactly one of helmRelease, kustomization and kustomizationSet must be set';

describeWithApiServer('an Application in compact form', (client) => {
  const path = '/apis/gitops.kubesphere.io/v1alpha1/namespaces/compact/applications/podinfo';

  beforeAll(async () => {
    const crd = parse(readFileSync(join(__dirname, '../../crds/gitops.kubesphere.io_applications.yaml'), 'utf8'));
    await installCrds(client, [crd]);
    await client.request('POST', '/api/v1/namespaces', {
      ...{ apiVersion: 'v1', kind: 'Namespace' },
      metadata: { name: 'compact' },
    });
  });

  test.each([
    ['targets', withHelm({ targets: [] })],
    ['defaults, layers and targets', written],
    ['targets beside the empty list of the console', withHelm({ targets: [] }, { kustomization: [] })],
    ['a set of kustomizations', withConfig({ kustomizationSet: { defaults: { prune: true }, targets: [entry] } })],
    ['a set beside an empty list', withConfig({ kustomizationSet: { targets: [entry] }, kustomization: [] })],
    ['an empty list alone', withConfig({ kustomization: [] })],
  ])('the CRD accepts %s', async (_, value) => {
    expect(await refusal(client, value)).toBeUndefined();
  });

  test.each([
    ['no list', withHelm({}), ONE_FORM],
    ['both lists', withHelm({ deploy: [], targets: [] }), ONE_FORM],
    ['defaults beside deploy', withHelm({ deploy: [], defaults: {} }), ONE_FORM],
    ['nothing', withConfig({}), ONE_CONFIG],
    ['two configurations', withHelm({ targets: [] }, { kustomizationSet: { targets: [] } }), ONE_CONFIG],
    [
      'two lists of kustomizations',
      withConfig({ kustomization: [entry], kustomizationSet: { targets: [] } }),
      ONE_CONFIG,
    ],
    ['a set without targets', withConfig({ kustomizationSet: {} }), 'kustomizationSet.targets: Required value'],
    ['a layer without a name', withHelm({ layers: [{}], targets: [] }), 'layers[0].name: Required value'],
    [
      'an unknown field',
      withHelm({ defaults: { name: 'a' }, targets: [] }),
      'unknown field "spec.fluxApp.spec.config.helmRelease.defaults.name"',
    ],
  ])('the CRD refuses %s, and so does lowering', async (_, value, message) => {
    expect(await refusal(client, value)).toContain(message);
    expect(lower(value).diagnostics.filter(({ severity }) => severity === 'error')).not.toEqual([]);
  });

  describe.each([[[]], [['--server-side']]])('applied with kubectl apply %s', (args: string[]) => {
    test('lowers to what was written, nulls included', async () => {
      const [own, ...objects] = lower(written, { withApplication: true }).objects as Any[];
      const { code, stderr } = await client.kubectl(['apply', ...args, '-f', '-'], { input: JSON.stringify(own) });
      expect([code, stderr]).toEqual([0, '']);
      const { body } = await client.request('GET', path);
      await client.request('DELETE', path);
      expect(lower(body).objects).toEqual(objects);
      expect(lower(body, { withApplication: true }).objects[0]).toEqual(own);
    });

    test.each(['targets', 'deploy'])('lowers to the patches that were written for %s, nulls included', async (list) => {
      const merge = { kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: null, args: ['a', null] } };
      const json = { target: { kind: 'Deployment' }, patch: [{ op: 'add', path: '/a', value: null }] };
      const kustomize = { patchesStrategicMerge: [{ kind: 'Service' }, merge], patchesJson6902: [json] };
      const only = target('web', { interval: '10m', postRenderers: [{ kustomize }] });
      const [own, ...objects] = lower(withHelm({ [list]: [only] }), { withApplication: true }).objects as Any[];
      const { code, stderr } = await client.kubectl(['apply', ...args, '-f', '-'], { input: JSON.stringify(own) });
      expect([code, stderr]).toEqual([0, '']);
      const { body } = await client.request('GET', path);
      await client.request('DELETE', path);
      expect(JSON.stringify(body.spec)).not.toContain('"value":null'); // the API server has dropped it
      expect(lower(body).objects).toEqual(objects);
    });
  });

  test('keys of another manager do not survive in the defaults', async () => {
    const apply = (value: object, manager: string) =>
      client.kubectl(['apply', '--server-side', '--force-conflicts', `--field-manager=${manager}`, '-f', '-'], {
        input: JSON.stringify(value),
      });
    const defaults = (values: object) => withHelm({ defaults: { interval: '10m', values }, targets: [target('web')] });
    expect(await apply(defaults({ ofOne: 1 }), 'one')).toMatchObject({ code: 0 });
    expect(await apply(defaults({ ofTwo: 2 }), 'two')).toMatchObject({ code: 0 });
    const { body } = await client.request('GET', path);
    expect(body.spec.fluxApp.spec.config.helmRelease.defaults.values).toEqual({ ofTwo: 2 });
    await client.request('DELETE', path);
  });
});
