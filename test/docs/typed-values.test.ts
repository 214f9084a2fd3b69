/** Tests that the page on typed values is correct. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { printChart } from '../../src/charts';
import { compile } from '../charts/compile';
import { chartOf } from '../charts/fixtures';

const page = readFileSync(join(__dirname, '../../docs/typed-values.md'), 'utf8');
const blockOf = (language: string) => new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(page)?.[1] as string;

/** The module for a chart with these values, each of which its templates read. */
function moduleOf(values: string): string {
  const templates = values.replace(/^(\w+):.*$/gm, '{{ .Values.$1 }}');
  return printChart(chartOf({ 'values.yaml': values, 'templates/all.yaml': templates }), {
    reference: '.',
    name: 'podinfo',
  });
}

test('the compiler says of the example what the page says', async () => {
  const example = blockOf('ts').replace(
    "'../imports/podinfo.ts'; // in src/web.ts\n",
    `'../imports/podinfo.ts';
import { Cluster, FluxApplication, HelmRepository, target } from 'cdk8s-fluxapp';
declare const chart: Parameters<typeof HelmRepository.fromName>[0];
const source = HelmRepository.fromName(chart, 'charts', 'charts');
const clusters = [Cluster.member('eu-1')];
`,
  );
  // as in a project of fluxapp init
  const files = new Map([
    ['package.json', '{ "type": "module" }'],
    ['src/web.ts', example],
    ['imports/podinfo.ts', moduleOf('replicaCount: 1\n')],
  ]);
  const [message, ...others] = await compile(files);
  expect(others).toEqual([]);
  expect(`error ${message?.text}`).toBe(blockOf('text').trim().replaceAll('\n', ' '));
}, 120_000);

const table = page.slice(page.indexOf('| default |'));
const rows = [...table.matchAll(/^\| ((?:`|a map)[^|]*) \| ((?:[^|\\]|\\.)+) \|/gm)];

test('the types of defaults are those of its table', () => {
  const printed = (value: string) =>
    /readonly key\?: (.*);/.exec(moduleOf(`key: ${value}\n`))?.[1]?.replace(/ \| null$/, '');
  expect(['true', '80', 'nginx', "''", '', '[]', '[a]', '{}', '{ a: 1 }'].map(printed)).toEqual([
    'string | boolean',
    'string | number',
    'string | number | boolean',
    'unknown',
    'unknown',
    'readonly unknown[]',
    'readonly unknown[]',
    'OpenValues | readonly unknown[]',
    'PodinfoValuesKey',
  ]);
  const types = rows.map(([, , type = '']) => type.replaceAll('`', '').trim().replaceAll('\\|', '|'));
  expect(types).toEqual([
    'string | boolean',
    'string | number',
    'string | number | boolean',
    'unknown',
    'readonly unknown[]',
    'a map of any keys, or a list',
    'an interface',
  ]);
});
