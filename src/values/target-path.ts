import { entryOf, isPlainObject, type ValueMap } from '../json';
import { holdsNull, splitNulls } from './nulls';
import { SetError } from './set-error';
import { SetExpression } from './set-expression';
import { parseSet } from './set-parse';
import { composeValues, type ValuePath, type ValuesContribution } from './values-from';

/** An entry of `valuesFrom`, without the object that it refers to. */
export interface ValuesReference {
  /** Absent: the entry brings a map of values. */
  readonly path?: ValuePath;
  /** Whether the object that it refers to may be missing. */
  readonly optional?: boolean;
}

/** What values hold where a targetPath leads. */
export interface Meeting {
  /** How many steps of the path lead to it: all of them, or less where it holds no place for the next one. */
  readonly depth: number;
  readonly held: unknown;
  /** Whether it is a list that has no element there yet: the path adds one. */
  readonly isBeyond: boolean;
  /**
   * How many steps lead to the outermost list around it that holds a null at any depth: such a list does not stay in
   * values when they are lowered. `undefined` where there is none.
   */
  readonly listWithNull: number | undefined;
}

/**
 * Which one is in the values that Helm gets where both set the same: the targetPath; the values; one of them, depending
 * on what earlier entries of `valuesFrom` bring; or none, as Flux fails.
 */
export type Winner = 'targetPath' | 'values' | 'either' | 'none';

/**
 * Reads a targetPath as Helm does: `a.b[0]`, with `\` before a dot within a key.
 *
 * @returns `undefined` where it leads nowhere: it holds an empty key, or ends in a backslash
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

/** Finds what values hold at a path or on the way to it; `undefined` where the path sets something they do not. */
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
 * Tells who wins where an entry of `valuesFrom` and values meet, once the values are lowered: their nulls come in a
 * ConfigMap that is the last entry.
 *
 * @param entries all up to the one in question, which is the last and has a path
 */
export function winnerOf(entries: readonly ValuesReference[], values: ValueMap): Winner {
  const least = winnerAfter(entries, values, { values: {} }, ({ optional }) => optional !== true);
  const most = winnerAfter(entries, values, { values }, () => true);
  return least === most ? least : 'either';
}

/**
 * @param unknown what earlier entries without a path are taken to bring
 * @param isThere whether what an earlier entry with a path refers to is taken to be there
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
