import type { Json, JsonObject } from '../../src/json/json';
import { entryOf, isPlainObject, setEntry } from '../../src/json/json';
import type { Random } from './random';
import type { OracleEntry } from './values-from-case';

/** The value of the entry under test. */
export const MARK = 'mark';

const NAMES = ['a', 'a', 'b', 's', 's', 'x.y', '__proto__', '0'];
const LEAVES: readonly Json[] = [null, 1, 'text', {}, []];

/** Possible texts for a targetPath. */
const TEXTS: readonly string[] = [
  ...['text', '5', '-7', '0', '007', '1.5', '1e3', 'true', 'False', 'null', '~', 'yes', '5\n', 'two\nlines', ' 5'],
  ...["'5'", '"true"', '"', "''5'", '\'a"', '"a,b"', '"a=b"', "'null'", '{a,1}', '{}', '{a', '"{a}"', '\\{a}', '[1]'],
  ...['a,b', 'a,b=1', 'a,s.b=2', 'a\\,b', 'a\\b', 'C:\\\\x', 'key=value', '{"json":[1,2]}', 'é😀', '"', "'"],
];

/** Values whose maps often have the same keys as those of other such values. */
export function randomValues(random: Random, depth = 3): JsonObject {
  const map: Record<string, unknown> = {};
  for (const name of random.list(1, 2, () => random.pick(NAMES))) setEntry(map, name, randomEntry(random, depth - 1));
  return map as JsonObject;
}

function randomEntry(random: Random, depth: number): Json {
  if (depth === 0 || random.chance(0.25)) return random.pick(LEAVES);
  return random.chance(0.7) ? randomValues(random, depth) : random.list(1, 2, () => randomEntry(random, depth - 1));
}

/** A targetPath that follows the structure of values, and then may leave it. */
export function randomPath(random: Random, values: JsonObject): string {
  let text = '';
  let held: unknown = values;
  for (let left = random.integer(1, 4); left > 0; left--) {
    if (text !== '' && (Array.isArray(held) || random.chance(0.06))) {
      const index = random.integer(0, 2);
      text += `[${index}]`;
      held = Array.isArray(held) ? held[index] : undefined;
      continue;
    }
    const keys = isPlainObject(held) ? Object.keys(held) : [];
    const key = keys.length > 0 && random.chance(0.8) ? random.pick(keys) : random.pick(NAMES);
    text += (text === '' ? '' : '.') + key.replaceAll('.', '\\.');
    held = isPlainObject(held) ? entryOf(held, key) : undefined;
  }
  return text;
}

/** An entry with a targetPath that is similar to the structure of values. */
export function randomSetting(random: Random, values: JsonObject, index: number, data?: string): OracleEntry {
  return {
    kind: random.pick(['ConfigMap', 'Secret'] as const),
    name: `entry-${index}`,
    valuesKey: 'key',
    targetPath: randomPath(random, values),
    ...(random.chance(0.3) ? { literal: true } : {}),
    data: data ?? random.pick(TEXTS),
  };
}

/** An entry with or without a targetPath. JSON is valid YAML. */
export function randomEntryOf(random: Random, values: JsonObject, index: number, data?: string): OracleEntry {
  return random.chance(0.5)
    ? randomSetting(random, values, index, data)
    : { kind: 'ConfigMap', name: `entry-${index}`, data: JSON.stringify(randomValues(random)) };
}
