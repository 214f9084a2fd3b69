/** Small charts that describe very many values: without results that are kept, they would take hours. */
import { expect, test } from 'vitest';
import { contentsOf, explainKey, printChart } from '../../src/charts';
import { schemaType } from '../../src/charts/schema-type';
import { valuesType } from '../../src/charts/values-type';
import { unknownKeys } from '../../src/verdict/unknown-keys';
import { chartOf } from './fixtures';

const LEVELS = 40;

/** Definitions of which each uses the one below twice. */
function definitions(prefix: string, bottom: object): [string, object][] {
  return Array.from({ length: LEVELS }, (_, level) => {
    const below = level === 0 ? bottom : { $ref: `#/$defs/${prefix}${level - 1}` };
    return [`${prefix}${level}`, { type: 'object', properties: { x: below, y: below }, additionalProperties: false }];
  });
}

const $defs = Object.fromEntries([...definitions('a', { type: 'string' }), ...definitions('b', { type: 'number' })]);
const [a, b] = ['a', 'b'].map((prefix) => ({ $ref: `#/$defs/${prefix}${LEVELS - 1}` }));

test.each(['anyOf', 'allOf'])('a schema with shared definitions in %s', (keyword) => {
  const below = (type: ReturnType<typeof schemaType>) => type !== 'unknown' && type.map?.entries.get('y')?.type;
  let type: ReturnType<typeof below> = schemaType({ $defs, [keyword]: [a, b] });
  for (let level = 0; level < LEVELS && type; level++) type = below(type);
  expect(type).toEqual({ scalars: ['string', 'number'], literals: [] });
});

test('the known keys of a schema with shared definitions', () => {
  const chart = chartOf({ 'values.schema.json': JSON.stringify({ $defs, properties: { a, b: { type: 'string' } } }) });
  const { keys = 0 } = contentsOf(chart, valuesType(chart));
  const values = { a: { x: { z: 1 } }, c: 1 };
  expect(unknownKeys(values, keys).map(({ path }) => path.join('.'))).toEqual(['a.x.z']);
  expect(JSON.stringify(keys).length).toBeLessThan(1_000_000);
  const module = printChart(chart, { reference: 'test', name: 'test' });
  expect(module.match(/export interface/g)?.length).toBe(LEVELS + 1);
});

test('values with nested aliases', () => {
  const names = Array.from({ length: 14 }, (_, index) => `k${index}`);
  const lines = names.map((name, index) => {
    const below = index === 0 ? '1' : `*${names[index - 1]}`;
    return `# The level ${index}\n${name}: &${name} { p: ${below}, q: ${below} }\n`;
  });
  const chart = chartOf({ 'values.yaml': lines.join('') });
  expect(explainKey(chart, `k13${'.q'.repeat(names.length)}`)).toEqual({
    found: { key: `k13${'.q'.repeat(names.length)}`, type: 'string | number', default: 1 },
  });
  expect(explainKey(chart, 'k13').found?.description).toBe('The level 13');
  const module = printChart(chart, { reference: 'test', name: 'test' });
  expect(module.match(/export interface/g)?.length).toBeLessThan(names.length * 3);
});

test('a key that cannot be read is one key', () => {
  const chart = chartOf({ 'values.yaml': 'a: { b: 1 }\n', 'templates/a': '{{ .Values.a.b }}' });
  expect(explainKey(chart, 'a["\\q"]')).toEqual({ known: ['a', 'a.b', 'global'] });
  expect(explainKey(chart, 'a["\\u0062"]').found?.type).toBe('string | number');
});
