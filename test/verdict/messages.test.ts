/** The messages about violations of a schema. */
import { expect, test } from 'vitest';
import type { ValueMap } from '../../src/json';
import { judgeOf } from '../../src/verdict';

/** One line for each problem; lines about problems that further values may solve end in `…`. */
function messages(schema: object, values: ValueMap): string[] {
  const { problems } = judgeOf({ name: 'web', version: '1.0.0', schema }).of(values);
  return problems.map(({ path, message, isFinal }) => `${path.join('.')}: ${message}${isFinal ? '' : ' …'}`);
}

const of = (a: object, value: unknown) => messages({ properties: { a } }, { a: value });

test('names what is allowed, and never the value', () => {
  expect(of({ type: 'string' }, 1)).toEqual(['a: must be a string, got a number']);
  expect(of({ type: ['integer', 'null'] }, 'x')).toEqual(['a: must be an integer or null, got a string']);
  expect(of({ enum: ['x', 1] }, 'y')).toEqual(['a: must be one of "x" or 1']);
  expect(of({ enum: [...'abcdefghijkl'] }, 'y')).toEqual([
    'a: must be one of "a", "b", "c", "d", "e", "f", "g", "h", "i", "j" and 2 more',
  ]);
  expect(of({ const: true }, 1)).toEqual(['a: must be true']);
  expect(of({ pattern: '^x' }, 'y')).toEqual(['a: does not match ^x']);
  expect(of({ minimum: 1 }, 0)).toEqual(['a: must be >= 1']);
  expect(of({ minLength: 1 }, '')).toEqual(['a: must not have fewer than 1 characters']);
  expect(of({ not: { type: 'string' } }, 'x')).toEqual(['a: has a form that is not allowed …']);
  expect(
    messages({ $schema: 'http://json-schema.org/draft-07/schema', properties: { a: { format: 'ipv4' } } }, { a: 'x' }),
  ).toEqual(['a: is not a valid ipv4']);
});

test('says of forms what they have in common', () => {
  expect(of({ anyOf: [{ type: 'string' }, { type: 'object' }] }, 1)).toEqual([
    'a: must be a string or a map, got a number …',
  ]);
  expect(of({ oneOf: [{ type: 'string' }, { required: ['b'] }] }, {})).toEqual([
    'a: has none of the forms that are allowed …',
  ]);
  expect(of({ oneOf: [{}, { type: 'string' }] }, 'x')).toEqual(['a: has two of the forms of which one is allowed …']);
});

test('names the key that is missing, unknown or not allowed', () => {
  expect(of({ required: ['b'] }, {})).toEqual(['a.b: required, but missing …']);
  expect(of({ properties: { image: {} }, additionalProperties: false }, { imgae: 1 })).toEqual([
    'a.imgae: no such key; did you mean "image"?',
  ]);
  expect(of({ propertyNames: { maxLength: 2 } }, { long: 1 })).toEqual(['a.long: no key may have this name …']);
});

test('follows references from the root into properties, and to anchors of draft 4', () => {
  const text = { type: 'string' };
  const inProperty = {
    properties: { a: { properties: { b: text } } },
    allOf: [{ properties: { c: { $ref: '#/properties/a/properties/b' } } }],
  };
  expect(messages(inProperty, { c: 1, a: { b: 1 } })).toEqual([
    'c: must be a string, got a number',
    'a.b: must be a string, got a number',
  ]);
  const $schema = 'http://json-schema.org/draft-04/schema#';
  const parts = { definitions: { x: { id: '#p', ...text }, y: { id: 'y.json', ...text }, z: { id: '#/z' } } };
  const properties = { a: { $ref: '#p' }, b: { $ref: 'y.json' }, c: { $ref: '#/definitions/x' }, id: { $ref: '#p' } };
  for (const id of [undefined, 'https://example.com/own.json']) {
    const schema = { $schema, ...(id && { id }), ...parts, properties };
    expect(messages(schema, { a: 1, b: 1, c: 1, id: 1 })).toEqual(
      ['a', 'b', 'c', 'id'].map((key) => `${key}: must be a string, got a number`),
    );
  }
});

test('a schema that is nested too deep is unknown', () => {
  const not = (inner: object): object => ({ not: inner });
  const schema = Array.from({ length: 5000 }, () => not).reduce((inner, wrap) => wrap(inner), {});
  const judge = judgeOf({ name: 'web', version: '1.0.0', schema });
  expect(judge.of({}).faults.map(({ message, isRefused }) => [message, isRefused])).toEqual([
    ['its parts are nested too deep', false],
  ]);
  expect(judge.invalidSchemas()).toEqual([]);
});

test('says of a condition what breaks it, which other values may mend', () => {
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema
  const condition = { if: { required: ['b'] }, then: { properties: { c: { type: 'string' } } } };
  expect(of(condition, { b: 1, c: 1 })).toEqual(['a.c: must be a string, got a number …']);
});
