/** The messages about violations of a schema. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ValueMap } from '../../src/json';
import { judgeOf, type Verdict } from '../../src/verdict';
import { runs, SEED } from '../random-runs';

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
  const nested = (levels: number) => Array.from({ length: levels }, () => not).reduce((inner, wrap) => wrap(inner), {});
  const faultsOf = (schema: object) => {
    const judge = judgeOf({ name: 'web', version: '1.0.0', schema });
    expect(judge.invalidSchemas()).toEqual([]);
    return judge.of({}).faults.map(({ message, isRefused }) => [message, isRefused]);
  };
  expect(faultsOf(nested(200))).toEqual([]);
  // from a depth on, the stack may overflow anywhere
  for (let levels = 201; levels < 10_000; levels += 250) {
    expect([levels, faultsOf(nested(levels))]).toEqual([levels, [['its parts are nested too deep', false]]]);
  }
});

test('a keyword that the check uses itself has no effect in the schema of a chart', () => {
  const property = { 'fluxapp-part': 'parts:schema#', type: 'string' };
  expect(of(property, 1)).toEqual(['a: must be a string, got a number']);
  expect(messages({ 'fluxapp-part': 'parts:schema#', properties: { a: property } }, { a: 'x' })).toEqual([]);
});

test('verdicts do not depend on the values that were validated before', () => {
  const keys = ['a', 'b', 'c'];
  const part = fc.oneof(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Flux
    fc.constantFrom(null, 1, 2n, 'x', 'y', '${v}', []),
    fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom(null, 1, 'x', {}, { z: 1 }, { z: null })),
  );
  const property = { properties: { x: { type: 'string' }, y: { properties: { z: { type: 'integer' } } } } };
  const schema = { properties: { a: property, b: { type: ['integer', 'object'] }, c: { not: { const: 'x' } } } };
  const chart = { name: 'web', version: '1.0.0', values: { a: { y: { z: 1 } }, b: { x: 'x', y: null } }, schema };
  const plain = ({ problems, ...rest }: Verdict) => ({
    ...rest,
    problems: problems.map(({ chart: _, ...problem }) => problem),
  });
  const sequences = fc
    .array(part, { minLength: 1, maxLength: 4 })
    .chain((parts) => fc.array(fc.dictionary(fc.constantFrom(...keys), fc.constantFrom(...parts)), { maxLength: 8 }));
  fc.assert(
    fc.property(sequences, (sequence) => {
      const judge = judgeOf({ ...chart });
      const fresh = sequence.map((values) => judgeOf(structuredClone(chart)).of(structuredClone(values)));
      expect(sequence.map((values) => plain(judge.of(values)))).toEqual(fresh.map(plain));
    }),
    { seed: SEED, numRuns: runs(200) },
  );
});

test('says of a condition what breaks it, which other values may mend', () => {
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema
  const condition = { if: { required: ['b'] }, then: { properties: { c: { type: 'string' } } } };
  expect(of(condition, { b: 1, c: 1 })).toEqual(['a.c: must be a string, got a number …']);
});
