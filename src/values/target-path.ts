import { entryOf, isPlainObject, type ValueMap } from '../json';
import { holdsNull, splitNulls } from './nulls';
import { SetError } from './set-error';
import { SetExpression } from './set-expression';
import { parseSet } from './set-parse';
import { composeValues, type ValuePath, type ValuesContribution } from './values-from';

/** An entry of `valuesFrom`, without the referenced object. */
export interface ValuesReference {
  /** Absent: the entry contains a map of values. */
  readonly path?: ValuePath;
  /** Whether the referenced object may be missing. */
  readonly optional?: boolean;
}

/** The part of values that a targetPath leads to. */
export interface Meeting {
  /** The number of steps of the path that lead to it: all of them, or fewer if it has no place for the next one. */
  readonly depth: number;
  readonly held: unknown;
  /** Whether `held` is a list without the next element, so that the path adds one. */
  readonly isBeyond: boolean;
  /**
   * The number of steps to the outermost list around it that contains a null at any depth: such a list is removed from
   * values when they are lowered. `undefined` if there is none.
   */
  readonly listWithNull: number | undefined;
}

/**
 * Which value Helm gets if a targetPath and the values set the same path: that of the targetPath; that of the values;
 * either, depending on earlier entries of `valuesFrom`; or none, because Flux fails.
 */
export type Winner = 'targetPath' | 'values' | 'either' | 'none';

/**
 * Parses a targetPath like Helm: `a.b[0]`, with `\` before a dot within a key.
 *
 * @returns `undefined` if it leads nowhere: it contains an empty key, or ends in a backslash
 */
export function parseTargetPath(targetPath: string): ValuePath | undefined {
  try {
    const assignments = parseSet(new SetExpression(`${targetPath}=`, 'setString', 0), 'setString');
    return assignments.length === 1 ? assignments[0]?.path.map(({ step }) => step) : undefined;
  } catch (error) {
    if (error instanceof SetError) return undefined;
    throw error;
  }
}

/**
 * Finds the part of values at a path or on the way to it; `undefined` if the path sets something that the values do
 * not.
 */
export function meetingOf(values: ValueMap, path: ValuePath): Meeting | undefined {
  let held: unknown = values;
  let listWithNull: number | undefined;
  for (const [depth, step] of path.entries()) {
    const isList = Array.isArray(held);
    if (isList && holdsNull(held)) listWithNull ??= depth;
    if (typeof step === 'string' ? !isPlainObject(held) : !isList) {
      return { depth, held, isBeyond: false, listWithNull };
    }
    const next = typeof step === 'string' ? entryOf(held as ValueMap, step) : (held as unknown[])[step];
    if (next === undefined) return isList ? { depth, held, isBeyond: true, listWithNull } : undefined;
    held = next;
  }
  return { depth: path.length, held, isBeyond: false, listWithNull };
}

/**
 * Determines whether an entry of `valuesFrom` or the inline values win if both set the same path. The values are
 * lowered first, which moves their nulls to a ConfigMap, the last entry of `valuesFrom`.
 *
 * @param entries the entries up to and including the one in question, which has a path
 */
export function winnerOf(entries: readonly ValuesReference[], values: ValueMap): Winner {
  const least = winnerAfter(entries, values, { values: {} }, ({ optional }) => optional !== true);
  const most = winnerAfter(entries, values, { values }, () => true);
  return least === most ? least : 'either';
}

/**
 * @param unknown the assumed content of earlier entries without a path
 * @param isThere whether the objects of earlier entries with a path are assumed to exist
 */
function winnerAfter(
  entries: readonly ValuesReference[],
  values: ValueMap,
  unknown: ValuesContribution,
  isThere: (entry: ValuesReference) => boolean,
): Winner {
  const path = entries.at(-1)?.path as ValuePath;
  const mark = Symbol();
  const earlier = entries
    .slice(0, -1)
    .filter((entry) => entry.path === undefined || isThere(entry))
    .map((entry) => (entry.path === undefined ? unknown : setting(entry.path, Symbol())));
  const { rest, nulls = {} } = splitNulls(values);
  const composed = composeValues([...earlier, setting(path, mark), { values: nulls }], rest);
  if (composed === undefined) return 'none';
  return meetingOf(composed, path)?.held === mark ? 'targetPath' : 'values';
}

function setting(path: ValuePath, value: unknown): ValuesContribution {
  return { assignments: [{ path, value }] };
}
