import { type CharSet, escapeSet, negated, newCharSet, POSIX, unicodeSource } from './go-char-set';
import { type Assertion, type GoNode, GoProgram, sizeOf } from './go-program';

/** A pattern that Go's regexp package cannot compile, so that Helm rejects the schema that contains it. */
export class GoRegExpError extends Error {}

/** A pattern that Go may be able to compile, but whose matches are not known here. */
export class UnknownRegExpError extends Error {}

/** The maximum number of instructions of a program. Go has a limit too. */
const MAX_SIZE = 50_000;
/** The maximum number of texts of which the result is kept, and their maximum length. */
const MAX_KNOWN = 1000;
const MAX_LENGTH = 300;
/** The maximum depth of parentheses. Go's limit of 1000 counts other parts too. */
const MAX_DEPTH = 400;

/**
 * A pattern for Go's regexp package, which Helm uses. Like in Go, a match takes a time that is linear in the length of
 * the text, whereas the RegExp of JavaScript takes forever for some patterns. The syntax differs from JavaScript: there
 * is no lookahead and no backreference, there are at most 1000 repetitions, and flags within the pattern.
 */
export class GoRegExp {
  private readonly root: GoNode;
  private program: GoProgram | undefined;
  /** Results for short texts: targets share most of their values. */
  private readonly known = new Map<string, boolean>();

  /**
   * @throws GoRegExpError if Go cannot compile the pattern
   * @throws UnknownRegExpError if it is not known whether Go can
   */
  constructor(private readonly pattern: string) {
    this.root = new Parser(pattern).parse();
    if (sizeOf(this.root) > MAX_SIZE) throw new UnknownRegExpError(`${JSON.stringify(pattern)} is too large`);
  }

  /**
   * Whether a part of the text matches the pattern.
   *
   * @throws UnknownRegExpError if that would take too long
   */
  test(text: string): boolean {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    this.program ??= new GoProgram(this.root);
    const found = this.program.matches(text);
    if (found === undefined) {
      throw new UnknownRegExpError(`whether a text matches ${JSON.stringify(this.pattern)} takes too long to find out`);
    }
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    if (text.length <= MAX_LENGTH) this.known.set(text, found);
    return found;
  }

  /** Distinguishes patterns in ajv. */
  toString(): string {
    return `/${this.pattern}/go`;
  }
}

/** Whether Go's regexp package can compile a text; also true if that is not known. */
export function isPattern(text: string): boolean {
  try {
    return new GoRegExp(text) instanceof GoRegExp;
  } catch (error) {
    if (error instanceof GoRegExpError) return false;
    if (error instanceof UnknownRegExpError) return true;
    throw error;
  }
}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

/** Reads a pattern like `parse` of regexp/syntax. */
class Parser {
  private at = 0;
  private depth = 0;
  private flags: Flags = { i: false, m: false, s: false };

  constructor(private readonly pattern: string) {}

  parse(): GoNode {
    const node = this.alternatives();
    if (this.at < this.pattern.length) throw this.refused();
    return node;
  }

  /** Up to the closing parenthesis, or to the end. */
  private alternatives(): GoNode {
    const parts: GoNode[] = [];
    for (;;) {
      parts.push(this.sequence());
      if (this.pattern[this.at] !== '|') return parts.length === 1 ? (parts[0] as GoNode) : { kind: 'any', parts };
      this.at++;
    }
  }

  private sequence(): GoNode {
    const parts: GoNode[] = [];
    let wasRepeat = false;
    for (;;) {
      const char = this.pattern[this.at];
      if (char === undefined || char === '|' || char === ')') return { kind: 'all', parts };
      const repeat = this.repeat();
      if (repeat === undefined) this.addPart(parts);
      else {
        const part = parts.pop();
        if (part === undefined || wasRepeat) throw this.refused();
        const node: GoNode = { kind: 'repeat', part, ...repeat };
        const isCounted = repeat.least >= 2 || (repeat.most >= 2 && repeat.most !== UNLIMITED);
        if (isCounted && !isRepeatValid(node, MAX_REPEATS)) throw this.refused();
        parts.push(node);
      }
      wasRepeat = repeat !== undefined;
    }
  }

  /** A quantifier at this place; undefined if there is none. */
  private repeat(): { readonly least: number; readonly most: number } | undefined {
    const [found, least = '', comma, most = ''] = this.found(QUANTIFIER);
    if (found === undefined) return undefined;
    this.at += found.length;
    const sign = found[0] as string;
    if (sign !== '{') return { least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : UNLIMITED };
    const bounds = {
      least: Number(least),
      most: comma === undefined ? Number(least) : most === '' ? UNLIMITED : Number(most),
    };
    if (Math.max(bounds.least, Number(most)) > 1000 || bounds.least > bounds.most) throw this.refused();
    return bounds;
  }

  /** What a pattern with the flag y finds at this place. */
  private found(pattern: RegExp): readonly (string | undefined)[] {
    pattern.lastIndex = this.at;
    return pattern.exec(this.pattern) ?? [];
  }

  private addPart(parts: GoNode[]): void {
    const char = this.pattern[this.at] as string;
    switch (char) {
      case '(':
        this.addGroup(parts);
        break;
      case '[':
        parts.push({ kind: 'char', set: this.bracket() });
        break;
      case '\\':
        this.addEscape(parts);
        break;
      case '^':
      case '$':
        this.at++;
        parts.push({ kind: 'assertion', assertion: ASSERTIONS[`${char}${this.flags.m ? 'm' : ''}`] as Assertion });
        break;
      case '.':
        this.at++;
        parts.push({ kind: 'char', set: this.flags.s ? () => true : (code) => code !== LINE_FEED });
        break;
      default:
        parts.push(this.literal(this.next()));
    }
  }

  private literal(code: number): GoNode {
    return { kind: 'char', set: this.flags.i ? newCharSet(escaped(code), true) : (other) => other === code };
  }

  /** The character at this place. */
  private next(): number {
    const code = this.pattern.codePointAt(this.at);
    if (code === undefined) throw this.refused();
    this.at += code > 0xffff ? 2 : 1;
    return code;
  }

  private addGroup(parts: GoNode[]): void {
    const before = this.flags;
    const [opening] = this.found(NAMED_GROUP);
    if (opening !== undefined) this.at += opening.length;
    else if (this.pattern.startsWith('(?', this.at)) {
      const [all, on = '', off, end] = this.found(FLAGS);
      if (all === undefined) throw this.refused();
      this.at += all.length;
      const isSet = (flag: keyof Flags) => (before[flag] || on.includes(flag)) && off?.includes(flag) !== true;
      this.flags = { i: isSet('i'), m: isSet('m'), s: isSet('s') };
      if (end === ')') return;
    } else this.at++;
    this.depth++;
    if (this.depth > MAX_DEPTH) throw new UnknownRegExpError(`${JSON.stringify(this.pattern)} is too deep`);
    parts.push(this.alternatives());
    this.depth--;
    if (this.pattern[this.at] !== ')') throw this.refused();
    this.at++;
    this.flags = before;
  }

  private addEscape(parts: GoNode[]): void {
    const char = this.pattern.charAt(this.at + 1);
    const assertion = ASSERTIONS[`\\${char}`];
    if (assertion !== undefined) {
      this.at += 2;
      parts.push({ kind: 'assertion', assertion });
    } else if (char === 'Q') {
      const end = this.pattern.indexOf('\\E', this.at + 2);
      const text = this.pattern.slice(this.at + 2, end < 0 ? undefined : end);
      parts.push(...[...text].map((each) => this.literal(each.codePointAt(0) as number)));
      this.at = end < 0 ? this.pattern.length : end + 2;
    } else {
      const set = this.classEscape();
      parts.push(set ? { kind: 'char', set } : this.literal(this.charEscape()));
    }
  }

  private bracket(): CharSet {
    this.at++;
    const isNegated = this.pattern[this.at] === '^';
    if (isNegated) this.at++;
    const sets: CharSet[] = [];
    let ranges = '';
    for (let isFirst = true; ; isFirst = false) {
      const char = this.pattern[this.at];
      if (char === ']' && !isFirst) break;
      const set = this.posixClass() ?? this.classEscape();
      if (set) sets.push(set);
      else ranges += this.range();
    }
    this.at++;
    if (ranges !== '') sets.push(newCharSet(ranges, this.flags.i));
    const set: CharSet = (code) => sets.some((each) => each(code));
    return isNegated ? negated(set) : set;
  }

  private range(): string {
    const first = this.classChar();
    if (this.pattern[this.at] !== '-' || [']', undefined].includes(this.pattern[this.at + 1])) return escaped(first);
    this.at++;
    const last = this.classChar();
    if (last < first) throw this.refused();
    return `${escaped(first)}-${escaped(last)}`;
  }

  private classChar(): number {
    return this.pattern[this.at] === '\\' ? this.charEscape() : this.next();
  }

  /** `[:alpha:]`, within brackets. */
  private posixClass(): CharSet | undefined {
    if (!this.pattern.startsWith('[:', this.at)) return undefined;
    const end = this.pattern.indexOf(':]', this.at + 2);
    if (end < 0) return undefined;
    const name = this.pattern.slice(this.at + 2, end);
    const source = POSIX.get(name.replace('^', ''));
    if (source === undefined || !/^\^?\w+$/.test(name)) throw this.refused();
    this.at = end + 2;
    const set = newCharSet(source, this.flags.i);
    return name.startsWith('^') ? negated(set) : set;
  }

  /** `\d`, `\pL` and others; undefined if there is no such escape at this place. */
  private classEscape(): CharSet | undefined {
    if (this.pattern[this.at] !== '\\') return undefined;
    const char = this.pattern.charAt(this.at + 1);
    const set = escapeSet(char, this.flags.i);
    if (set) this.at += 2;
    return set ?? (/^[pP]$/.test(char) ? this.unicodeClass() : undefined);
  }

  private unicodeClass(): CharSet {
    const [all, p, inBraces, one] = this.found(UNICODE);
    if (all === undefined) throw this.refused();
    this.at += all.length;
    const given = inBraces ?? (one as string);
    const name = given.replace(/^\^/, '');
    if (name === '' || !/^[\w\s]+$/.test(name)) throw this.refused();
    const source = unicodeSource(name);
    if (source === undefined) {
      throw new UnknownRegExpError(`what \\p{${name}} means in ${JSON.stringify(this.pattern)} is not known here`);
    }
    const set = newCharSet(source, this.flags.i);
    return (p === 'P') === given.startsWith('^') ? set : negated(set);
  }

  /** The character of an escape. */
  private charEscape(): number {
    const [octal, digits = ''] = this.found(OCTAL);
    if (octal !== undefined) return this.taken(octal, Number.parseInt(digits, 8));
    const [hex, short, long] = this.found(HEX);
    const code = Number.parseInt(short ?? long ?? '', 16);
    if (hex !== undefined && code <= LAST_CHAR) return this.taken(hex, code);
    const char = this.pattern.charAt(this.at + 1);
    const own = CONTROLS[char] ?? (/^[^0-9A-Za-z]$/.test(char) ? char.charCodeAt(0) : ASCII);
    if (own >= ASCII) throw this.refused();
    return this.taken(`\\${char}`, own);
  }

  private taken(text: string, code: number): number {
    this.at += text.length;
    return code;
  }

  private refused(): GoRegExpError {
    return new GoRegExpError(`${JSON.stringify(this.pattern)} is not a valid Go regular expression`);
  }
}

/** With `?` for the shortest match, which does not matter here. */
const QUANTIFIER = /(?:[*+?]|\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\})\??/y;
const NAMED_GROUP = /\(\?P?<\w+>/y;
const FLAGS = /\(\?([imsU]*)(?:-([imsU]+))?([:)])/y;
const UNICODE = /\\([pP])(?:\{([^}]*)\}|([^{]))/suy;
const OCTAL = /\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/y;
const HEX = /\\x(?:([\dA-Fa-f]{2})|\{([\dA-Fa-f]+)\})/y;
const UNLIMITED = Number.POSITIVE_INFINITY;
const LINE_FEED = 10;
const ASCII = 128;
const LAST_CHAR = 0x10ffff;
/** The maximum product of the quantifiers in each other that have numbers. */
const MAX_REPEATS = 1000;
const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  '^': 'start',
  '^m': 'line-start',
  $: 'end',
  $m: 'line-end',
  '\\A': 'start',
  '\\z': 'end',
  '\\b': 'boundary',
  '\\B': 'no-boundary',
};

function escaped(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

/** `repeatIsValid` of regexp/syntax. */
function isRepeatValid(node: GoNode, left: number): boolean {
  if (node.kind === 'all' || node.kind === 'any') return node.parts.every((part) => isRepeatValid(part, left));
  if (node.kind !== 'repeat') return true;
  const { least, most, part } = node;
  if (most === 0) return true;
  const count = most === UNLIMITED ? least : most;
  if (count > left) return false;
  return isRepeatValid(part, count > 0 ? Math.floor(left / count) : left);
}
