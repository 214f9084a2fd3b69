import { isPlainObject } from '../../src/json';
import type { Random } from '../oracle/random';

/** Values with one mistake, as somebody may write them: nothing but the way to it. */
export interface Mutation {
  /** How many keys lead to it. */
  readonly depth: number;
  readonly values: unknown;
}

/** A value of a chart by its path; maps on the way are among them, what is in lists is not. */
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

/** A misspelt key. */
export function typos(values: unknown, count: number, random: Random): Mutation[] {
  const entries = sample(entriesOf(values), count, random);
  return entries.flatMap(({ path, value, siblings }) => {
    const wrong = misspelt(path.at(-1) as string, random);
    if (wrong === undefined || siblings.includes(wrong)) return [];
    return [{ depth: path.length, values: nested([...path.slice(0, -1), wrong], value) }];
  });
}

/** A list in place of a scalar, or a text in place of a map. */
export function wrongShapes(values: unknown, count: number, random: Random): Mutation[] {
  const entries = entriesOf(values).filter(({ value }) => wrongFor(value) !== undefined);
  return sample(entries, count, random).map(({ path, value }) => ({
    depth: path.length,
    values: nested(path, wrongFor(value)),
  }));
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
