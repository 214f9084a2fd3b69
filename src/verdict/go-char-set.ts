/** Whether a set contains a character. */
export type CharSet = (code: number) => boolean;

/** POSIX classes by name, as the content of a class in brackets. */
export const POSIX: ReadonlyMap<string, string> = new Map([
  ['alnum', '0-9A-Za-z'],
  ['alpha', 'A-Za-z'],
  ['ascii', '\\x00-\\x7F'],
  ['blank', '\\t '],
  ['cntrl', '\\x00-\\x1F\\x7F'],
  ['digit', '0-9'],
  ['graph', '!-~'],
  ['lower', 'a-z'],
  ['print', ' -~'],
  ['punct', '!-\\/:-@\\[-`\\{-~'],
  ['space', '\\t\\n\\v\\f\\r '],
  ['upper', 'A-Z'],
  ['word', '0-9A-Za-z_'],
  ['xdigit', '0-9A-Fa-f'],
]);

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['d', '0-9'],
  ['s', '\\t\\n\\f\\r '],
  ['w', '0-9A-Za-z_'],
]);

const ASCII = 128;

/**
 * A set of characters.
 *
 * @param source the content of a class in brackets, in the syntax of JavaScript
 * @param isFolded whether it also contains the same letters in the other case
 */
export function newCharSet(source: string, isFolded: boolean): CharSet {
  let pattern: RegExp | undefined;
  const known = new Array<boolean | undefined>(ASCII);
  const has = (code: number) => {
    pattern ??= new RegExp(`^[${source}]$`, isFolded ? 'iu' : 'u');
    return pattern.test(String.fromCodePoint(code));
  };
  return (code) => {
    if (code >= ASCII) return has(code);
    const found = known[code] ?? has(code);
    known[code] = found;
    return found;
  };
}

export function negated(set: CharSet): CharSet {
  return (code) => !set(code);
}

/** The set of `\d`, `\S` and others; undefined if there is no such escape. */
export function escapeSet(letter: string, isFolded: boolean): CharSet | undefined {
  const source = ESCAPES.get(letter.toLowerCase());
  if (source === undefined) return undefined;
  const set = newCharSet(source, isFolded);
  return letter === letter.toLowerCase() ? set : negated(set);
}

/** Categories of Unicode that are the same in every version of Go. */
const CATEGORY = /^(?:L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?|C[cfos])$/;

/** The content of a class in brackets for a category or script of Unicode; undefined if it is not known. */
export function unicodeSource(name: string): string | undefined {
  if (name === 'Any' || CATEGORY.test(name)) return `\\p{${name}}`;
  // names with four letters may be short names, which only JavaScript knows
  if (!/^[A-Z][A-Za-z_]{4,}$/.test(name)) return undefined;
  try {
    return new RegExp(`\\p{Script=${name}}`, 'u') && `\\p{Script=${name}}`;
  } catch {
    return undefined;
  }
}
