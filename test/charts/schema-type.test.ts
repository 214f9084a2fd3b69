/** The types accept what a schema accepts. */
import { expect, test } from 'vitest';
import { printTypes } from '../../src/charts/print-types';
import { schemaType } from '../../src/charts/schema-type';

/** The members of the interfaces for a schema of a map. */
function membersOf(schema: object): string[] {
  const type = schemaType({ type: 'object', ...schema });
  const { text } = type === 'unknown' || !type.map ? { text: '' } : printTypes(type.map, 'T', []);
  return [...text.matchAll(/ {2}readonly (.*);/g)].map(([, member = '']) => member);
}

const [STRING, NUMBER] = [{ type: 'string' }, { type: 'number' }];

test('a key of one branch of a condition may be anything in the other', () => {
  const [a, b] = [{ properties: { a: STRING, c: STRING } }, { properties: { a: NUMBER, b: NUMBER } }];
  const properties = { c: NUMBER };
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema
  const both = { properties, if: {}, then: a, else: b };
  expect(membersOf(both)).toEqual(['c?: number | null', 'a?: string | number | null', 'b?: unknown']);
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema
  expect(membersOf({ properties, if: {}, then: a })).toEqual(['c?: number | null', 'a?: unknown']);
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema
  expect(membersOf({ properties, then: a, else: b })).toEqual(['c?: number | null']);
  expect(membersOf({ properties, dependentSchemas: { c: b } })).toEqual([
    'c?: number | null',
    'a?: unknown',
    'b?: unknown',
  ]);
});

test.each(['anyOf', 'oneOf'])('a key of one of several maps in %s may be anything in an open one', (keyword) => {
  const [a, b] = [{ properties: { a: STRING } }, { properties: { b: NUMBER } }];
  const of = (...choices: object[]) => membersOf({ [keyword]: choices });
  const open = { type: 'object' };
  expect(of({ ...open, ...a }, { ...open, ...b })).toEqual(['a?: unknown', 'b?: unknown']);
  expect(of({ ...open, ...a }, b)).toEqual(['a?: string | null', 'b?: unknown']);
  expect(of({ ...open, ...a }, { ...open, ...b, additionalProperties: false })).toEqual([
    'a?: string | null',
    'b?: unknown',
  ]);
  expect(of({ ...open, ...a }, { ...open, additionalProperties: { type: 'boolean' } })).toEqual([
    'a?: string | boolean | null',
  ]);
  expect(of({ ...open, ...b }, { ...open, ...b }, { ...open, ...a })).toEqual(['b?: unknown', 'a?: unknown']);
  expect(of(a, b)).toEqual(['a?: string | null', 'b?: number | null']);
});

test('keywords next to a reference have no effect up to draft 7', () => {
  const schema = { properties: { a: { $ref: '#/$defs/a', properties: { c: STRING } } }, $defs: { a: {} } };
  const withA = { ...schema, $defs: { a: { type: 'object', properties: { b: STRING } } } };
  const $schema = 'http://json-schema.org/draft-07/schema#';
  expect(membersOf(withA)).toEqual(['a?: TA | null', 'c?: string | null', 'b?: string | null']);
  expect(membersOf({ ...withA, $schema })).toEqual(['a?: TA | null', 'b?: string | null']);
  expect(membersOf({ ...schema, $schema })).toEqual(['a?: unknown']);
});
