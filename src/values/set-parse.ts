import type { SetMode } from './set-error';
import type { SetExpression } from './set-expression';

/** The highest index of a list (`MaxIndex` of strvals). */
export const MAX_INDEX = 65536;
/** The maximum number of dots in a key, except those after an index (`MaxNestedNameLevel` of strvals). */
export const MAX_NESTED_LEVEL = 30;
/**
 * The maximum number of keys and indices in a path. Helm has no such limit, but recursive readers overflow their stack.
 */
export const MAX_PATH_LENGTH = 1000;

/** One step of a path: the key of a map or the index of a list. */
export interface SetStep {
  readonly step: string | number;
  /** Index of its first character in the expression. */
  readonly at: number;
}

/** One `path=value` of an expression. */
export interface SetAssignment {
  /** At least one step; the first is a key. */
  readonly path: readonly SetStep[];
  readonly value: unknown;
  /** Index of the first character of the value in the expression; its length if the value is empty at the end. */
  readonly valueAt: number;
}

/**
 * Parses an expression such as `a.b=1,c[0]={x,y}` like Helm (`ParseInto` and `ParseIntoString` of
 * helm.sh/helm/v4/pkg/strvals), except for `SET_DIFFERENCES`.
 *
 * @throws SetError
 */
export function parseSet(expression: SetExpression, mode: SetMode): readonly SetAssignment[] {
  const parser = new Parser(expression, mode);
  const assignments: SetAssignment[] = [];
  while (!parser.done) {
    assignments.push(parser.assignment());
  }
  return assignments;
}

class Parser {
  private at = 0;

  constructor(
    private readonly expression: SetExpression,
    private readonly mode: SetMode,
  ) {}

  get done(): boolean {
    return this.at >= this.expression.length;
  }

  assignment(): SetAssignment {
    const path = this.path();
    this.at++;
    const valueAt = this.at;
    return { path, value: this.expression.is(valueAt, '{') ? this.list() : this.scalar(), valueAt };
  }

  /** Reads keys and indices up to the `=`. */
  private path(): readonly SetStep[] {
    const { expression } = this;
    const start = this.at;
    const path: SetStep[] = [];
    let level = 0;
    for (;;) {
      path.push(this.key(start));
      if (expression.is(this.at, '.')) {
        level++;
      }
      while (expression.is(this.at, '[')) {
        path.push(this.index());
      }
      const last = path[path.length - 1] as SetStep;
      if (level > MAX_NESTED_LEVEL) {
        throw expression.error(
          'nested-too-deep',
          last.at,
          'the key',
          `is nested deeper than ${MAX_NESTED_LEVEL} levels`,
        );
      }
      if (path.length > MAX_PATH_LENGTH) {
        throw expression.error(
          'path-too-long',
          last.at,
          'the path',
          `has more than ${MAX_PATH_LENGTH} keys and indices`,
        );
      }
      if (expression.is(this.at, '=')) {
        return path;
      }
      this.at++;
      if (this.done) {
        throw expression.error('trailing-dot', this.at - 1, 'the "."', 'has no key after it');
      }
    }
  }

  private key(start: number): SetStep {
    const { expression } = this;
    const from = this.at;
    this.at = expression.find(from, '=[,.');
    if (this.done || expression.is(this.at, ',')) {
      const hint = start === 0 ? '' : ': write "\\," for a comma in a value';
      throw expression.error('no-value', start, expression.quote(start, this.at), `has no "=" and so no value${hint}`);
    }
    if (this.at === from) {
      throw expression.error('empty-key', from, 'the key', 'is empty');
    }
    return { step: expression.text(from, this.at), at: from };
  }

  /** Reads `[0]`, and checks that the next character may follow it. */
  private index(): SetStep {
    const { expression } = this;
    const from = this.at + 1;
    const to = expression.find(from, ']');
    if (to === expression.length) {
      throw expression.error('unclosed-index', this.at, 'the "["', 'is not closed');
    }
    const text = expression.text(from, to);
    const index = Number(text);
    if (!/^[+-]?[0-9]+$/.test(text) || index < 0 || index > MAX_INDEX) {
      throw expression.error('bad-index', from, expression.quote(from, to), `is not a list index (0 to ${MAX_INDEX})`);
    }
    this.at = to + 1;
    if (this.done) {
      throw expression.error('index-without-value', from - 1, 'the index', 'has no value');
    }
    if (!expression.is(this.at, '[.=')) {
      throw expression.error('text-after-index', this.at, 'the text', 'follows an index: only "[", "." or "=" can');
    }
    // Adding 0 turns -0, the result for `[-0]`, into 0.
    return { step: index + 0, at: from };
  }

  private list(): readonly unknown[] {
    const { expression } = this;
    const open = this.at;
    const list: unknown[] = [];
    do {
      const from = this.at + 1;
      this.at = expression.find(from, ',}');
      if (this.done) {
        throw expression.error('unclosed-list', open, 'the "{"', 'is not closed');
      }
      list.push(this.value(from, this.at));
    } while (expression.is(this.at, ','));
    this.at++;
    if (!this.done && !expression.is(this.at, ',')) {
      throw expression.error('text-after-list', this.at, 'the text', 'follows a list: only "," can');
    }
    this.at++;
    return list;
  }

  private scalar(): unknown {
    const from = this.at;
    const to = this.expression.find(from, ',');
    this.at = to + 1;
    return this.value(from, to);
  }

  private value(from: number, to: number): unknown {
    const text = this.expression.text(from, to);
    const value = this.mode === 'setString' ? text : typedValue(text);
    if (value === undefined) {
      const remedy = 'use setString, or provide it through valuesFrom';
      throw this.expression.error(
        'inexact-integer',
        from,
        'the integer',
        `is beyond 2^53 and would lose digits: ${remedy}`,
      );
    }
    return value;
  }
}

/**
 * The typed value of a text, as in Helm (`typedVal` of helm.sh/helm/v4/pkg/strvals): `true`, `false` and `null` in any
 * case, integers that fit 64 bits; everything else is a string, such as `1.5`, `1e3`, `0x1f`, `0123`, `[]`.
 *
 * @returns the value, or undefined for an integer beyond 2^53, which JavaScript cannot represent
 */
export function typedValue(text: string): boolean | null | number | string | undefined {
  // The flags i and u fold case like Go, including the long s of `falſe`.
  if (/^true$/iu.test(text)) {
    return true;
  }
  if (/^false$/iu.test(text)) {
    return false;
  }
  if (/^null$/iu.test(text)) {
    return null;
  }
  return isInteger(text) ? exactNumber(text) : text;
}

/** A leading zero makes it a string, except after a sign: `-007` is -7. */
function isInteger(text: string): boolean {
  return text === '0' || (/^([1-9]|[+-][0-9])[0-9]*$/.test(text) && BigInt.asIntN(64, integer(text)) === integer(text));
}

function integer(text: string): bigint {
  // BigInt() does not accept a plus sign, which a number may have.
  return BigInt(text.replace(/^\+/, ''));
}

function exactNumber(text: string): number | undefined {
  const number = Number(text);
  // Adding 0 turns -0 into 0.
  return Number.isSafeInteger(number) ? number + 0 : undefined;
}
