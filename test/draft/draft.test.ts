import { expect, test } from 'vitest';
import { answerDraft } from '../../src/draft';
import { type Draft, type DraftTarget, EMPTY_DRAFT, EMPTY_TARGET } from '../../src/page';

const web = (fields: Partial<Draft> = {}, ...targets: readonly Partial<DraftTarget>[]): Draft => ({
  ...EMPTY_DRAFT,
  ...{ namespace: 'shop', name: 'web', source: 'HelmRepository/podinfo', chart: 'podinfo', version: '6.9.0' },
  targets: (targets.length === 0 ? [{}] : targets).map((target) => ({
    ...EMPTY_TARGET,
    ...{ cluster: 'host', namespace: 'web' },
    ...target,
  })),
  ...fields,
});

/** The fields with problems, and the messages. */
const problemsOf = (draft: Draft) => answerDraft(draft).problems.map(({ field, message }) => [field, message]);

test('a form becomes code as somebody would write it', () => {
  const draft = web(
    { alias: 'Shop', valuesFiles: './values.yaml; ./values-eu.yaml', saveTemplate: true },
    { createNamespace: true },
    {
      ...{ cluster: 'eu-1', set: 'replicaCount=3\nports.traefik.expose=true', storageNamespace: 'helm' },
      valuesFrom: [{ kind: 'Secret', name: 'web-eu', valuesKey: '', targetPath: '' }],
    },
  );
  expect(answerDraft(draft).texts?.typescript).toBe(`import { Chart } from 'cdk8s';
import { Cluster, FluxApplication, HelmRepository } from 'cdk8s-fluxapp';
import type { Construct } from 'constructs';

export class Web extends Chart {
  constructor(scope: Construct, id = 'web') {
    super(scope, id, { namespace: 'shop' });

    const host = Cluster.host();
    const eu1 = Cluster.member('eu-1');

    const podinfo = HelmRepository.fromName(this, 'podinfo', 'podinfo');

    new FluxApplication(this, 'web', {
      alias: 'Shop',
      helmRelease: {
        source: podinfo,
        chart: { chart: 'podinfo', version: '6.9.0', valuesFiles: ['./values.yaml', './values-eu.yaml'] },
        saveTemplate: true,
        deploy: [
          { destination: host.namespace('web'), install: { createNamespace: true } },
          {
            destination: eu1.namespace('web'),
            storageNamespace: 'helm',
            valuesFrom: [{ kind: 'Secret', name: 'web-eu' }],
            set: ['replicaCount=3', 'ports.traefik.expose=true'],
          },
        ],
      },
    });
  }
}
`);
});

test('a space after the namespace changes nothing', () => {
  const source = 'HelmRepository/shop/podinfo';
  expect(answerDraft(web({ source, namespace: 'shop ' }))).toEqual(answerDraft(web({ source })));
});

test('each problem is at its field, in the words of the product', () => {
  expect(problemsOf(EMPTY_DRAFT).map(([field]) => field)).toEqual(
    expect.arrayContaining(['name', 'namespace', 'targets.0.namespace', 'chart']),
  );
  expect(problemsOf(web({}, { interval: '5 min' }))).toEqual([
    ['targets.0.interval', expect.stringContaining('"5 min" is not a duration')],
  ]);
  expect(problemsOf(web({ source: 'podinfo' }))).toEqual([['source', expect.stringContaining('is not a source')]]);
  expect(problemsOf(web({ version: 'six' }))).toEqual([['version', expect.any(String)]]);
  expect(problemsOf(web({}, {}, {})).map(([field]) => field)).toEqual(['targets.1.cluster']);
  expect(problemsOf(web({}, { cluster: ' ' }))).toEqual([['targets.0.cluster', expect.stringContaining('required')]]);
  expect(problemsOf(web({}, { set: 'a=1\nb[0=2' }))).toEqual([['targets.0.set', expect.stringContaining('b[0')]]);
  expect(problemsOf(web({}, { more: 'timout: 5m' }))).toEqual([['targets.0.more', expect.stringContaining('timeout')]]);
  expect(problemsOf(web({}, { more: 'interval: 5m' }))).toEqual([
    ['targets.0.more', 'interval has a field of its own in the form'],
  ]);
  expect(problemsOf(web({}, { more: 'a: [' }))).toEqual([['targets.0.more', expect.stringMatching(/^line \d+: /)]]);
  expect(problemsOf(web({}, { options: 'instal.timeout=5m' }))).toEqual([
    ['targets.0.options', expect.stringContaining('instal is none of install, upgrade')],
  ]);
  expect(problemsOf(web({}, { options: 'install.timeout=soon' }))).toEqual([
    ['targets.0.options', expect.stringContaining('duration')],
  ]);
  const reference = { kind: 'Secret', name: '', valuesKey: '', targetPath: '' } as const;
  expect(problemsOf(web({}, { valuesFrom: [reference] }))).toEqual([['targets.0.valuesFrom', expect.any(String)]]);
});

const lines = (count: number, lineOf: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => lineOf(index)).join('\n');
/** The fields with errors. Many nulls also cause a warning. */
const errorsOf = (draft: Draft) =>
  answerDraft(draft).problems.flatMap(({ field, severity, message }) =>
    severity === 'error' ? [[field, message]] : [],
  );

test.each([
  ['set', 'a[1001]=1', 'the indices of a path add up to more than 1000'],
  ['set', 'b=1,a[500].b[501]=1', 'the indices of a path add up to more than 1000'],
  ['options', 'install.a[1001]=1', 'the indices of a path add up to more than 1000'],
  ['set', lines(300, (index) => `a${index}[100]=1`), 'the indices of all lines add up to more than 20000'],
])('indices in %s have a limit', (field, text, message) => {
  expect(errorsOf(web({}, { [field]: text }))).toEqual([[`targets.0.${field}`, message]]);
});

test('the limit of indices counts all targets, and no brackets in a value', () => {
  const set = lines(101, (index) => `a${index}[100]=1`);
  expect(errorsOf(web({}, { set }, { set, cluster: 'eu-1' })).map(([field]) => field)).toEqual(['targets.1.set']);
  const env = lines(130, (index) => `env[${index}].name=A${index}\nenv[${index}].value=[2000]`);
  expect(errorsOf(web({}, { set: `a[1000]=1\n${env}` }))).toEqual([]);
});

test.each([
  ['a line', ','],
  ['several lines', '\n'],
])('the number of values that %s of a target set has a limit', (_, separator) => {
  const set = (count: number) => Array.from({ length: count }, (_, index) => `a${index}=1`).join(separator);
  expect(errorsOf(web({}, { set: set(500) }))).toEqual([]);
  const message = 'all lines set more than 500 values: write them as a map';
  expect(errorsOf(web({}, { set: set(6600) }))).toEqual([['targets.0.set', message]]);
  expect(errorsOf(web({}, { set: set(300), options: `install.timeout=5m${separator}`.repeat(201) }))).toEqual([
    ['targets.0.options', message],
  ]);
});

test('many targets may each set some values', () => {
  const set = lines(6, (index) => `a${index}=1`);
  const others = Array.from({ length: 101 }, (_, index) => ({ set, cluster: `eu-${index}` }));
  expect(errorsOf(web({}, ...others))).toEqual([]);
});

test('a path has a limit', () => {
  const set = (count: number) => `a${'[0].b'.repeat(count)}=1`;
  expect(errorsOf(web({}, { set: set(49) }))).toEqual([]);
  expect(errorsOf(web({}, { set: set(50) }))).toEqual([['targets.0.set', 'a path has more than 100 keys and indices']]);
});

test.each([
  ['strings', `{a: &a ${'x'.repeat(20_000)}, b: &b [${'*a,'.repeat(8000)}], c: [*b]}`],
  ['lists', `{a: &a [${'1,'.repeat(1000)}], b: [${'*a,'.repeat(900)}]}`],
  ['keys', `{a: &a {${'k'.repeat(20_000)}: 1}, b: [${'*a,'.repeat(100)}]}`],
  ['lines', `{a: &a "${'\\n'.repeat(10_000)}", b: [${'*a,'.repeat(50)}]}`],
])('%s that aliases repeat have a limit', (_, values) => {
  const message = 'these fields of all targets have more than 1572864 characters, which is more than etcd takes';
  const more = `values: ${values}`;
  expect(errorsOf(web({}, { more }))).toEqual([['targets.0.more', message]]);
  expect(errorsOf(web({}, { more }, { more, cluster: 'eu-1' }))).toEqual([['targets.0.more', message]]);
});

test('the limit of repeated strings counts all targets', () => {
  const more = `values: {a: &a ${'x'.repeat(10_000)}, b: [${'*a,'.repeat(60)}]}`;
  const targets = ['host', 'eu-1', 'eu-2'].map((cluster) => ({ cluster, more }));
  expect(errorsOf(web({}, ...targets.slice(1)))).toEqual([]);
  expect(errorsOf(web({}, ...targets)).map(([field]) => field)).toEqual(['targets.2.more']);
});

test('the depth has a limit, with aliases and without', () => {
  const nested = (count: number) => `values: {a: ${'['.repeat(count)}${']'.repeat(count)}}`;
  expect(errorsOf(web({}, { more: nested(98) }))).toEqual([]);
  const aliases = lines(
    140,
    (index) => `  k${index + 1}: &k${index + 1} ${'['.repeat(100)}*k${index}${']'.repeat(100)}`,
  );
  for (const more of [nested(99), `values:\n  k0: &k0 x\n${aliases}`]) {
    expect(errorsOf(web({}, { more }))).toEqual([
      ['targets.0.more', 'maps and lists are nested deeper than 100 levels'],
    ]);
  }
});

test('a line that would fill the memory is an error', () => {
  const set = `a${'[65535]'.repeat(999)}=1`;
  expect(problemsOf(web({}, { set })).map(([field]) => field)).toEqual(['targets.0.set']);
});

test('a line has a limit', () => {
  const [most, long] = ['1'.repeat(4096), '1'.repeat(4097)];
  const reference = { kind: 'Secret', name: long, valuesKey: long, targetPath: '' } as const;
  const target = { interval: long, namespace: most, set: `a=${long}`, more: `name: ${long}`, valuesFrom: [reference] };
  const message = 'has more than 4096 characters';
  expect(answerDraft(web({ description: long, version: `${long}x` }, {}, target))).toEqual({
    problems: ['description', 'version', 'targets.1.interval', 'targets.1.valuesFrom'].map((field) => ({
      ...{ field, severity: 'error', path: field, message },
    })),
  });
  expect(answerDraft(web({ description: most })).problems).toEqual([]);
});

test('a null among the further fields is an absent field', () => {
  const values = { more: 'values:\nname:\ninstall:\ntimeout: 5m', set: 'z=1' };
  expect(answerDraft(web({}, values))).toEqual(answerDraft(web({}, { more: 'timeout: 5m', set: 'z=1' })));
});

test('the version * is the default', () => {
  const { texts } = answerDraft(web({ version: '*' }));
  expect(texts).toEqual(answerDraft(web({ version: '' })).texts);
  expect(texts?.yaml).not.toContain('version');
});

test.each(['__proto__', 'constructor', 'toString'])('a field %s is unknown', (field) => {
  expect(problemsOf(web({}, { more: `${field}: 1` }))).toEqual([
    ['targets.0.more', expect.stringMatching(/^unknown field; allowed: chart, /)],
  ]);
});

test('a template stands in place of source and chart', () => {
  const { texts, problems } = answerDraft(web({ template: 'podinfo', saveTemplate: true }));
  expect(problems).toEqual([]);
  expect(texts?.typescript).toContain("const podinfo = HelmTemplate.fromName(this, 'podinfo', 'podinfo');");
  expect(texts?.yaml).not.toContain('sourceRef');
  expect(texts?.yaml).not.toContain('save-helm-template');
});

test('a value that looks like a secret is a warning at the values, which does not show it', () => {
  const answer = answerDraft(web({}, { set: 'db.password=hunter2hunter2' }));
  expect(answer.problems).toMatchObject([{ field: 'targets.0.set', severity: 'warning' }]);
  expect(JSON.stringify(answer.problems)).not.toContain('hunter2');
  expect(answer.texts).toBeDefined();
});

test('a cluster is the host, a Secret, a key of one, or a ConfigMap', () => {
  const draft = web({}, {}, { cluster: 'eu-1' }, { cluster: 'eu-2/config' }, { cluster: 'ConfigMap/gke' });
  const { texts, problems } = answerDraft(draft);
  expect(problems).toEqual([]);
  expect(texts?.typescript.match(/= Cluster\..*/g)).toEqual([
    '= Cluster.host();',
    "= Cluster.member('eu-1');",
    "= Cluster.member('eu-2', { key: 'config' });",
    "= Cluster.memberFromConfigMap('gke');",
  ]);
  expect(problemsOf(web({}, { cluster: 'eu_1' })).map(([field]) => field)).toEqual(['targets.0.cluster']);
});
