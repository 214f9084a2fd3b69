import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { installCrds } from '../../harness';
import { describeWithApiServer } from '../../harness/suite';
import { lower } from '../../src/application/lower/lower';
import { LOWERING_DIGEST } from '../../src/application/marks';

const base = {
  apiVersion: 'gitops.kubesphere.io/v1alpha1',
  kind: 'Application',
};

/** Applications whose stored form differs from the written one: in nulls, defaults, or the order of keys. */
const APPLICATIONS = [
  {
    ...base,
    metadata: { name: 'nulls', namespace: 'stored' },
    spec: {
      kind: 'fluxcd',
      fluxApp: {
        spec: {
          source: { sourceRef: { kind: 'HelmRepository', name: 'charts' } },
          config: {
            helmRelease: {
              chart: { chart: 'podinfo' },
              deploy: [
                {
                  destination: { targetNamespace: 'web' },
                  interval: '10m',
                  values: { z: null, a: { y: 1, b: null, c: {} }, list: [1, null, { x: null }], empty: [], zero: 0 },
                  postRenderers: [{ kustomize: { patchesStrategicMerge: [{ kind: 'Service', apiVersion: 'v1' }] } }],
                },
                { destination: { targetNamespace: 'other' }, interval: '10m', values: { z: false, text: '' } },
              ],
            },
          },
        },
      },
    },
  },
  {
    ...base,
    metadata: { name: 'defaults', namespace: 'stored' },
    spec: {
      kind: 'fluxcd',
      fluxApp: {
        spec: {
          source: { sourceRef: { kind: 'GitRepository', name: 'repo' } },
          config: {
            kustomization: [
              {
                destination: {},
                interval: '10m',
                prune: true,
                postBuild: { substituteFrom: [{ name: 'vars', kind: 'ConfigMap' }] },
              },
            ],
          },
        },
      },
    },
  },
];

const path = '/apis/gitops.kubesphere.io/v1alpha1/namespaces/stored/applications';
const digests = (application: unknown) =>
  lower(application).objects.map(({ metadata }) => [metadata.name, metadata.annotations?.[LOWERING_DIGEST]]);
/** The digests without that of the ConfigMap for nulls, which is only created if lowering sees the nulls. */
const ofFluxObjects = (application: unknown) => digests(application).filter(([, digest]) => digest !== undefined);

describeWithApiServer('an Application that an API server stores', (client) => {
  beforeAll(async () => {
    const crd = parse(readFileSync(join(__dirname, '../../crds/gitops.kubesphere.io_applications.yaml'), 'utf8'));
    await installCrds(client, [crd]);
    await client.request('POST', '/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'stored' },
    });
  });

  const applied = async (application: (typeof APPLICATIONS)[number], args: string[]) => {
    const { code, stderr } = await client.kubectl(['apply', ...args, '-f', '-'], {
      input: JSON.stringify(application),
    });
    expect([code, stderr]).toEqual([0, '']);
    const { body } = await client.request('GET', `${path}/${application.metadata.name}`);
    await client.request('DELETE', `${path}/${application.metadata.name}`);
    return body;
  };

  test.each(APPLICATIONS)('lowers to the digests of what was written: $metadata.name', async (application) => {
    const written = ofFluxObjects(application);
    expect(written.length).toBeGreaterThan(0);
    expect(ofFluxObjects(await applied(application, []))).toEqual(written);
    expect(ofFluxObjects(await applied(application, ['--server-side']))).toEqual(written);
    const { status, body } = await client.request('POST', `${path}?fieldValidation=Strict`, application);
    expect(status).toBe(201);
    await client.request('DELETE', `${path}/${application.metadata.name}`);
    expect(ofFluxObjects(body)).toEqual(written);
  });

  test('really differs: kubectl apply drops the nulls of maps, also within lists, and the CRD adds its defaults', async () => {
    const [nulls, defaults] = APPLICATIONS as [(typeof APPLICATIONS)[number], (typeof APPLICATIONS)[number]];
    const { helmRelease } = (await applied(nulls, [])).spec.fluxApp.spec.config;
    expect(helmRelease.chart).toEqual({ chart: 'podinfo', version: '*' });
    expect(helmRelease.deploy[0].values).toEqual({ a: { y: 1, c: {} }, list: [1, null, {}], empty: [], zero: 0 });
    const { kustomization } = (await applied(defaults, [])).spec.fluxApp.spec.config;
    expect(kustomization[0].postBuild.substituteFrom).toEqual([{ kind: 'ConfigMap', name: 'vars', optional: false }]);
  });
});
