/** `set` converts values to types, `setString` makes every value a string. */
export type SetMode = 'set' | 'setString';

/** The kinds of errors in an expression. The codes of {@link SetDifference} are errors here that Helm accepts. */
export type SetErrorCode =
  | 'no-value'
  | 'bad-index'
  | 'text-after-index'
  | 'unclosed-list'
  | 'nested-too-deep'
  | 'not-a-map'
  | 'not-a-list'
  | SetDifferenceCode;

/** Cases where Helm accepts an expression and does something unexpected. */
export type SetDifferenceCode =
  | 'unclosed-index'
  | 'index-without-value'
  | 'trailing-dot'
  | 'empty-key'
  | 'dangling-escape'
  | 'text-after-list'
  | 'lost-empty-value'
  | 'inexact-integer'
  | 'path-too-long';

/** One difference between `set` here and in Helm. */
export interface SetDifference {
  readonly code: SetDifferenceCode;
  /** An expression that shows the difference. */
  readonly example: string;
  /** The result in Helm, which reports no error. */
  readonly helm: string;
  /** How to write it instead. */
  readonly remedy: string;
}

/**
 * All differences between `set` and `setString` here and in Helm 4 (helm.sh/helm/v4/pkg/strvals). All of them are
 * errors here. Expressions that Helm rejects are rejected here too, and all others have the same meaning.
 */
export const SET_DIFFERENCES: readonly SetDifference[] = [
  {
    code: 'unclosed-index',
    example: 'a[0=1',
    helm: 'sets nothing',
    remedy: 'close the index: a[0]=1',
  },
  {
    code: 'index-without-value',
    example: 'a[0]',
    helm: 'sets a to an empty list, or nothing when a is one',
    remedy: 'give a value: a[0]=1',
  },
  {
    code: 'trailing-dot',
    example: 'a.',
    helm: 'sets nothing',
    remedy: 'finish the key: a.b=1',
  },
  {
    code: 'empty-key',
    example: '=1',
    helm: 'sets nothing',
    remedy: 'name the key; an empty key is only possible in values',
  },
  {
    code: 'dangling-escape',
    example: 'a=b\\',
    helm: 'drops the backslash at the end',
    remedy: 'write two of them: a=b\\\\',
  },
  {
    code: 'text-after-list',
    example: 'a={1,2}b=3',
    helm: 'reads the rest as the next key',
    remedy: 'put a comma between them: a={1,2},b=3',
  },
  {
    code: 'lost-empty-value',
    example: 'a[0].b=',
    helm: 'sets a to an empty list: at the end of an expression an empty value inside a new list element is lost',
    remedy: 'end with a comma: a[0].b=,',
  },
  {
    code: 'inexact-integer',
    example: 'a=9007199254740993',
    helm: 'sets the integer, which JavaScript cannot represent, because it is beyond 2^53',
    remedy: 'use setString, or provide it through valuesFrom',
  },
  {
    code: 'path-too-long',
    example: 'a[0][0]…=1, with more than 1000 keys and indices',
    helm: 'sets it',
    remedy: 'reduce the nesting',
  },
];

/**
 * An expression of `set` or `setString` that cannot be applied. The message names the mode, the key, the position and
 * the remedy; never a value, which may be a secret.
 */
export class SetError extends Error {
  override readonly name = 'SetError';

  constructor(
    message: string,
    /** The kind of error. */
    readonly code: SetErrorCode,
    /** The index of the expression, from 0. */
    readonly expression: number,
    /** The position in the expression, in characters (code points), from 1. */
    readonly position: number,
  ) {
    super(message);
  }
}
