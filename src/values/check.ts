import { type FieldPath, isPlainObject, kindOf, memoize, walk } from '../json';

/** A part of values that would not reach Helm unchanged. */
export interface ValuesProblem {
  /** The path of the part; empty for the values themselves. */
  readonly path: FieldPath;
  /**
   * The problem and what to write instead, to be printed after the path: `is a Date: …`. Never contains the value,
   * which may be a secret.
   */
  readonly message: string;
}

/** Options of {@link checkValues}. */
export interface CheckValuesOptions {
  /**
   * Whether an object that is neither a map nor a list is valid, because it becomes JSON later.
   *
   * @default - no such object is valid
   */
  readonly isOpaque?: (value: object) => boolean;
}

/**
 * The maximum nesting depth of values. Above real-world values, but below the depth that overflows the stack of
 * readers.
 */
export const MAX_VALUES_DEPTH = 1000;

/**
 * Finds parts of values that JSON and YAML cannot carry to Helm exactly, in order: numbers that are not finite,
 * integers beyond 2^53, negative zero, bigint, Date, Map, Set, class instances, functions, symbols, halves of surrogate
 * pairs and some control characters in strings and keys, keys longer than 1000 characters, the key `<<`, `undefined` in
 * lists, and objects that contain themselves. An entry of a map that is `undefined` counts as absent and is valid; so
 * is the same object in several places.
 *
 * @returns the problems, empty if there are none
 */
export function checkValues(values: unknown, options: CheckValuesOptions = {}): readonly ValuesProblem[] {
  if (!isPlainObject(values)) {
    return [{ path: [], message: `is ${kindOf(values)}: values are a map` }];
  }
  const leaves = { isOpaque: options.isOpaque ?? (() => false) };
  return isSound(values, { leaves, sound: new Set() }, 0) ? [] : problemsOf(values, leaves);
}

/**
 * Finds problems that prevent walking the data: objects that contain themselves, and objects nested deeper than
 * {@link MAX_VALUES_DEPTH}. Only {@link checkValues} checks other values than maps and lists.
 *
 * @returns the problems, empty if there are none
 */
export function checkNesting(data: unknown): readonly ValuesProblem[] {
  return isSound(data, { sound: new Set() }, 0) ? [] : problemsOf(data);
}

/** Checks values that are neither maps nor lists. */
interface Leaves {
  readonly isOpaque: (value: object) => boolean;
}

interface Look {
  /** Absent if only the nesting matters. */
  readonly leaves?: Leaves;
  /** Maps and lists without problems at the depth at which they were first found. Targets share most of them. */
  readonly sound: Set<object>;
}

/**
 * Half of the allowed depth: a part without problems may occur again this deep, and must stay within the limit there.
 */
const SURELY_SHALLOW = MAX_VALUES_DEPTH / 2;

/**
 * Whether there are no problems, the common case, in a fraction of the time of {@link problemsOf}: this runs for every
 * target, so the loops are written by hand.
 */
function isSound(value: unknown, look: Look, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return isSoundLeaf(value, look);
  if (look.sound.has(value)) return true;
  if (depth >= SURELY_SHALLOW) return false;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) if (!isSound(value[index], look, depth + 1)) return false;
  } else if (isPlainObject(value)) {
    for (const key of Object.keys(value)) {
      if (look.leaves && !isSoundKey(key)) return false;
      const entry = value[key];
      if (entry === undefined) continue;
      if (typeof entry === 'object' ? !isSound(entry, look, depth + 1) : !isSoundLeaf(entry, look)) return false;
    }
    if (look.leaves && Object.getOwnPropertySymbols(value).length > 0) return false;
  } else return isSoundLeaf(value, look);
  look.sound.add(value);
  return true;
}

function isSoundLeaf(value: unknown, { leaves }: Look): boolean {
  if (!leaves || typeof value === 'boolean' || value === null) return true;
  return leafProblem(value, leaves.isOpaque) === undefined;
}

/** @param leaves absent if only the nesting matters */
function problemsOf(data: unknown, leaves?: Leaves): ValuesProblem[] {
  const problems: ValuesProblem[] = [];
  walk(data, (value, path, holders) => {
    const report = (message: string) => problems.push({ path: [...path], message });
    const step = path.at(-1);
    const isEntry = typeof step === 'string';
    if (leaves && isEntry && !isSoundKey(step)) problems.push(...keyProblems(step, path.slice(0, -1)));
    if (!Array.isArray(value) && !isPlainObject(value)) {
      const message = leaves && !(isEntry && value === undefined) && leafProblem(value, leaves.isOpaque);
      if (message) report(message);
      return false;
    }
    if (holders.includes(value)) report('is an object that contains itself: write a copy without the reference back');
    else if (holders.length === MAX_VALUES_DEPTH) report(`is nested deeper than ${MAX_VALUES_DEPTH} levels`);
    else {
      const hasSymbols = !Array.isArray(value) && Object.getOwnPropertySymbols(value).length > 0;
      if (leaves && hasSymbols) report('has a symbol as a key: keys are strings');
      return true;
    }
    return false;
  });
  return problems;
}

/** Most keys and strings match, and this is faster than searching for problems. */
const PRINTABLE_ASCII = /^[ -~]*$/;

/** Memoized, because object keys repeat. */
const isSoundKey = memoize((key) => key.length < 100 && key !== MERGE_KEY && PRINTABLE_ASCII.test(key));

function keyProblems(key: string, path: FieldPath): ValuesProblem[] {
  const problem = key === MERGE_KEY ? MERGE_KEY_MESSAGE : textProblem(key);
  const tooLong = `has a key of more than ${MAX_KEY_LENGTH} characters: write a shorter one`;
  return [
    ...(problem === undefined ? [] : [{ path: [...path, key], message: `has a key that ${problem}` }]),
    ...(lengthInJson(key) > MAX_KEY_LENGTH ? [{ path, message: tooLong }] : []),
  ];
}

/** Kustomize, and therefore Flux, reads this key as a YAML merge even in quotes, and the entry is lost. */
const MERGE_KEY = '<<';
const MERGE_KEY_MESSAGE = 'is "<<", which Flux drops when it applies from Git: write another';

/**
 * The maximum length of a key in JSON. Readers that parse JSON as YAML accept keys of up to 1024 characters; see
 * {@link UNREADABLE}.
 */
const MAX_KEY_LENGTH = 1000;

/** The length of a key in JSON as written by Go, without quotes: Go escapes more characters. */
function lengthInJson(key: string): number {
  return JSON.stringify(key).replace(/[<>&\u2028\u2029]/g, '\\u0000').length - 2;
}

/**
 * Characters that are allowed unescaped in JSON, but not in YAML. Clients send JSON, regardless of the file format, and
 * some readers parse it as YAML: the API server in server-side apply, which rejects these characters, but turns U+0085
 * into a space; and Flux (HelmRelease.GetValues()), which then continues without any values.
 */
const UNREADABLE = /[\x7f-\x9f\ufffe\uffff]/;

/** With the flag `u`, a surrogate pair is one character, so this matches only halves. */
const LONE_SURROGATE = /\p{Surrogate}/u;
const LONE_SURROGATE_MESSAGE = 'contains half of a surrogate pair, which is not text: cut strings between characters';

function textProblem(text: string): string | undefined {
  if (PRINTABLE_ASCII.test(text)) return undefined;
  if (LONE_SURROGATE.test(text)) return LONE_SURROGATE_MESSAGE;
  const [character] = UNREADABLE.exec(text) ?? [];
  if (character === undefined) return undefined;
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return `contains the control character U+${code}, which server-side apply and Flux cannot carry: remove it`;
}

function leafProblem(value: unknown, isOpaque: (value: object) => boolean): string | undefined {
  switch (typeof value) {
    case 'boolean':
      return undefined;
    case 'string':
      return textProblem(value);
    case 'number':
      return numberProblem(value);
    case 'bigint':
      return 'is an integer beyond 2^53, or a bigint: write a string, or provide it through valuesFrom';
    case 'undefined':
      return 'is undefined in a list: write null or remove it';
    case 'object':
      return value === null || isOpaque(value) ? undefined : objectProblem(value);
    default:
      return `is a ${typeof value}: values are data`;
  }
}

function numberProblem(value: number): string | undefined {
  if (!Number.isFinite(value)) {
    return `is ${Number.isNaN(value) ? 'not a number (NaN)' : 'an infinite number'}: write a string`;
  }
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return 'is an integer beyond 2^53, which may have lost digits: write a string, or provide it through valuesFrom';
  }
  return Object.is(value, -0) ? 'is negative zero, which arrives as 0: write 0' : undefined;
}

function objectProblem(value: object): string {
  // By tag, because instanceof does not recognize classes of another realm.
  switch (Object.prototype.toString.call(value)) {
    case '[object Date]':
      return 'is a Date: write a string, such as toISOString() gives';
    case '[object Map]':
      return 'is a Map: write a plain object, such as Object.fromEntries(map) gives';
    case '[object Set]':
      return 'is a Set: write a list, such as [...set]';
    default:
      return `is ${kindOf(value)}: write a plain object`;
  }
}
