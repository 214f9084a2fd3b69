import { expect, test } from 'vitest';
import helmChart from '../../../imports/schemas/helm-chart.json';
import helmRelease from '../../../imports/schemas/helm-release.json';
import kustomization from '../../../imports/schemas/kustomization.json';
import { foreignReference } from '../../../src/controllers/application-lowering/foreign-reference';
import { isMap, mapOf, type ValueMap } from '../../../src/json';

const SCHEMAS = { HelmRelease: helmRelease, Kustomization: kustomization, HelmChart: helmChart };

/**
 * Fields that may name another namespace, and why. Flux reads none of these references with its own permissions. A new
 * field of Flux must be added here, or to the references that the controller checks.
 */
const NO_REFERENCES: Readonly<Record<string, string>> = {
  'HelmRelease targetNamespace': 'the namespace of the release, with the permissions of the account or kubeconfig',
  'HelmRelease storageNamespace': 'the namespace of the release record, with the same permissions',
  'HelmRelease install.createNamespace': 'a flag: the namespace is created with the same permissions',
  'HelmRelease driftDetection.ignore[].target.namespace': 'selects objects of the release',
  'HelmRelease postRenderers[].kustomize.patches[].target.namespace': 'selects rendered objects',
  'Kustomization targetNamespace': 'the namespace of its objects, with the permissions of the account or kubeconfig',
  'Kustomization healthChecks[].namespace': 'an object on the cluster of the target, read with the same permissions',
  'Kustomization ignore[].target.namespace': 'selects its objects',
  'Kustomization patches[].target.namespace': 'selects its objects',
};

/** The paths of all fields with a namespace in their name; `[]` for the elements of a list. */
function namespaceFields(schema: unknown, path = ''): string[] {
  const { properties, items, additionalProperties } = mapOf(schema);
  const own = Object.entries(mapOf(properties)).flatMap(([name, field]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [...(/namespace/i.test(name) ? [at] : []), ...namespaceFields(field, at)];
  });
  const ofItems = isMap(items) ? namespaceFields(items, `${path}[]`) : [];
  return [
    ...own,
    ...ofItems,
    ...(isMap(additionalProperties) ? namespaceFields(additionalProperties, `${path}.*`) : []),
  ];
}

const FIELDS = Object.entries(SCHEMAS).flatMap(([kind, schema]) =>
  namespaceFields(schema).map((path) => ({ kind, path, field: `${kind} ${path}` })),
);

/** An object in `apps` with a value in a field. */
function withField(path: string, value: unknown): ValueMap {
  const spec = path.split('.').reduceRight<unknown>((inner, key) => {
    return key.endsWith('[]') ? { [key.slice(0, -2)]: [inner] } : { [key]: inner };
  }, value);
  return { metadata: { namespace: 'apps' }, spec };
}

test.each(FIELDS)('$field is a reference that is found, or none of Flux', ({ field, path }) => {
  const parent = path.replace(/(^|\.)namespace$/, '');
  const found = foreignReference(withField(path, 'platform'));
  expect(found === undefined).toBe(field in NO_REFERENCES);
  if (found === undefined) return;
  expect(found).toEqual({ path: `spec.${parent.replaceAll('[]', '[0]')}`, object: 'platform/undefined' });
  for (const own of ['apps', '', undefined]) expect(foreignReference(withField(path, own))).toBeUndefined();
});

test('what is listed here as no reference is a field of Flux', () => {
  const fields = FIELDS.map(({ field }) => field);
  expect(Object.keys(NO_REFERENCES).filter((field) => !fields.includes(field))).toEqual([]);
});

test('the first reference to another namespace is named, with its place', () => {
  const dependsOn = [{ name: 'own' }, { name: 'database', namespace: 'platform', readyExpr: 'true' }];
  expect(foreignReference({ metadata: { namespace: 'apps' }, spec: { dependsOn } })).toEqual({
    path: 'spec.dependsOn[1]',
    object: 'platform/database',
  });
});
