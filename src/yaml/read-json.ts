import { type FieldPath, setEntry } from '../json';
import { type DataProblem, TWICE } from './data';
import { resolveScalar } from './scalars';

/** A JSON object in a text. */
export interface JsonDocument {
  /** The offset of its brace. */
  readonly start: number;
  /** Its content as plain data; incomplete if there are problems. */
  readonly value: unknown;
  readonly problems: readonly DataProblem[];
}

/**
 * The objects in a JSON text: one, or several one after the other, as jq prints them and kubectl reads them. Empty if
 * the text is not JSON; it may still be YAML.
 *
 * JSON is also YAML, but JSON inputs are often large, and this takes a tenth of the time and memory.
 *
 * @param keepsLast of a key that occurs twice in its map, the last one counts; otherwise it is a problem
 */
export function readJson(text: string, keepsLast = false): JsonDocument[] | undefined {
  const documents: JsonDocument[] = [];
  const reader = new JsonReader(text, { keepsLast });
  for (let start = reader.nextDocument(); start < text.length; start = reader.nextDocument()) {
    if (text[start] !== '{') return undefined;
    try {
      const value = reader.value();
      documents.push({ start, value, problems: reader.problems.splice(0) });
    } catch (cause) {
      if (!(cause instanceof JsonSyntaxError)) throw cause;
      if (documents.length === 0) return undefined;
      return [...documents, { start, value: undefined, problems: [{ offset: cause.offset, message: cause.message }] }];
    }
  }
  return documents.length > 0 ? documents : undefined;
}

/** Finds the fields of a JSON object read by {@link readJson}: the offsets of keys and list items. */
export class JsonLocator {
  private readonly offsets: Offsets = new Map();
  private readonly root: unknown;

  constructor(
    text: string,
    private readonly start: number,
  ) {
    this.root = new JsonReader(text, { start, offsets: this.offsets }).value();
  }

  locate(path: FieldPath): number {
    let offset = this.start;
    let value = this.root;
    for (const step of path) {
      const next = this.offsets.get(value)?.get(step);
      if (next === undefined) break;
      offset = next;
      value = (value as Record<string | number, unknown>)[step];
    }
    return offset;
  }
}

/** The offsets of the entries of each map and the items of each list. */
type Offsets = Map<unknown, Map<string | number, number>>;

class JsonSyntaxError extends Error {
  constructor(readonly offset: number) {
    super('the JSON is malformed here');
  }
}

const MAX_DEPTH = 1000;
const SPACE = /[ \t\n\r]*/y;
const STRING = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[ !#-[\]-\uffff]*)*"/y;
const OTHER = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;

interface JsonReaderOptions {
  /** The offset of the first token. @default 0 */
  readonly start?: number;
  /** Where to store the offsets. @default - nowhere */
  readonly offsets?: Offsets;
  /** Of a key that occurs twice in its map, the last one counts. @default false, it is a problem */
  readonly keepsLast?: boolean;
}

class JsonReader {
  readonly problems: DataProblem[] = [];
  private offset: number;
  private readonly offsets?: Offsets;
  private readonly keepsLast: boolean;

  constructor(
    private readonly text: string,
    { start = 0, offsets, keepsLast = false }: JsonReaderOptions,
  ) {
    this.offset = start;
    this.offsets = offsets;
    this.keepsLast = keepsLast;
  }

  /** The offset of the next token. */
  next(): number {
    SPACE.lastIndex = this.offset;
    SPACE.test(this.text);
    this.offset = SPACE.lastIndex;
    return this.offset;
  }

  /**
   * The offset of the first token of the next document, after an optional byte order mark, as in concatenated files.
   */
  nextDocument(): number {
    if (this.text[this.next()] === '\ufeff') this.offset++;
    return this.next();
  }

  value(depth = 0): unknown {
    const char = this.text[this.next()];
    if (depth > MAX_DEPTH) throw new JsonSyntaxError(this.offset);
    if (char === '{') return this.map(depth + 1);
    if (char === '[') return this.list(depth + 1);
    if (char === '"') return this.string();
    const value = resolveScalar(this.take(OTHER));
    if (typeof value === 'string') throw new JsonSyntaxError(this.offset); // the number is too large
    return value;
  }

  private map(depth: number): unknown {
    const map: Record<string, unknown> = {};
    const offsets = this.offsets && new Map<string | number, number>();
    this.entries('}', (offset) => {
      const key = this.string();
      this.expect(':');
      const value = this.value(depth);
      if (Object.hasOwn(map, key) && !this.keepsLast) this.problems.push({ offset, message: TWICE });
      setEntry(map, key, value);
      offsets?.set(key, offset);
    });
    if (offsets) this.offsets?.set(map, offsets);
    return map;
  }

  private list(depth: number): unknown {
    const list: unknown[] = [];
    const offsets = this.offsets && new Map<string | number, number>();
    this.entries(']', (offset) => {
      offsets?.set(list.length, offset);
      list.push(this.value(depth));
    });
    if (offsets) this.offsets?.set(list, offsets);
    return list;
  }

  private entries(end: '}' | ']', read: (offset: number) => void): void {
    this.offset++;
    if (this.text[this.next()] !== end) {
      do read(this.next());
      while (this.skip(','));
    }
    this.expect(end);
  }

  private string(): string {
    this.next();
    const token = this.take(STRING);
    return token.includes('\\') ? JSON.parse(token) : token.slice(1, -1);
  }

  private skip(char: string): boolean {
    if (this.text[this.next()] !== char) return false;
    this.offset++;
    return true;
  }

  private expect(char: string): void {
    if (!this.skip(char)) throw new JsonSyntaxError(this.offset);
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.offset;
    const token = pattern.exec(this.text)?.[0];
    if (token === undefined) throw new JsonSyntaxError(this.offset);
    this.offset = pattern.lastIndex;
    return token;
  }
}
