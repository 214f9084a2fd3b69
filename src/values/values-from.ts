import { copyOf, entryOf, isPlainObject, setEntry, type ValueMap } from '../json';
import { mergeValues } from './merge';

/** The way to a value: the key of a map or the index of a list, outermost first; at least one, the first a key. */
export type ValuePath = readonly (string | number)[];

/** One thing that an entry of `valuesFrom` with a targetPath sets. */
export interface PathValue {
  readonly path: ValuePath;
  readonly value: unknown;
}

/**
 * What an entry of `valuesFrom` brings: a map of values, or with a targetPath what it sets. The text that it refers to
 * is read as `--set` reads it, so that is one path, or more where the text holds commas.
 */
export type ValuesContribution = { readonly values: ValueMap } | { readonly assignments: readonly PathValue[] };

/**
 * The values that Flux gives to Helm (`ChartValuesFromReferences` of github.com/fluxcd/pkg/chartutil):
 *
 * - an entry without targetPath merges over what is there, the inline values over all of them
 * - for an entry with targetPath the inline values merge in already before its path is set, and once more at the end
 *
 * What that comes to depends on nesting, as Flux sets the path in place: a map or list that is the very one of the
 * inline values changes there too, so that the path outlasts their second merge; a merged copy does not. Maps are
 * copied by merging with maps of earlier entries, lists never are, the map of all values always is.
 *
 * @returns `undefined` where Flux fails, as a path leads through something that is neither map nor list
 */
export function composeValues(sources: readonly ValuesContribution[], values: ValueMap): ValueMap | undefined {
  const inline = copyOf(values);
  let result: ValueMap = {};
  for (const source of sources) {
    if ('values' in source) {
      result = mergeValues(result, copyOf(source.values));
      continue;
    }
    result = mergeValues(result, inline);
    for (const { path, value } of source.assignments) {
      if (assign(result, path, value) === undefined) return undefined;
    }
  }
  return mergeValues(result, inline);
}

type Holder = Record<string, unknown> | unknown[];

/**
 * Sets a path in place, as strvals does; see `applySet` for the same without changing anything.
 *
 * @returns the holder, or a longer one where a list is too short; `undefined` where a step does not fit
 */
function assign(holder: Holder, [step, ...rest]: ValuePath, value: unknown): Holder | undefined {
  const inList = Array.isArray(holder);
  const present = inList ? holder[step as number] : entryOf(holder, step as string);
  let filled = value;
  if (rest.length > 0) {
    const inner = typeof rest[0] === 'string' ? mapAt(present, inList) : listAt(present, inList);
    filled = inner && assign(inner, rest, value);
    if (filled === undefined) return undefined;
  }
  if (!inList) {
    setEntry(holder, step as string, filled);
    return holder;
  }
  const index = step as number;
  const missing = Math.max(0, index + 1 - holder.length);
  const list = missing > 0 ? [...holder, ...Array.from({ length: missing }, () => null)] : holder;
  list[index] = filled;
  return list;
}

/** The map to set a key in. An element of a list gives way to one, the entry of a map does not. */
function mapAt(present: unknown, inList: boolean): Holder | undefined {
  if (isPlainObject(present)) return present as Record<string, unknown>;
  return present === undefined || inList ? {} : undefined;
}

/** The list to set an element in. Null gives way to one as an element of a list, not as the entry of a map. */
function listAt(present: unknown, inList: boolean): Holder | undefined {
  if (Array.isArray(present)) return present;
  return present === undefined || (present === null && inList) ? [] : undefined;
}
