import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Chart, Testing } from 'cdk8s';
import { expect, test, vi } from 'vitest';
import { Cluster, FluxApplication, HelmRepository, HelmTemplate, target } from '../../src';
import type { ValueMap } from '../../src/json/json';
import { checkValues } from '../../src/values/check';
import { mergeValues } from '../../src/values/merge';
import { findInlineSecrets } from '../../src/values/secrets';
import { applySet } from '../../src/values/set';
import { SET_DIFFERENCES } from '../../src/values/set-error';
import { parseYaml } from '../../src/yaml/parse';
import { printYaml } from '../../src/yaml/print';
import { testChart } from '../constructs/chart';
import { readGolden } from '../oracle/golden';

const docs = join(__dirname, '..', '..', 'docs');
const page = readFileSync(join(docs, 'values.md'), 'utf8');

/** The text of a section. */
function section(title: string): string {
  const found = page.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  if (found === undefined) throw new Error(`no section ${title}`);
  return found;
}

/** The code blocks of a language in a section, in order. */
function blocks(title: string, language: string): string[] {
  return [...section(title).matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, code]) => code as string,
  );
}

/** The rows of every table in a section, without the head. */
function tables(title: string): string[][][] {
  return [...section(title).matchAll(/^\|.*\n\|[-|]+\n((?:\|.*\n)*)/gm)].map(([, rows]) =>
    (rows as string)
      .trimEnd()
      .split('\n')
      .map((row) => row.slice(2, -2).split(' | ')),
  );
}

/** The text between backticks. */
function code(cell: string | undefined): string {
  const [, text] = /^`(.*)`$/.exec(cell ?? '') ?? [];
  if (text === undefined) throw new Error(`no code: ${cell}`);
  return text;
}

/** The cell as data: YAML, such as JSON with fewer quotes. */
function data(cell: string | undefined): ValueMap {
  return parseYaml(code(cell))[0]?.value as ValueMap;
}

/** Creates the application of a code block. */
function run(block: string): Chart {
  const chart = testChart();
  const template = HelmTemplate.fromName(chart, 'template', 'web');
  const source = HelmRepository.fromName(chart, 'source', 'charts');
  const known = { chart, template, source, target, Cluster, FluxApplication };
  new Function(...Object.keys(known), block)(...Object.values(known));
  return chart;
}

test('the worked example gives what is shown', () => {
  const objects = Testing.synth(run(blocks('Layers', 'ts')[0] as string));
  const [application, host, configMap, release] = objects;
  expect(objects.map(({ kind }) => kind)).toEqual(['Application', 'HelmRelease', 'ConfigMap', 'HelmRelease']);
  const { defaults } = { defaults: application.spec.fluxApp.spec.config.helmRelease.deploy[0].values };
  expect(host.spec.values).toEqual(defaults);
  const { valuesFrom, values } = release.spec;
  expect(blocks('Layers', 'yaml')).toEqual([printYaml({ valuesFrom, values }), printYaml(configMap.data)]);
  expect(section('Layers')).toContain(`\`${configMap.metadata.name}\``);
});

test('overrides give what the table says', () => {
  const objects = Testing.synth(run(blocks('Overrides', 'ts')[0] as string));
  const [rows] = tables('Overrides') as [string[][]];
  const releases = objects.filter(({ kind }) => kind === 'HelmRelease');
  expect(releases.map(({ spec }) => [spec.kubeConfig.secretRef.name, spec.chart.spec.version, spec.values])).toEqual(
    rows.map(([cluster, version, values]) => [cluster, version, data(values)]),
  );
});

test('layers merge as the table says', () => {
  const [rows] = tables('How layers merge') as [string[][]];
  expect(rows.length).toBeGreaterThan(8);
  for (const [below, above, together] of rows) {
    expect(JSON.stringify(mergeValues(data(below), data(above)))).toBe(JSON.stringify(data(together)));
  }
});

test('set gives what the table says', () => {
  const [rows] = tables('set and setString') as [string[][]];
  expect(rows.length).toBeGreaterThan(8);
  for (const [onto, expression, result] of rows) {
    expect(applySet(data(onto), [code(expression)], 'set')).toEqual(data(result));
  }
  expect(applySet({}, ['a=1'], 'setString')).toEqual({ a: '1' });
});

test('every difference from Helm is in the table, and nothing else', () => {
  const [, rows] = tables('set and setString') as [string[][], string[][]];
  const listed = SET_DIFFERENCES.map(({ example, helm, remedy }) => [`\`${example}\``, helm, remedy]);
  expect(rows).toEqual(listed);
});

test('scalars are written as shown, and read back', () => {
  const values: unknown = new Function(`return ${blocks('Scalars', 'ts')[0]}`)();
  const [text] = blocks('Scalars', 'yaml');
  expect(printYaml(values)).toBe(text);
  expect(parseYaml(text as string)[0]?.value).toEqual(values);
  expect(checkValues(values)).toEqual([]);
});

test('scalars are read as the table says, or refused as the other says', () => {
  const [read, refused] = tables('Scalars') as [string[][], string[][]];
  for (const [yaml, json] of read) expect(JSON.stringify(data(yaml))).toBe(code(json));
  for (const [value, message] of refused) {
    const problems = checkValues({ a: new Function(`return ${code(value)}`)() });
    expect(problems.map((problem) => problem.message)).toEqual([message]);
  }
});

test('secrets are warned of as shown', () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const warnings = blocks('Secrets', 'ts').map((block) => {
    warn.mockClear();
    Testing.synth(run(block));
    return warn.mock.calls.map(([text]) => `${String(text).replace('[test/web] ', '')}\n`);
  });
  expect(warnings).toEqual([blocks('Secrets', 'text'), []]);
});

test('what is said to look like a secret does, and nothing else', () => {
  const [rows] = tables('Secrets') as [string[][]];
  const [byKey, byContent, notByKey, notByContent] = rows.map(([, examples]) => (examples ?? '').split(', ').map(code));
  const isSecret = (values: object) => findInlineSecrets(values).length === 1;
  expect(byKey?.filter((key) => !isSecret({ [key]: 'hunter2' }))).toEqual([]);
  expect(notByKey?.filter((key) => isSecret({ [key]: 'hunter2' }))).toEqual([]);
  expect(notByContent?.filter((password) => isSecret({ password }))).toEqual([]);
  const whole = (text: string) => text.replaceAll('…', 'aB3'.repeat(12)).replace(/^AKIA.*/, `AKIA${'Q'.repeat(16)}`);
  expect(byContent?.filter((text) => !isSecret({ a: whole(text) }))).toEqual([]);
});

test('the numbers of verified cases are those of the golden file', () => {
  const [rows] = tables('Verification') as [string[][]];
  const golden = readGolden();
  const counts = (['set', 'setString', 'merge'] as const).map((kind) => {
    const cases = golden.filter((line) => line.kind === kind);
    const differing = cases.filter(({ difference }) => difference !== undefined).length;
    return [cases.length, cases.length - differing, differing];
  });
  expect(rows.map((row) => row[2]?.match(/\d+/g)?.map(Number))).toEqual(counts);
});

test('links lead somewhere', () => {
  const links = [...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link as string);
  expect(links.filter((link) => !link.includes('://') && !existsSync(join(docs, link)))).toEqual([]);
});
