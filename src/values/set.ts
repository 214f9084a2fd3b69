import { entryOf, isPlainObject, kindOf, setEntry, type ValueMap } from '../json';
import type { Mark } from './origins';
import type { SetMode } from './set-error';
import { SetExpression } from './set-expression';
import { parseSet, type SetAssignment } from './set-parse';

export type { SetMode };

/**
 * Applies expressions in the syntax of `helm --set` (mode `set`) and `helm --set-string` (mode `setString`), one after
 * the other, each to the result of the previous one:
 *
 * - `a.b=1,c=x` sets keys in maps, creating missing maps; the value replaces the existing one
 * - `a[1].b=1` sets an element of a list, filling the list with nulls; `a={x,y}` sets a list
 * - `\` escapes a character, in keys and in values
 * - an empty expression and a trailing comma set nothing
 *
 * The result is the same as in Helm (`ParseInto` and `ParseIntoString` of helm.sh/helm/v4/pkg/strvals), except for
 * `SET_DIFFERENCES`. `base` is not changed; the result shares parts with it, so treat it as read-only.
 *
 * @param base the merged values to which the expressions are applied
 * @param markOf returns the mark that records the values set by the expression at an index, including nulls that fill a
 * list
 * @throws SetError if an expression cannot be parsed, or goes through a map or list where `base` has another type
 */
export function applySet(
  base: ValueMap,
  expressions: readonly string[],
  mode: SetMode,
  markOf?: (index: number) => Mark,
): ValueMap {
  let values = base;
  expressions.forEach((source, index) => {
    const expression = new SetExpression(source, mode, index);
    for (const assignment of parseSet(expression, mode)) {
      values = new Assigning(expression, assignment).from(values, 0, markOf?.(index)) as ValueMap;
    }
  });
  return values;
}

/** The path of an assignment, in numbers. */
export interface SetPath {
  /** The number of its keys and indices. */
  readonly steps: number;
  /** The sum of its indices. {@link applySet} adds no more nulls to lists than that. */
  readonly indices: number;
}

/**
 * The paths of an expression.
 *
 * @throws SetError if the expression cannot be parsed
 */
export function pathsOf(source: string, mode: SetMode): readonly SetPath[] {
  return parseSet(new SetExpression(source, mode, 0), mode).map(({ path }) => ({
    steps: path.length,
    indices: path.reduce((sum, { step }) => sum + (typeof step === 'number' ? step : 0), 0),
  }));
}

/** Applies one assignment: copies the maps and lists on its path, and changes the copies. */
class Assigning {
  constructor(
    private readonly expression: SetExpression,
    private readonly assignment: SetAssignment,
  ) {}

  /** The replacement for `present` when the rest of the path is applied to it. */
  from(present: unknown, depth: number, mark: Mark | undefined): unknown {
    const step = this.assignment.path[depth]?.step;
    if (step === undefined) {
      mark?.take();
      return this.assignment.value;
    }
    return typeof step === 'string' ? this.inMap(present, step, depth, mark) : this.inList(present, step, depth, mark);
  }

  private inMap(present: unknown, key: string, depth: number, mark: Mark | undefined): ValueMap {
    const map = this.map(present, depth);
    const copy: Record<string, unknown> = { ...map };
    setEntry(copy, key, this.from(entryOf(map, key), depth + 1, mark?.at(key)));
    return copy;
  }

  private inList(present: unknown, index: number, depth: number, mark: Mark | undefined): readonly unknown[] {
    const list = this.list(present, depth);
    if (index >= list.length && typeof this.assignment.path[depth + 1]?.step === 'string' && this.endsInEmptyKey()) {
      throw this.expression.error(
        'lost-empty-value',
        this.assignment.path[depth]?.at ?? 0,
        'the new list element',
        'has an empty value at the end of the expression, which Helm loses: end with a comma',
      );
    }
    const copy = [...list];
    while (copy.length <= index) {
      mark?.at(copy.length).take();
      copy.push(null);
    }
    copy[index] = this.from(list[index], depth + 1, mark?.at(index));
    return copy;
  }

  /**
   * The map in which to set a key. An element of a list is replaced by a new map; the entry of a map is not, not even
   * null.
   */
  private map(present: unknown, depth: number): ValueMap {
    if (isPlainObject(present)) {
      return present;
    }
    if (present === undefined || this.isElement(depth)) {
      return {};
    }
    throw this.misfit('not-a-map', present, depth);
  }

  /**
   * The list in which to set an element. Null is replaced by a new list as an element of a list, not as the entry of a
   * map.
   */
  private list(present: unknown, depth: number): readonly unknown[] {
    if (Array.isArray(present)) {
      return present;
    }
    if (present === undefined || (present === null && this.isElement(depth))) {
      return [];
    }
    throw this.misfit('not-a-list', present, depth);
  }

  /** Whether the value at a depth is an element of a list. */
  private isElement(depth: number): boolean {
    return typeof this.assignment.path[depth - 1]?.step === 'number';
  }

  /** Whether the expression ends in `key=`: strvals then treats the end as an error and drops new list elements. */
  private endsInEmptyKey(): boolean {
    const { path, valueAt } = this.assignment;
    return valueAt === this.expression.length && typeof path[path.length - 1]?.step === 'string';
  }

  private misfit(code: 'not-a-map' | 'not-a-list', present: unknown, depth: number): Error {
    const wanted = code === 'not-a-map' ? 'a map' : 'a list';
    const subject = this.isElement(depth) ? 'the index' : 'the key';
    const at = this.assignment.path[depth - 1]?.at ?? 0;
    return this.expression.error(code, at, subject, `holds ${kindOf(present)}, not ${wanted}`);
  }
}
