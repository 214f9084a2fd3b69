import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adoptApplications, printProgram } from '../../src/adopt';
import { lower } from '../../src/application';
import { applications } from '../application/arbitrary-application';
import { limit, runs, SEED } from '../random-runs';
import { meaningOf, type Renaming } from './meaning';
import { type Any, objectsOfProgram } from './run-program';

const keepsNames: Renaming = (_, __, name) => name;

/** The content of objects, by kind and name. */
function meanings(objects: readonly Any[]): Map<string, Any> {
  return new Map(
    objects
      .filter(({ kind }) => kind === 'HelmRelease' || kind === 'Kustomization')
      .map((object) => [`${object.kind} ${object.metadata.name}`, meaningOf(object, keepsNames, objects)]),
  );
}

test(
  'a program lowers to what the Application lowers to',
  () => {
    let targets = 0;
    fc.assert(
      fc.property(applications, (generated) => {
        const application = { ...generated, metadata: { namespace: 'apps', ...withoutAbsent(generated.metadata) } };
        const adoption = adoptApplications([application]);
        expect(adoption.left).toEqual([]);
        const made = meanings(objectsOfProgram(printProgram(adoption)));
        expect(made).toEqual(meanings(lower(application).objects));
        targets += made.size;
      }),
      { seed: SEED, numRuns: runs(100) },
    );
    expect(targets).toBeGreaterThan(100);
  },
  limit(120_000),
);

function withoutAbsent(map: Any): Any {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined && value !== null));
}

const application = (labels: object, spec: object) => ({
  apiVersion: 'gitops.kubesphere.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'web', namespace: 'apps', ...labels },
  spec,
});

const deploy = [
  { destination: { targetNamespace: 'web' }, interval: '10m' },
  { destination: { kubeConfig: { secretRef: { name: 'eu-1' } }, targetNamespace: 'web' }, interval: '10m' },
];
const fluxApp = {
  spec: {
    source: { sourceRef: { kind: 'HelmRepository', name: 'charts' } },
    config: { helmRelease: { chart: { chart: 'web', version: '1.0.0' }, deploy } },
  },
};

test('a release that another controller has made keeps its name and its storage namespace', () => {
  const made = (name: string, key: string, spec: object) => ({
    apiVersion: 'helm.toolkit.fluxcd.io/v2beta1',
    kind: 'HelmRelease',
    metadata: {
      ...{ name, namespace: 'apps' },
      labels: { 'app.kubernetes.io/managed-by': 'web' },
      annotations: { 'app.kubernetes.io/name': key },
    },
    spec: { targetNamespace: 'web', ...spec },
  });
  const releases = [made('web-x7k2p', 'web', {}), made('web-9qz4c', 'eu-1-web', { releaseName: 'site' })];
  const adoption = adoptApplications([application({}, { kind: 'fluxcd', fluxApp }), ...releases]);
  expect(adoption.applications[0]?.targets.map(({ fields }) => fields)).toEqual([
    { interval: '10m', releaseName: 'web-web-x7k2p', storageNamespace: 'apps' },
    { interval: '10m', releaseName: 'site', storageNamespace: 'apps' },
  ]);
});

test('nulls that only the annotation carries are in the program', () => {
  const [host, member] = deploy;
  const stored = application(
    { annotations: { 'gitops.kubesphere.io/nulls': '{"web":{"cache":null}}' } },
    {
      kind: 'fluxcd',
      fluxApp: {
        spec: {
          ...fluxApp.spec,
          config: {
            helmRelease: { ...fluxApp.spec.config.helmRelease, deploy: [{ ...host, values: { a: 1 } }, member] },
          },
        },
      },
    },
  );
  const adoption = adoptApplications([stored]);
  expect(adoption.applications[0]?.targets.map(({ fields }) => fields.values)).toEqual([
    { a: 1, cache: null },
    undefined,
  ]);
  expect(adoption.applications[0]?.metadata).toBeUndefined();
  expect(meanings(objectsOfProgram(printProgram(adoption)))).toEqual(meanings(lower(stored).objects));
});

test('Applications that are not taken, and why', () => {
  const objects = [
    application({}, { kind: 'argocd' }),
    application({}, { kind: 'fluxcd', fluxApp: { spec: { config: {} } } }),
    application({ annotations: { 'gitops.kubesphere.io/digests': '{}' } }, { kind: 'fluxcd', fluxApp }),
  ];
  const { applications: found, left } = adoptApplications(objects);
  expect(found).toEqual([]);
  expect(left.map(({ message }) => message)).toEqual([
    'its spec.kind is not fluxcd: another engine delivers it',
    'spec.fluxApp.spec.config: neither helmRelease nor kustomization is set: exactly one is needed',
    'it was synthesized: its code exists',
  ]);
});
