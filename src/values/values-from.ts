import { copyOf, entryOf, isPlainObject, setEntry, type ValueMap } from '../json';
import { mergeValues } from './merge';

/** The path of a value: keys of maps and indices of lists, outermost first; at least one, the first a key. */
export type ValuePath = readonly (string | number)[];

/** One assignment of an entry of `valuesFrom` with a targetPath. */
export interface PathValue {
  readonly path: ValuePath;
  readonly value: unknown;
}

/**
 * The content of an entry of `valuesFrom`: a map of values, or with a targetPath its assignments. The text is parsed as
 * by `--set`: one path, or several if the text contains commas.
 */
export type ValuesContribution = { readonly values: ValueMap } | { readonly assignments: readonly PathValue[] };

/**
 * The values that Flux passes to Helm (`ChartValuesFromReferences` of github.com/fluxcd/pkg/chartutil):
 *
 * - an entry without targetPath is merged over the existing values, and the inline values over all of them
 * - for an entry with targetPath, the inline values are merged before its path is set, and once more at the end
 *
 * The result depends on nesting, because Flux sets the path in place: if a map or list is the same object as in the
 * inline values, it changes there too, so the path survives the second merge; in a merged copy it does not. Merging
 * with maps of earlier entries copies maps, but never lists, and always copies the top-level map.
 *
 * @returns `undefined` if Flux fails, because a path leads through a value that is neither map nor list
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
 * Sets a path in place, as strvals does; see `applySet` for the same without changing the input.
 *
 * @returns the holder, or a longer one if a list is too short; `undefined` if a step does not fit
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

/** The map in which to set a key. An element of a list is replaced by a new map, the entry of a map is not. */
function mapAt(present: unknown, inList: boolean): Holder | undefined {
  if (isPlainObject(present)) return present as Record<string, unknown>;
  return present === undefined || inList ? {} : undefined;
}

/**
 * The list in which to set an element. Null is replaced by a new list as an element of a list, not as the entry of a
 * map.
 */
function listAt(present: unknown, inList: boolean): Holder | undefined {
  if (Array.isArray(present)) return present;
  return present === undefined || (present === null && inList) ? [] : undefined;
}
