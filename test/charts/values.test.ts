/** The types accept values.yaml of every chart and the values of its tests, but not mistakes. */
import { expect, test } from 'vitest';
import { readChart } from '../../src/charts';
import { compile, valuesIn, withValues } from './compile';
import { FIXTURES, fixtureChart, fixtureFiles } from './fixtures';

/** The values of a chart in fixtures/: its own values, and those in ci/. */
function valuesOf(name: string): Map<string, unknown> {
  const ci = [...fixtureFiles(name)].filter(([path]) => path.startsWith('ci/'));
  return new Map([
    ['own', fixtureChart(name).values],
    ...ci.map(([path, text]) => [path.replace('.yaml', ''), valuesIn(String(text))] as const),
  ]);
}

test.each(['typescript-5.9', 'typescript'])(
  '%s accepts what is right, and refuses what is misspelt',
  async (compiler) => {
    const files = FIXTURES.flatMap((name) => [...withValues(fixtureChart(name), name, valuesOf(name))]);
    const messages = await compile(new Map(files), compiler);
    expect(messages.map(({ file, text }) => ({ file, text }))).toEqual([
      {
        file: 'jobs/ci-misspelt-values.ts',
        text: "TS2561: Object literal may only specify known properties, but 'titel' does not exist in type 'JobsValuesMenu'. Did you mean to write 'title'?",
      },
      {
        file: 'web/ci-misspelt-values.ts',
        text: "TS2561: Object literal may only specify known properties, but 'replicaCuont' does not exist in type 'WebValues'. Did you mean to write 'replicaCount'?",
      },
    ]);
  },
  300_000,
);

const chartOf = (files: Readonly<Record<string, string>>) =>
  readChart(new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)])), 'test');
const manifest = (name: string, rest = '') => `name: ${name}\nversion: 1.0.0\n${rest}`;
const NUMBERS = { type: 'object', additionalProperties: { type: 'number' } };
/** Lists whose types need parentheses. */
const LISTS = {
  signs: { type: 'array', items: { enum: ['<', '>', '='] } },
  unions: { type: 'array', items: { ...NUMBERS, type: ['object', 'string'] } },
  nested: { type: 'array', items: { type: 'array', items: NUMBERS } },
};
const TEMPLATE = '{{ .Values.global.zone }}{{ .Values.size }}';

test.each(['typescript-5.9', 'typescript'])(
  '%s takes odd charts',
  async (compiler) => {
    const conditioned = manifest(
      'umbrella',
      'dependencies: [{ name: db, version: "*", condition: global.db.enabled }]\n',
    );
    const charts = {
      '2048-game': { 'Chart.yaml': manifest('2048-game'), 'values.yaml': 'size: 1\n' },
      open: { 'Chart.yaml': manifest('open'), 'values.yaml': 'size: 1\nextra: {}\n', 'templates/a': TEMPLATE },
      delete: {
        'Chart.yaml': manifest('delete', 'type: library\n'),
        'values.yaml': '"*/": 1\n__proto__: { a: 1 }\n',
      },
      umbrella: {
        'Chart.yaml': conditioned,
        'values.yaml': 'global: { region: eu }\n',
        'templates/a': '{{ .Values.global.region }}',
        'charts/db/Chart.yaml': manifest('db'),
        'charts/db/values.yaml': 'size: 1\n',
        'charts/db/templates/a': TEMPLATE,
      },
      lists: {
        'Chart.yaml': manifest('lists'),
        'values.schema.json': JSON.stringify({ properties: LISTS }),
      },
      alone: {
        'Chart.yaml': manifest('alone'),
        'values.yaml': 'global: { region: eu }\n',
        'templates/a': '{{ .Values.global.region }}',
      },
    };
    const global = { region: 'us', zone: 'us-1', db: { enabled: false } };
    const values: Readonly<Record<string, unknown>> = {
      umbrella: { global, db: { size: 2, global: { other: 1 } } },
      open: { global: { any: 1 }, extra: { any: 1 } },
      alone: { global },
      lists: { signs: ['<', '='], unions: [{ a: 1 }, 'x'], nested: [[{ a: 1 }]] },
    };
    const files = Object.entries(charts).flatMap(([name, chart]) => [
      ...withValues(chartOf(chart), name, new Map([['test', values[name] ?? {}]])),
    ]);
    expect((await compile(new Map(files), compiler)).map(({ file, text }) => ({ file, text }))).toEqual([
      {
        file: 'alone/test.ts',
        text: "TS2353: Object literal may only specify known properties, and 'zone' does not exist in type 'AloneValuesGlobal'.",
      },
    ]);
  },
  300_000,
);
