import { type FieldPath, formatPath, parsedJson } from '../json';
import type { Chart } from './chart';
import type { EntryType, MapType, ValueType } from './value-type';
import { valuesType } from './values-type';

/** Information about a key of the values of a chart. */
export interface ExplainedKey {
  /** The key as written: `image.tag`; empty for the values as a whole. */
  readonly key: string;
  /** The type, such as `string | number`, `string[]` and `map`; `any` if it is unknown. */
  readonly type: string;
  readonly description?: string;
  /** The default of the chart. Absent if there is none, or if it is a map with keys. */
  readonly default?: unknown;
  /** The keys of a map, without their own keys. */
  readonly keys?: readonly ExplainedKey[];
  /** Whether it is a map that accepts other keys. */
  readonly takesOtherKeys?: boolean;
}

/** The explanation of a key; for a key that does not exist, the known keys. */
export type Explanation =
  | { readonly found: ExplainedKey; readonly known?: never }
  | { readonly known: readonly string[]; readonly found?: never };

/**
 * Explains a key of the values of a chart.
 *
 * @param key `image.tag`, `env[0].value`, `labels["app.kubernetes.io/name"]`; empty for the values as a whole
 */
export function explainKey(chart: Chart, key: string): Explanation {
  const values = valuesType(chart);
  let entry: EntryType | undefined = { type: { scalars: [], literals: [], map: values }, doc: [] };
  const path: (string | number)[] = [];
  for (const step of stepsOf(key)) {
    entry = entryAt(entry.type, step);
    path.push(step);
    if (entry === undefined) return { known: pathsIn(values, []) };
  }
  return { found: explained(entry, path) };
}

const STEP = /\.?([^.[\]]+)|\["((?:[^"\\]|\\.)*)"\]|\[(\d*)\]/gy;

/** The steps of a key as written. An invalid key becomes one step, which no chart has. */
function stepsOf(key: string): FieldPath {
  const matches = [...key.matchAll(STEP)];
  if (matches.map(([text]) => text).join('') !== key) return [key];
  const steps = matches.map(([, plain, quoted, index]) => {
    if (plain !== undefined) return plain;
    return quoted === undefined ? Number(index) : parsedJson(`"${quoted}"`);
  });
  return steps.every((step) => typeof step === 'string' || typeof step === 'number') ? steps : [key];
}

function entryAt(type: ValueType, step: string | number): EntryType | undefined {
  for (const known of alternativesOf(type)) {
    if (typeof step === 'number') {
      if (known.list !== undefined) return { type: known.list, doc: [] };
      continue;
    }
    const entry = known.map?.entries.get(step);
    if (entry) return entry;
    if (known.map && known.map.others !== 'refused') return { type: known.map.otherType ?? 'unknown', doc: [] };
  }
  return undefined;
}

/** The alternatives of a type, including those of its references. */
function alternativesOf(type: ValueType): Exclude<ValueType, 'unknown'>[] {
  if (type === 'unknown') return [];
  return [type, ...(type.references ?? []).flatMap((reference) => alternativesOf(reference.type))];
}

function explained({ type, doc, defaultValue }: EntryType, path: FieldPath): ExplainedKey {
  const [map] = alternativesOf(type).flatMap((known) => known.map ?? []);
  const keys = [...(map?.entries ?? [])].map(([key, entry]) => outlineOf(entry, [...path, key]));
  return {
    ...outlineOf({ type, doc, defaultValue }, path),
    ...(map && { keys, takesOtherKeys: map.others !== 'refused' }),
  };
}

function outlineOf({ type, doc, defaultValue }: EntryType, path: FieldPath): ExplainedKey {
  const hasKeys = typeof defaultValue === 'object' && defaultValue !== null && Object.keys(defaultValue).length > 0;
  const isShown = defaultValue !== undefined && (!hasKeys || Array.isArray(defaultValue));
  return {
    key: formatPath(path),
    type: nameOf(type),
    ...(doc.length > 0 && { description: doc.join('\n') }),
    ...(isShown && { default: defaultValue }),
  };
}

function nameOf(type: ValueType): string {
  return [...new Set(namesOf(type, 0))].join(' | ');
}

/** @param depth the number of references that lead to the type: more than one may be a cycle */
function namesOf(type: ValueType, depth: number): string[] {
  if (type === 'unknown' || depth > 1) return ['any'];
  const { map, list, literals, scalars, references = [] } = type;
  return [
    ...(map ? ['map'] : []),
    ...(list === undefined ? [] : [listOf([...new Set(namesOf(list, depth))].join(' | '))]),
    ...literals.map((literal) => JSON.stringify(literal)),
    ...scalars,
    ...references.flatMap((reference) => namesOf(reference.type, depth + 1)),
  ];
}

function listOf(item: string): string {
  return item.includes(' ') ? `(${item})[]` : `${item}[]`;
}

/** The maximum depth of suggested keys. */
const MAX_DEPTH = 8;

function pathsIn(map: MapType, path: FieldPath): string[] {
  if (path.length >= MAX_DEPTH) return [];
  return [...map.entries].flatMap(([key, { type }]) => {
    const at = [...path, key];
    const below = type === 'unknown' || !type.map ? [] : pathsIn(type.map, at);
    return [formatPath(at), ...below];
  });
}
