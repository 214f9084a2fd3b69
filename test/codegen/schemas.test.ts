import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, test } from 'vitest';
import { OWNED_FIELDS } from '../../codegen/imports/owned-fields';

const folder = join(__dirname, '..', '..', 'imports', 'schemas');
const schemas = new Map(
  readdirSync(folder).map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8'))] as const),
);

// biome-ignore lint/suspicious/noExplicitAny: schemas are plain JSON here
type Node = any;

/** Every node of a schema with its path. */
function* nodes(node: Node, path = ''): Generator<[string, Node]> {
  yield [path, node];
  for (const [name, child] of Object.entries(node.properties ?? {})) yield* nodes(child, `${path}.${name}`);
  if (node.items) yield* nodes(node.items, `${path}[]`);
  if (node.additionalProperties) yield* nodes(node.additionalProperties, `${path}{}`);
}

const ajv = () => new Ajv({ strict: false, allErrors: true });
const application = (config: object, source?: object) => ({ spec: { config, ...(source ? { source } : {}) } });
const deploy = (entry: object) => ({ helmRelease: { deploy: [{ destination: {}, interval: '1m', ...entry }] } });
const kustomization = (entry: object) => ({
  kustomization: [{ destination: {}, interval: '1m', prune: true, ...entry }],
});

/** The errors of the application schema, by path and keyword. */
function faults(value: object): string[] {
  const validate = ajv().compile(schemas.get('application.json'));
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}

test('there is one schema for each kind', () => {
  expect([...schemas.keys()].sort()).toEqual([
    'application.json',
    'bucket.json',
    'external-artifact.json',
    'git-repository.json',
    'helm-chart.json',
    'helm-release.json',
    'helm-repository.json',
    'kustomization.json',
    'oci-repository.json',
  ]);
});

describe.each([...schemas])('%s', (_file, schema) => {
  test('is a schema for ajv', () => {
    expect(() => ajv().compile(schema)).not.toThrow();
  });

  test('has no descriptions, and every object with properties is closed', () => {
    for (const [path, node] of nodes(schema)) {
      expect(node, path).not.toHaveProperty('description');
      if (node.properties) expect(node.additionalProperties, path).toBe(false);
    }
  });

  test('requires nothing that has a default', () => {
    for (const [path, node] of nodes(schema)) {
      for (const name of node.required ?? [])
        expect(node.properties[name], `${path}.${name}`).not.toHaveProperty('default');
    }
  });
});

test('these are the CEL rules that the schemas carry', () => {
  const rules = [...schemas].flatMap(([file, schema]) =>
    [...nodes(schema)].flatMap(([path, node]) =>
      (node['x-kubernetes-validations'] ?? []).map(({ rule }: { rule: string }) => `${file} ${path}: ${rule}`),
    ),
  );
  expect(rules).toMatchInlineSnapshot(`
    [
      "application.json .spec: !has(self.source) || !has(self.config.helmRelease) || !has(self.config.helmRelease.chart) || !has(self.config.helmRelease.chart.verify) || self.source.sourceRef.kind == 'HelmRepository'",
      "application.json .spec.config: has(self.helmRelease) || has(self.kustomizationSet) ? [has(self.helmRelease), has(self.kustomizationSet), has(self.kustomization) && size(self.kustomization) > 0].exists_one(set, set) : has(self.kustomization)",
      "application.json .spec.config.helmRelease: has(self.deploy) ? !has(self.targets) && !has(self.defaults) && !has(self.layers) : has(self.targets)",
      "application.json .spec.config.helmRelease.deploy[].destination.kubeConfig: has(self.configMapRef) || has(self.secretRef)",
      "application.json .spec.config.helmRelease.deploy[].destination.kubeConfig: !has(self.configMapRef) || !has(self.secretRef)",
      "application.json .spec.config.helmRelease.deploy[].install.strategy: !has(self.retryInterval) || self.name != 'RemediateOnFailure'",
      "application.json .spec.config.helmRelease.deploy[].upgrade.strategy: !has(self.retryInterval) || self.name == 'RetryOnFailure'",
      "application.json .spec.config.helmRelease.targets[].destination.kubeConfig: has(self.configMapRef) || has(self.secretRef)",
      "application.json .spec.config.helmRelease.targets[].destination.kubeConfig: !has(self.configMapRef) || !has(self.secretRef)",
      "application.json .spec.config.kustomization[].destination.kubeConfig: has(self.configMapRef) || has(self.secretRef)",
      "application.json .spec.config.kustomization[].destination.kubeConfig: !has(self.configMapRef) || !has(self.secretRef)",
      "application.json .spec.config.kustomizationSet.targets[].destination.kubeConfig: has(self.configMapRef) || has(self.secretRef)",
      "application.json .spec.config.kustomizationSet.targets[].destination.kubeConfig: !has(self.configMapRef) || !has(self.secretRef)",
      "bucket.json : self.provider == 'aws' || self.provider == 'generic' || !has(self.sts)",
      "bucket.json : self.provider != 'aws' || !has(self.sts) || self.sts.provider == 'aws'",
      "bucket.json : self.provider != 'generic' || !has(self.sts) || self.sts.provider == 'ldap'",
      "bucket.json : !has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.secretRef)",
      "bucket.json : !has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.certSecretRef)",
      "bucket.json : self.provider != 'generic' || !has(self.serviceAccountName)",
      "bucket.json : !has(self.secretRef) || !has(self.serviceAccountName)",
      "git-repository.json : !has(self.serviceAccountName) || (has(self.provider) && (self.provider == 'azure' || self.provider == 'aws'))",
      "helm-chart.json : !has(self.verify) || self.sourceRef.kind == 'HelmRepository'",
      "helm-release.json : (has(self.chart) && !has(self.chartRef)) || (!has(self.chart) && has(self.chartRef))",
      "helm-release.json .install.strategy: !has(self.retryInterval) || self.name != 'RemediateOnFailure'",
      "helm-release.json .kubeConfig: has(self.configMapRef) || has(self.secretRef)",
      "helm-release.json .kubeConfig: !has(self.configMapRef) || !has(self.secretRef)",
      "helm-release.json .upgrade.strategy: !has(self.retryInterval) || self.name == 'RetryOnFailure'",
      "kustomization.json .kubeConfig: has(self.configMapRef) || has(self.secretRef)",
      "kustomization.json .kubeConfig: !has(self.configMapRef) || !has(self.secretRef)",
    ]
  `);
});

describe('the entries of an application', () => {
  const fields = (schema: Node) => Object.keys(schema.properties).sort();
  const config = schemas.get('application.json').properties.spec.properties.config.properties;
  const without = (file: string, owned: object, ...added: string[]) =>
    [...fields(schemas.get(file)).filter((field) => !(field in owned)), ...added].sort();

  test('of deploy are those of HelmRelease that the lowering does not own', () => {
    const added = ['destination', 'metadata', 'name', 'chart', 'source', 'template'];
    const expected = without('helm-release.json', OWNED_FIELDS.HelmRelease, ...added);
    expect(fields(config.helmRelease.properties.deploy.items)).toEqual(expected);
  });

  test('of kustomization are those of Kustomization that the lowering does not own', () => {
    const expected = without('kustomization.json', OWNED_FIELDS.Kustomization, 'destination', 'metadata', 'name');
    expect(fields(config.kustomization.items)).toEqual(expected);
  });

  test('of chart are those of HelmChart that the lowering does not own', () => {
    const expected = without('helm-chart.json', OWNED_FIELDS.HelmChart, 'metadata');
    expect(fields(config.helmRelease.properties.chart)).toEqual(expected);
  });

  test('owned fields are fields of Flux', () => {
    expect(fields(schemas.get('helm-release.json'))).toEqual(
      expect.arrayContaining(Object.keys(OWNED_FIELDS.HelmRelease)),
    );
    expect(fields(schemas.get('helm-chart.json'))).toEqual(expect.arrayContaining(Object.keys(OWNED_FIELDS.HelmChart)));
    expect(fields(schemas.get('kustomization.json'))).toEqual(
      expect.arrayContaining(Object.keys(OWNED_FIELDS.Kustomization)),
    );
  });
});

describe('the application schema', () => {
  const entry = '/spec/config/helmRelease/deploy/0';

  test.each([
    ['the smallest helmRelease', application(deploy({}))],
    ['the smallest kustomization', application(kustomization({}))],
    ['any values', application(deploy({ values: { a: null, b: [0, { c: false }] } }))],
    [
      'the old forms of patches',
      application(
        deploy({
          postRenderers: [
            {
              kustomize: {
                patchesStrategicMerge: [{ kind: 'Deployment' }],
                patchesJson6902: [{ target: { kind: 'Deployment' }, patch: [{ op: 'add', path: '/a', value: [1] }] }],
              },
            },
          ],
        }),
      ),
    ],
    ['a source of any kind', application(deploy({}), { sourceRef: { kind: 'ExternalArtifact', name: 'a' } })],
  ])('accepts %s', (_case, value) => {
    expect(faults(value)).toEqual([]);
  });

  test.each([
    ['a malformed duration', application(deploy({ interval: '1 m' })), [`${entry}/interval pattern`]],
    ['an unknown field', application(deploy({ intervall: '1m' })), [`${entry} additionalProperties`]],
    ['a field that the lowering owns', application(deploy({ chartRef: {} })), [`${entry} additionalProperties`]],
    ['a value outside an enum', application(deploy({ install: { crds: 'create' } })), [`${entry}/install/crds enum`]],
    ['values that are no map', application(deploy({ values: 'a: 1' })), [`${entry}/values type`]],
    ['a long release name', application(deploy({ releaseName: 'a'.repeat(54) })), [`${entry}/releaseName maxLength`]],
    [
      'a source without kind',
      application(deploy({}), { sourceRef: { name: 'a' } }),
      ['/spec/source/sourceRef required'],
    ],
    [
      'a patch without patch, which Flux requires',
      application(kustomization({ patches: [{ target: { kind: 'Deployment' } }] })),
      ['/spec/config/kustomization/0/patches/0 required'],
    ],
  ])('refuses %s', (_case, value, expected) => {
    expect(faults(value)).toEqual(expected);
  });
});
