import type { Json, JsonObject } from '../../src/json/json';
import { setEntry } from '../../src/json/json';
import type { Random } from './random';

/** Few names, so that random parts often have the same name, including names that are special somewhere. */
export const NAMES: readonly string[] = [
  'a',
  'a',
  'a',
  'b',
  'b',
  'c',
  'image',
  'x-y',
  'a.b/c',
  'n',
  'on',
  '0',
  '1',
  'with space',
  'é😀',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
];

const SCALARS: readonly Json[] = [
  null,
  null,
  true,
  false,
  0,
  1,
  -7,
  1.5,
  1e21,
  '',
  '0',
  '0123',
  'yes',
  'null',
  '1e3',
  'text',
  'two\nlines',
  '😀\t',
  '2026-01-31',
];

/** A random value, nested at most `depth` times. */
export function randomJson(random: Random, depth: number): Json {
  const kind = depth === 0 ? 0 : random.next();
  if (kind < 0.4) {
    return random.pick(SCALARS);
  }
  return kind < 0.6 ? random.list(0, 3, () => randomJson(random, depth - 1)) : randomMap(random, depth - 1);
}

/** A random map, whose values are nested at most `depth` times. */
export function randomMap(random: Random, depth: number): JsonObject {
  const map: Record<string, unknown> = {};
  for (const key of random.list(0, 4, () => random.pick(NAMES))) {
    setEntry(map, key, randomJson(random, depth));
  }
  return map as JsonObject;
}
