import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lower } from '../../../src/application/lower/lower';
import { CEL_RULES, COVERED_RULES } from '../../../src/application/validate/cel-rules';
import { validateSchema } from '../../../src/application/validate/schema';
import { formatDiagnostic } from '../../../src/diagnostics/diagnostic';
import { application, helmApplication } from '../applications';
import { manifests, spec, web } from '../problems';

// biome-ignore lint/suspicious/noExplicitAny: schemas and data are plain JSON here
type Any = any;

const folder = join(__dirname, '..', '..', '..', 'imports', 'schemas');
const schemas = readdirSync(folder).map(
  (file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8'))] as const,
);

/** The rules in a schema, by location. */
function* rulesOf(node: Any, path: string): Generator<readonly [place: string, rule: string]> {
  for (const { rule } of node['x-kubernetes-validations'] ?? []) yield [path, rule];
  for (const [name, child] of Object.entries<Any>(node.properties ?? {})) yield* rulesOf(child, `${path}.${name}`);
  for (const child of [node.items, node.additionalProperties]) {
    if (typeof child === 'object') yield* rulesOf(child, path);
  }
}

const rules = schemas.flatMap(([file, schema]) => [...rulesOf(schema, file.replace('.json', ''))]);

/**
 * Evaluates a rule as JavaScript, which gives the same result except for this macro. Defaults are filled in before, as
 * by an API server.
 */
function evaluate(rule: string, self: unknown): boolean {
  const has = (value: unknown) => value !== undefined;
  const size = (list: readonly unknown[]) => list.length;
  const text = rule.replaceAll('.exists_one(set, set)', '.filter(Boolean).length === 1');
  return new Function('self', 'has', 'size', `return ${text}`)(self, has, size);
}

/** All maps with one of these values for each field; `undefined` omits the field. */
function combinations(fields: Readonly<Record<string, readonly unknown[]>>): Any[] {
  return Object.entries(fields).reduce<Any[]>(
    (maps, [name, values]) =>
      maps.flatMap((map) => values.map((value) => (value === undefined ? map : Object.assign({ [name]: value }, map)))),
    [{}],
  );
}

const ref = [undefined, { name: 'a' }];
const strategies = combinations({ name: ['RemediateOnFailure', 'RetryOnFailure'], retryInterval: [undefined, '1m'] });
const kubeConfigs = combinations({ secretRef: ref, configMapRef: ref });

/** Possible values of `self` at each location, as far as its rules read them. */
const SELVES: Readonly<Record<string, readonly Any[]>> = {
  'helm-release': combinations({ chart: [undefined, {}], chartRef: [undefined, {}] }),
  'helm-release.kubeConfig': kubeConfigs,
  'helm-release.install.strategy': strategies,
  'helm-release.upgrade.strategy': strategies,
  'kustomization.kubeConfig': kubeConfigs,
  'helm-chart': combinations({ verify: [undefined, {}], sourceRef: [{ kind: 'HelmRepository' }, { kind: 'Bucket' }] }),
  'git-repository': combinations({
    serviceAccountName: [undefined, 'a'],
    provider: [undefined, 'generic', 'aws', 'azure', 'github'],
  }),
  bucket: combinations({
    provider: ['generic', 'aws', 'azure', 'gcp'],
    sts: [undefined, ...combinations({ provider: ['aws', 'ldap'], secretRef: ref, certSecretRef: ref })],
    secretRef: ref,
    serviceAccountName: [undefined, 'a'],
  }),
  'application.spec.config.helmRelease.deploy.destination.kubeConfig': kubeConfigs,
  'application.spec.config.helmRelease.deploy.install.strategy': strategies,
  'application.spec.config.helmRelease.deploy.upgrade.strategy': strategies,
  'application.spec.config.helmRelease.targets.destination.kubeConfig': kubeConfigs,
  'application.spec.config.kustomization.destination.kubeConfig': kubeConfigs,
  'application.spec.config.kustomizationSet.targets.destination.kubeConfig': kubeConfigs,
};

test('every rule of the schemas has its mirror or its check, and there are no others', () => {
  const texts = new Set(rules.map(([, rule]) => rule));
  expect([...Object.keys(CEL_RULES), ...Object.keys(COVERED_RULES)].sort()).toEqual([...texts].sort());
});

const mirrored = rules.filter(([, rule]) => rule in CEL_RULES);

test('there are examples for every place with a mirrored rule, and for no other', () => {
  expect(Object.keys(SELVES).sort()).toEqual([...new Set(mirrored.map(([place]) => place))].sort());
});

test.each(mirrored)('%s: the mirror of %s says what the rule says', (place, rule) => {
  const selves = SELVES[place] ?? [];
  const answers = selves.map((self) => evaluate(rule, self));
  expect(selves.map((self) => CEL_RULES[rule]?.(self))).toEqual(answers);
  expect(new Set(answers)).toEqual(new Set([true, false]));
});

test('a Bucket without a provider is judged as the generic one that the API server makes of it', () => {
  for (const [place, rule] of mirrored.filter(([place]) => place === 'bucket')) {
    for (const { provider: _, ...self } of SELVES[place] ?? []) {
      expect(CEL_RULES[rule]?.(self)).toBe(evaluate(rule, { provider: 'generic', ...self }));
    }
  }
});

test('a broken rule is an error at the map that it is about, with the message of the CRD', () => {
  const [, schema] = schemas.find(([file]) => file === 'bucket.json') as (typeof schemas)[number];
  const bucket = {
    bucketName: 'a',
    endpoint: 'minio',
    interval: '1m',
    provider: 'azure',
    sts: { provider: 'aws', endpoint: 'https://sts.example.com' },
    secretRef: { name: 'a' },
    serviceAccountName: 'a',
  };
  expect(validateSchema(schema, { ...bucket, sts: undefined }, ['spec']).map(formatDiagnostic)).toEqual([
    'spec: cannot set both .spec.secretRef and .spec.serviceAccountName',
  ]);
  expect(validateSchema(schema, bucket, ['spec']).map(formatDiagnostic)).toEqual([
    "spec: STS configuration is only supported for the 'aws' and 'generic' Bucket providers",
    'spec: cannot set both .spec.secretRef and .spec.serviceAccountName',
  ]);
});

describe('the rules that a check covers', () => {
  const [one, form] = Object.keys(COVERED_RULES) as [string, string];
  const verify =
    '!has(self.source) || !has(self.config.helmRelease) || !has(self.config.helmRelease.chart) || ' +
    "!has(self.config.helmRelease.chart.verify) || self.source.sourceRef.kind == 'HelmRepository'";
  const errorsAt = (value: unknown) => lower(value).diagnostics.map((d) => formatDiagnostic(d).split(': ')[0]);

  test('are these', () => {
    expect(Object.keys(COVERED_RULES)).toEqual([one, form, verify]);
    expect([one, form].map((rule) => rule.split(' ? ')[0])).toEqual([
      'has(self.helmRelease) || has(self.kustomizationSet)',
      'has(self.deploy)',
    ]);
  });

  test('exactly one configuration', () => {
    const helmRelease = { template: 'podinfo', deploy: [web] };
    const source = { sourceRef: { kind: 'GitRepository', name: 'manifests' } };
    for (const config of combinations({
      helmRelease: [undefined, helmRelease, { template: 'podinfo', targets: [web] }],
      kustomization: [undefined, [], [manifests]],
      kustomizationSet: [undefined, { targets: [manifests] }],
    })) {
      const isKept = evaluate(one, config);
      const errors = errorsAt(application({ ...(config.helmRelease ? {} : { source }), config }));
      expect(errors.includes(`${spec}.config`)).toBe(!isKept);
    }
  });

  test('exactly one form', () => {
    const path = `${spec}.config.helmRelease`;
    for (const lists of combinations({
      deploy: [undefined, [web]],
      targets: [undefined, [web]],
      defaults: [undefined, {}],
      layers: [undefined, []],
    })) {
      const places = new Set(errorsAt(application({ config: { helmRelease: { template: 'podinfo', ...lists } } })));
      const own = [path, `${path}.deploy`, `${path}.defaults`, `${path}.layers`];
      expect(own.some((place) => places.has(place))).toBe(!evaluate(form, lists));
      expect(places.size > 0).toBe(!evaluate(form, lists));
    }
  });

  test('verification of charts of a HelmRepository alone', () => {
    for (const kind of ['HelmRepository', 'GitRepository', 'Bucket']) {
      const value = helmApplication([web], {
        source: { sourceRef: { kind, name: 'a' } },
        chart: { chart: 'a', version: '1.x', verify: {} },
      });
      const isKept = evaluate(verify, value.spec.fluxApp.spec);
      expect(errorsAt(value)).toEqual(isKept ? [] : [`${spec}.config.helmRelease.chart.verify`]);
    }
  });
});
