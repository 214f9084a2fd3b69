import { describe, expect, test } from 'vitest';
import { lower } from '../../src/application';
import { compareDeliveries } from '../../src/status/comparison';
import { helmApplication, kustomizationApplication, onHost, onMember } from '../application/applications';

type Live = { metadata: { name: string; managedFields?: unknown }; spec: Record<string, unknown> };

/** The lowered objects of an Application, by name, as an API server would return them. */
function lowered(application: unknown): Map<string, Live> {
  const objects = lower(application).objects as unknown as readonly Live[];
  return new Map(objects.map((object) => [object.metadata.name, structuredClone(object)]));
}

const APPLICATION = helmApplication([onHost('web', { values: { host: 'a' } }), onMember('eu-1', 'web')]);

test('objects that are as they were lowered do not differ', () => {
  const compared = compareDeliveries({
    application: APPLICATION,
    kind: 'HelmRelease',
    deliveries: lowered(APPLICATION),
  });
  expect([...compared]).toEqual([
    ['podinfo--host--web', { differing: [], dropped: [], owners: [] }],
    ['podinfo--eu-1--web', { differing: [], dropped: [], owners: [] }],
  ]);
});

test('only objects that are given are compared, and none of an Application with errors', () => {
  const [[name, live] = ['', undefined]] = lowered(APPLICATION);
  const deliveries = new Map<string, unknown>([
    [name, live],
    ['another', live],
  ]);
  expect([...compareDeliveries({ application: APPLICATION, kind: 'HelmRelease', deliveries }).keys()]).toEqual([name]);
  const broken = helmApplication([onHost('web', { interval: 'soon' })]);
  expect(compareDeliveries({ application: broken, kind: 'HelmRelease', deliveries }).size).toBe(0);
});

test('what differs is named, with who owns it', () => {
  const deliveries = lowered(APPLICATION);
  const live = deliveries.get('podinfo--host--web') as Live;
  live.spec.values = { host: 'b', added: true };
  live.spec.dependsOn = [{ name: 'first' }];
  live.metadata.managedFields = [
    { manager: 'kustomize-controller', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:values': { 'f:host': {} } } } },
    { manager: 'kubectl-edit', operation: 'Update', fieldsV1: { 'f:spec': { 'f:dependsOn': {} } } },
    { manager: 'helm-controller', operation: 'Update', fieldsV1: { 'f:metadata': { 'f:finalizers': {} } } },
  ];
  const compared = compareDeliveries({ application: APPLICATION, kind: 'HelmRelease', deliveries });
  expect(compared.get('podinfo--host--web')).toEqual({
    differing: [
      ['spec', 'dependsOn'],
      ['spec', 'values', 'added'],
      ['spec', 'values', 'host'],
    ],
    dropped: [],
    owners: ['kubectl-edit', 'kustomize-controller'],
  });
});

describe('fields that the installed CRD does not have', () => {
  /** A schema of an Application in which an entry has only these fields. */
  function schemaOf(config: object) {
    const nested = (keys: readonly string[], inner: object): object =>
      keys.reduceRight((schema, key) => ({ properties: { [key]: schema } }), inner);
    return nested(['spec', 'fluxApp', 'spec', 'config'], { properties: config }) as Record<string, unknown>;
  }

  test('are told from those that were changed: of a HelmRelease', () => {
    const entry = { properties: { interval: {}, values: { 'x-kubernetes-preserve-unknown-fields': true } } };
    const schema = schemaOf({
      helmRelease: { properties: { deploy: { items: entry }, chart: { properties: { version: {} } } } },
    });
    const deliveries = lowered(APPLICATION);
    const live = deliveries.get('podinfo--host--web') as Live;
    const chart = live.spec.chart as { spec: object };
    live.spec = {
      ...live.spec,
      interval: '1m',
      values: { host: 'b' },
      driftDetection: { mode: 'warn' },
      chart: { spec: { ...chart.spec, version: '2.0.0', ignoreMissingValuesFiles: true } },
    };
    const compared = compareDeliveries({ application: APPLICATION, kind: 'HelmRelease', deliveries, schema });
    expect(compared.get('podinfo--host--web')?.dropped).toEqual([
      ['spec', 'chart', 'spec', 'ignoreMissingValuesFiles'],
      ['spec', 'driftDetection', 'mode'],
    ]);
  });

  describe('of the chart of a target', () => {
    const whole = { 'x-kubernetes-preserve-unknown-fields': true };
    const entry = { properties: { interval: {} } };
    const schema = {
      properties: {
        spec: {
          properties: {
            fluxApp: {
              properties: {
                spec: {
                  properties: {
                    source: whole,
                    config: {
                      properties: {
                        helmRelease: { properties: { template: {}, chart: whole, deploy: { items: entry } } },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    };
    const web = (own: object) => helmApplication([onHost('web', own)]);
    const compared = (own: object, installed: object) => {
      const parts = { application: web({}), kind: 'HelmRelease' as const, deliveries: lowered(web(own)) };
      return compareDeliveries({ ...parts, schema: { ...installed } }).get('podinfo--host--web');
    };

    test.each([
      ['its version', { chart: { version: '6.10.0' } }, [['spec', 'chart', 'spec', 'version']]],
      ['its labels', { chart: { metadata: { labels: { a: 'b' } } } }, [['spec', 'chart', 'metadata', 'labels', 'a']]],
      [
        'its source',
        { source: { sourceRef: { kind: 'GitRepository', name: 'repo' } } },
        [
          ['spec', 'chart', 'spec', 'sourceRef', 'kind'],
          ['spec', 'chart', 'spec', 'sourceRef', 'name'],
        ],
      ],
      [
        'its template',
        { template: 'next' },
        [
          ...['chart', 'interval', 'reconcileStrategy'].map((field) => ['spec', 'chart', 'spec', field]),
          ['spec', 'chart', 'spec', 'sourceRef', 'kind'],
          ['spec', 'chart', 'spec', 'sourceRef', 'name'],
          ['spec', 'chart', 'spec', 'version'],
          ['spec', 'chartRef', 'kind'],
          ['spec', 'chartRef', 'name'],
        ],
      ],
    ])('may have been dropped: %s', (_, own, differing) => {
      expect(compared(own, schema)).toEqual({ differing, dropped: [], perhapsDropped: differing, owners: [] });
      expect(compared(own, whole)).toEqual({ differing, dropped: [], owners: [] });
    });
  });

  test('are told from those that were changed: of a Kustomization', () => {
    const application = kustomizationApplication([onHost('web', { prune: true })]);
    const schema = schemaOf({ kustomization: { items: { properties: { prune: {}, interval: {} } } } });
    const deliveries = lowered(application);
    const live = deliveries.get('podinfo--host--web') as Live;
    live.spec = { ...live.spec, prune: false, ignore: [{ paths: ['/spec'] }] };
    const compared = compareDeliveries({ application, kind: 'Kustomization', deliveries, schema });
    expect(compared.get('podinfo--host--web')).toMatchObject({
      differing: [
        ['spec', 'ignore'],
        ['spec', 'prune'],
      ],
      dropped: [['spec', 'ignore']],
    });
  });
});
