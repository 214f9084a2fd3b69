import { SetError, type SetErrorCode, type SetMode } from './set-error';

/** A character of an expression. One after a backslash is only itself: it separates and closes nothing. */
interface Character {
  readonly text: string;
  readonly escaped: boolean;
  /** Where it is written, its backslash included, in code points from 0. */
  readonly position: number;
}

/** The longest text that is quoted in a message, in characters. */
const LONGEST_QUOTE = 60;

/** One expression of `set` or `setString`, taken apart into characters, with what it takes to report errors in it. */
export class SetExpression {
  private readonly characters: readonly Character[];
  /** How many characters the first key has, when a `=` follows it; 0 when not. */
  private readonly firstKey: number;

  /**
   * @param source the expression
   * @param index which of the expressions given together it is, from 0
   * @throws SetError when a backslash at the end escapes nothing
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

  /** How many characters there are; an escape is one. */
  get length(): number {
    return this.characters.length;
  }

  /** Whether the character at an index is one of those given, and not escaped. */
  is(at: number, separators: string): boolean {
    const character = this.characters[at];
    return character !== undefined && !character.escaped && separators.includes(character.text);
  }

  /** The index of the first of the separators from an index on; the length when there is none. */
  find(from: number, separators: string): number {
    let at = from;
    while (at < this.length && !this.is(at, separators)) {
      at++;
    }
    return at;
  }

  /** The text from one index up to another, without the backslashes of escapes. */
  text(from: number, to: number): string {
    return this.characters
      .slice(from, to)
      .map((character) => character.text)
      .join('');
  }

  /**
   * The text from one index up to another in quotes, when it is part of the first key; else `the text`. Later keys are
   * never quoted: a comma without its backslash makes the rest of a value, maybe of a secret, look like a key.
   */
  quote(from: number, to: number): string {
    return to <= this.firstKey ? `"${shorten(this.characters.slice(from, to))}"` : 'the text';
  }

  /**
   * An error that reads `set: "<first key>=…": <subject> at <position> <problem>`.
   *
   * @param at the index that the position is made from
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

/** A key of the expression, fit for one line of a message. */
function shorten(key: readonly Character[]): string {
  const control = key.findIndex((character) => /\p{Control}/u.test(character.text));
  const end = Math.min(LONGEST_QUOTE, control === -1 ? key.length : control);
  const quoted = key.slice(0, end).map((character) => (character.escaped ? `\\${character.text}` : character.text));
  return quoted.join('') + (end < key.length ? '…' : '');
}
