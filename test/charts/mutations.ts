import { isMap, isPlainObject, listOf, mapOf } from '../../src/json';
import type { Random } from '../oracle/random';

/** Values with one mistake, as a user might write them: only the path to it. */
export interface Mutation {
  /** The number of keys on the path to the mistake. */
  readonly depth: number;
  readonly values: unknown;
}

/** A value of a chart by its path. Maps on the way are included, values in lists are not. */
interface Entry {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly siblings: readonly string[];
}

function entriesOf(values: unknown, path: readonly string[] = []): Entry[] {
  if (!isPlainObject(values)) return [];
  const siblings = Object.keys(values);
  return Object.entries(values).flatMap(([key, value]) => [
    { path: [...path, key], value, siblings },
    ...entriesOf(value, [...path, key]),
  ]);
}

/** Values with a misspelt key. */
export function typos(values: unknown, count: number, random: Random): Mutation[] {
  const entries = sample(entriesOf(values), count, random);
  return entries.flatMap(({ path, value, siblings }) => {
    const wrong = misspelt(path.at(-1) as string, random);
    if (wrong === undefined || siblings.includes(wrong)) return [];
    return [{ depth: path.length, values: nested([...path.slice(0, -1), wrong], value) }];
  });
}

/** Values with a list instead of a scalar, or a text instead of a map. */
export function wrongShapes(values: unknown, count: number, random: Random): Mutation[] {
  const entries = entriesOf(values).filter(({ value }) => wrongFor(value) !== undefined);
  return sample(entries, count, random).map(({ path, value }) => ({
    depth: path.length,
    values: nested(path, wrongFor(value)),
  }));
}

/** Values that a user might write by mistake instead of any value. */
const STRAY: readonly unknown[] = ['text', '', 7, -1, 1.5, true, null, [1], [], { key: 1 }];

/**
 * Values with a part of any other kind, or a misspelt key, which a chart may accept or reject.
 *
 * @param described the paths of the keys in the schema, in addition to those in values.yaml
 */
export function changes(
  values: unknown,
  described: readonly (readonly string[])[],
  count: number,
  random: Random,
): Mutation[] {
  const entries = entriesOf(values);
  const known = new Set(entries.map(({ path }) => JSON.stringify(path)));
  const others = described.filter((path) => !known.has(JSON.stringify(path)));
  const all = [...entries.map(({ path }) => path), ...others];
  return Array.from({ length: all.length === 0 ? 0 : count }, () => {
    const path = random.pick(all);
    const wrong = random.chance(0.1) ? misspelt(path.at(-1) as string, random) : undefined;
    const value = random.pick(STRAY);
    return { depth: path.length, values: nested(wrong === undefined ? path : [...path.slice(0, -1), wrong], value) };
  });
}

/** The paths of the keys in a schema, without those in lists and those that are only under a condition. */
export function describedPaths(schema: unknown): string[][] {
  const found = new Map<string, string[]>();
  const add = (part: unknown, path: readonly string[], depth: number): void => {
    if (!isMap(part) || depth > MAX_DEPTH) return;
    add(referred(schema, part.$ref), path, depth + 1);
    for (const choice of [part.allOf, part.anyOf, part.oneOf].flatMap(listOf)) add(choice, path, depth + 1);
    for (const [key, property] of Object.entries(mapOf(part.properties))) {
      const below = [...path, key];
      found.set(JSON.stringify(below), below);
      add(property, below, depth + 1);
    }
  };
  add(schema, [], 0);
  return [...found.values()];
}

/** The maximum depth, because schemas may contain themselves. */
const MAX_DEPTH = 12;

function referred(schema: unknown, ref: unknown): unknown {
  if (typeof ref !== 'string' || !ref.startsWith('#/')) return undefined;
  return ref
    .slice(2)
    .split('/')
    .reduce((part, key) => mapOf(part)[key], schema);
}

function wrongFor(value: unknown): unknown {
  if (isPlainObject(value)) return Object.keys(value).length > 0 ? 'text' : undefined;
  const isScalar = value !== '' && ['string', 'number', 'boolean'].includes(typeof value);
  return isScalar ? [1] : undefined;
}

function misspelt(key: string, random: Random): string | undefined {
  if (key.length < 3) return undefined;
  const at = random.integer(1, key.length - 2);
  const swapped = key.slice(0, at) + key.charAt(at + 1) + key.charAt(at) + key.slice(at + 2);
  return swapped === key ? key.slice(0, at) + key.slice(at + 1) : swapped;
}

function nested(path: readonly string[], value: unknown): unknown {
  return path.reduceRight((inner, key) => ({ [key]: inner }), value);
}

function sample<T>(items: readonly T[], count: number, random: Random): T[] {
  const keyed = items.map((item, index) => ({ item, index, rank: random.next() }));
  const chosen = keyed.sort((a, b) => a.rank - b.rank).slice(0, count);
  return chosen.sort((a, b) => a.index - b.index).map(({ item }) => item);
}
