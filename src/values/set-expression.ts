import { SetError, type SetErrorCode, type SetMode } from './set-error';

/** A character of an expression. An escaped character is always literal, never a separator or a bracket. */
interface Character {
  readonly text: string;
  readonly escaped: boolean;
  /** Its position, including its backslash, in code points from 0. */
  readonly position: number;
}

/** The maximum length of a quoted string in a message, in characters. */
const LONGEST_QUOTE = 60;

/** One expression of `set` or `setString`, split into characters, with methods to report errors in it. */
export class SetExpression {
  private readonly characters: readonly Character[];
  /** The length of the first key if a `=` follows it, otherwise 0. */
  private readonly firstKey: number;

  /**
   * @param source the expression
   * @param index of the expression in its list, from 0
   * @throws SetError if a backslash at the end escapes nothing
   */
  constructor(
    source: string,
    private readonly mode: SetMode,
    private readonly index: number,
  ) {
    this.characters = characters(source);
    const end = this.find(0, '=,');
    this.firstKey = this.is(end, '=') ? end : 0;
    if (this.is(this.length - 1, '\\')) {
      throw this.error('dangling-escape', this.length - 1, 'the "\\"', 'escapes nothing: write "\\\\"');
    }
  }

  /** The number of characters; an escape is one. */
  get length(): number {
    return this.characters.length;
  }

  /** Whether the character at an index is one of the given ones, and not escaped. */
  is(at: number, separators: string): boolean {
    const character = this.characters[at];
    return character !== undefined && !character.escaped && separators.includes(character.text);
  }

  /** The index of the first separator at or after an index; the length if there is none. */
  find(from: number, separators: string): number {
    let at = from;
    while (at < this.length && !this.is(at, separators)) {
      at++;
    }
    return at;
  }

  /** The text between two indices, without the backslashes of escapes. */
  text(from: number, to: number): string {
    return this.characters
      .slice(from, to)
      .map((character) => character.text)
      .join('');
  }

  /**
   * The text between two indices in quotes, if it is part of the first key; otherwise `the text`. Later keys are never
   * quoted: an unescaped comma makes the rest of a value, possibly of a secret, look like a key.
   */
  quote(from: number, to: number): string {
    return to <= this.firstKey ? `"${shorten(this.characters.slice(from, to))}"` : 'the text';
  }

  /**
   * An error in the format `set: "<first key>=…": <subject> at <position> <problem>`.
   *
   * @param at the index that determines the position
   */
  error(code: SetErrorCode, at: number, subject: string, problem: string): SetError {
    const name =
      this.firstKey === 0 ? `expression ${this.index + 1}` : `"${shorten(this.characters.slice(0, this.firstKey))}=…"`;
    const position = (this.characters[at]?.position ?? 0) + 1;
    return new SetError(`${this.mode}: ${name}: ${subject} at ${position} ${problem}`, code, this.index, position);
  }
}

function characters(source: string): readonly Character[] {
  const points = [...source];
  const result: Character[] = [];
  for (let position = 0; position < points.length; position++) {
    const start = position;
    const escaped = points[position] === '\\' && position + 1 < points.length;
    if (escaped) {
      position++;
    }
    result.push({ text: points[position] as string, escaped, position: start });
  }
  return result;
}

/** A key of the expression, suitable for one line of a message. */
function shorten(key: readonly Character[]): string {
  const control = key.findIndex((character) => /\p{Control}/u.test(character.text));
  const end = Math.min(LONGEST_QUOTE, control === -1 ? key.length : control);
  const quoted = key.slice(0, end).map((character) => (character.escaped ? `\\${character.text}` : character.text));
  return quoted.join('') + (end < key.length ? '…' : '');
}
