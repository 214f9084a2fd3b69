import fc from 'fast-check';
import { type Json, type JsonObject, setEntry } from '../../src/json/json';

const key = fc.oneof(
  fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'prototype', 'toString', 'a.b', '', '0'),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
);

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Number.isInteger(number)),
  fc.string({ unit: 'grapheme' }),
);

function mapOf(value: fc.Arbitrary<Json>, name: fc.Arbitrary<string> = key): fc.Arbitrary<JsonObject> {
  return fc.array(fc.tuple(name, value), { maxLength: 5 }).map(toMap);
}

function toMap(entries: readonly (readonly [string, Json])[]): JsonObject {
  const map: Record<string, unknown> = {};
  for (const [name, entry] of entries) {
    setEntry(map, name, entry);
  }
  return map as JsonObject;
}

const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('json'), { maxLength: 3 }),
    mapOf(tie('json')),
  ),
}));

/** Any values, with many nulls, common keys, and keys that are special in JavaScript. */
export const anyValues: fc.Arbitrary<JsonObject> = mapOf(json);

const sameShape = fc.letrec<{ map: JsonObject }>((tie) => ({
  map: fc
    .tuple(
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'toString'), fc.oneof(scalar, fc.array(json, { maxLength: 2 })))),
      fc.option(fc.array(fc.tuple(fc.constantFrom('m', '__proto__', 'constructor'), tie('map')), { maxLength: 3 }), {
        depthSize: 'small',
        nil: [],
      }),
    )
    .map(([leaves, maps]) => toMap([...leaves, ...maps])),
}));

/** Values in which the key of an entry determines whether it is a map. */
export const sameShapeValues: fc.Arbitrary<JsonObject> = sameShape.map;
