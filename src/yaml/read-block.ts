import { memoize, setEntry } from '../json';
import { resolveKey, resolveScalar } from './scalars';

/** A document in a text, and its start and end offsets. */
export interface BlockDocument {
  readonly start: number;
  readonly end: number;
  /** The offset of its first key or item, after comments. */
  readonly first: number;
  readonly value: unknown;
}

/**
 * Reads YAML in the style that programs print: maps and lists on separate lines, each key, string and number in one
 * line, multi-line strings as blocks, documents separated by `---`. This takes a twentieth of the time of a full YAML
 * parser.
 *
 * @param text without characters that YAML does not allow
 * @returns the documents with content; undefined if the text contains anything else: anchors, tags, unquoted strings over
 * several lines, or invalid YAML
 */
export function readBlocks(text: string): BlockDocument[] | undefined {
  if (!isPlainText(text)) return undefined;
  const documents: BlockDocument[] = [];
  for (const [start, end] of documentsOf(text)) {
    const reader = new BlockReader(text, start, end);
    const value = reader.read();
    if (value === undefined) return undefined;
    if (value !== null) documents.push({ start, end, first: reader.first, value });
  }
  return documents;
}

/** Whether no line has a carriage return, and none is a directive or the end of a document. */
function isPlainText(text: string): boolean {
  return !text.includes('\r') && !/^(?:%|\.\.\.)/m.test(text);
}

const SEPARATOR = '---\n';

/**
 * The offsets of the documents. A separator with anything else on its line stays part of the text, and is then not
 * valid in the block style.
 */
function documentsOf(text: string): [start: number, end: number][] {
  const documents: [number, number][] = [];
  let start = text.startsWith(SEPARATOR) ? SEPARATOR.length : 0;
  for (
    let found = text.indexOf(`\n${SEPARATOR}`, start - 1);
    found >= 0;
    found = text.indexOf(`\n${SEPARATOR}`, start - 1)
  ) {
    documents.push([start, found + 1]);
    start = found + 1 + SEPARATOR.length;
  }
  documents.push([start, text.length]);
  return documents.filter(([from, to]) => from < to);
}

/** Thrown if a text is not in the style that is supported here. */
class OtherStyle extends Error {}

const OTHER_STYLE = new OtherStyle();

const [LINE_FEED, SPACE, QUOTE, HASH, APOSTROPHE, DASH, BAR] = [10, 32, 34, 35, 39, 45, 124];

/** The start of an unquoted string: no space, and no indicator except a dash that is not one in its context. */
const PLAIN_START = /^(?:[\w./+~$(=;<\\^]|-[^\s-]|--[^\s-]|[^\0-\x7f\p{Z}\p{Cc}\p{Cf}])/u;
/** Characters that would end an unquoted string, and a tab, which is not supported here. */
const PLAIN_BREAK = /[:\s]$|:\s|\s#|\t/;

class BlockReader {
  /** The offset of the content of the next line to read, after its indentation. */
  private at: number;
  /** The number of columns before that content, including a dash and its space. -1: there are no more lines. */
  private indent = 0;
  /** See {@link BlockDocument.first}. */
  first = 0;

  constructor(
    private readonly text: string,
    start: number,
    private readonly end: number,
  ) {
    this.at = start;
  }

  /** The content of the document; null if it is empty, undefined if it is in another style. */
  read(): unknown {
    try {
      this.beginLine(this.at);
      if (this.indent < 0) return null;
      if (this.indent > 0) throw OTHER_STYLE;
      this.first = this.at;
      const value = this.collection(this.indent);
      if (this.indent >= 0) throw OTHER_STYLE;
      return value;
    } catch (cause) {
      if (cause instanceof OtherStyle || cause instanceof RangeError) return undefined;
      throw cause;
    }
  }

  /** Moves to the content of a line, or of the next one that is neither empty nor a comment. */
  private beginLine(offset: number): void {
    for (let start = offset; start < this.end; ) {
      let at = start;
      while (this.text.charCodeAt(at) === SPACE) at++;
      const first = this.text.charCodeAt(at);
      if (at < this.end && first !== LINE_FEED && first !== HASH) {
        this.at = at;
        this.indent = at - start;
        return;
      }
      const lineEnd = this.text.indexOf('\n', at);
      start = lineEnd < 0 ? this.end : lineEnd + 1;
    }
    this.indent = -1;
  }

  /** A map or list whose entries have this indentation. */
  private collection(indent: number): unknown {
    return this.isItem() ? this.list(indent) : this.map(indent);
  }

  private isItem(): boolean {
    if (this.text.charCodeAt(this.at) !== DASH) return false;
    const next = this.text.charCodeAt(this.at + 1);
    return next === SPACE || next === LINE_FEED;
  }

  private list(indent: number): unknown[] {
    const items: unknown[] = [];
    while (this.indent === indent && this.isItem()) items.push(this.item(indent));
    if (this.indent > indent) throw OTHER_STYLE;
    return items;
  }

  private item(indent: number): unknown {
    const at = this.at + 2;
    if (this.text.charCodeAt(this.at + 1) !== SPACE) throw OTHER_STYLE;
    if (isStart(this.text, at)) {
      // the dash indents the content after it
      this.at = at;
      this.indent = indent + 2;
      return this.collection(this.indent);
    }
    return this.scalar(at, indent);
  }

  private map(indent: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    while (this.indent === indent) {
      const key = this.key();
      if (Object.hasOwn(map, key)) throw OTHER_STYLE;
      setEntry(map, key, this.value(indent));
    }
    if (this.indent > indent) throw OTHER_STYLE;
    return map;
  }

  /** A key, and the colon after it. */
  private key(): string {
    const { text, at } = this;
    const lineEnd = text.indexOf('\n', at);
    const isQuoted = text.charCodeAt(at) === QUOTE || text.charCodeAt(at) === APOSTROPHE;
    const close = isQuoted ? closingQuote(text, at) : text.indexOf(':', at);
    const colon = isQuoted ? close + 1 : close;
    if (close < 0 || text[colon] !== ':' || (lineEnd >= 0 && colon > lineEnd)) throw OTHER_STYLE;
    const key = isQuoted ? unquoted(text.slice(at, close + 1)) : plainKey(text.slice(at, close));
    if (key === undefined) throw OTHER_STYLE;
    this.at = colon + 1;
    return key;
  }

  /** The value after the colon of an entry, or in the lines below. */
  private value(indent: number): unknown {
    const { text, at } = this;
    if (text.charCodeAt(at) === SPACE && !isComment(text, at)) return this.scalar(at + 1, indent);
    if (at < this.end && text[at] !== '\n' && !isComment(text, at)) throw OTHER_STYLE;
    const lineEnd = text.indexOf('\n', at);
    this.beginLine(lineEnd < 0 ? this.end : lineEnd + 1);
    if (this.indent > indent) return this.collection(this.indent);
    if (this.indent === indent && this.isItem()) return this.list(indent);
    return null;
  }

  /**
   * The value on the rest of a line, or in the block below it.
   *
   * @param indent the indentation of the entry, or of the dash before it
   */
  private scalar(at: number, indent: number): unknown {
    const found = this.text.indexOf('\n', at);
    const lineEnd = found < 0 ? this.end : found;
    const written = this.text.slice(at, lineEnd);
    if (written.charCodeAt(0) === BAR) return this.literal(written.slice(1), lineEnd + 1, indent);
    this.beginLine(lineEnd + 1);
    // a string may continue in lines that are indented further
    if (this.indent > indent) throw OTHER_STYLE;
    return scalarOf(withoutComment(written));
  }

  /** A multi-line string: the lines that are indented further, each without the indentation of the first one. */
  private literal(chomping: string, start: number, indent: number): string {
    let block = 0;
    while (this.text.charCodeAt(start + block) === SPACE) block++;
    const isEmpty = start + block >= this.end || this.text.charCodeAt(start + block) === LINE_FEED;
    if (!/^[-+]?$/.test(chomping) || block <= indent || isEmpty) throw OTHER_STYLE;
    const lines: string[] = [];
    let at = start;
    while (at < this.end && this.isInBlock(at, indent, block)) {
      const lineEnd = this.text.indexOf('\n', at);
      if (lineEnd < 0) throw OTHER_STYLE;
      lines.push(this.text.slice(Math.min(at + block, lineEnd), lineEnd));
      at = lineEnd + 1;
    }
    this.beginLine(at);
    return chomped(lines, chomping);
  }

  /** Whether a line belongs to a block, as empty lines do. */
  private isInBlock(at: number, indent: number, block: number): boolean {
    let spaces = 0;
    while (spaces < block && this.text.charCodeAt(at + spaces) === SPACE) spaces++;
    if (this.text[at + spaces] === '\n') {
      if (spaces > 0) throw OTHER_STYLE;
      return true;
    }
    if (spaces < block && spaces > indent) throw OTHER_STYLE;
    return spaces === block;
  }
}

/** The lines of a block as a string, with the line feeds at the end that its header specifies. */
function chomped(lines: readonly string[], chomping: string): string {
  let filled = lines.length;
  while (filled > 0 && lines[filled - 1] === '') filled--;
  if (chomping === '+') return `${lines.join('\n')}\n`;
  return lines.slice(0, filled).join('\n') + (chomping === '-' ? '' : '\n');
}

/** Whether a map or a list begins after a dash. */
function isStart(text: string, at: number): boolean {
  const lineEnd = text.indexOf('\n', at);
  const line = text.slice(at, lineEnd < 0 ? text.length : lineEnd);
  const first = line.charCodeAt(0);
  if (first === DASH && (line.length === 1 || line.charCodeAt(1) === SPACE)) return true;
  if (first !== QUOTE && first !== APOSTROPHE) return /:(?: |$)/.test(line) && PLAIN_START.test(line);
  const close = closingQuote(text, at);
  return close >= 0 && text[close + 1] === ':';
}

/** Whether a comment follows at an offset, after at least one space. */
function isComment(text: string, offset: number): boolean {
  let at = offset;
  while (text.charCodeAt(at) === SPACE) at++;
  return at > offset && text.charCodeAt(at) === HASH;
}

/** The value after a colon or a dash, without a comment after it. */
function withoutComment(written: string): string {
  if (!written.includes(' #')) return written;
  const first = written.charCodeAt(0);
  const isQuoted = first === QUOTE || first === APOSTROPHE;
  const close = isQuoted ? closingQuote(written, 0) : 0;
  // only a comment may follow a quoted string
  const hash = close < 0 ? -1 : written.indexOf(' #', close);
  return hash < 0 ? written : written.slice(0, hash).trimEnd();
}

/** The offset of the quote that closes the one at an offset; -1 if there is none. */
function closingQuote(text: string, at: number): number {
  const quote = text[at] as string;
  for (let found = text.indexOf(quote, at + 1); found >= 0; found = text.indexOf(quote, found + 1)) {
    if (quote === '"') {
      let backslashes = 0;
      while (text[found - 1 - backslashes] === '\\') backslashes++;
      if (backslashes % 2 === 0) return found;
    } else if (text[found + 1] === quote) found++;
    else return found;
  }
  return -1;
}

/** Escapes that YAML reads differently from JSON, or that some YAML readers reject. */
const OTHER_ESCAPE = /\\(?:\/|u[dD][89a-fA-F])/;

/** The quoted string; undefined if it is valid only in YAML. */
function unquoted(written: string): string | undefined {
  if (written.startsWith("'")) return written.slice(1, -1).replaceAll("''", "'");
  if (OTHER_ESCAPE.test(written)) return undefined;
  try {
    return JSON.parse(written) as string;
  } catch {
    return undefined;
  }
}

const plainKey = memoize((written): string | undefined => {
  const isPlain = PLAIN_START.test(written) && !PLAIN_BREAK.test(written) && written !== '<<' && written !== '=';
  return isPlain ? resolveKey(written) : undefined;
});

/** The value after a colon or a dash, in one line. */
function scalarOf(written: string): unknown {
  if (written === '{}') return {};
  if (written === '[]') return [];
  const first = written.charCodeAt(0);
  if (first !== QUOTE && first !== APOSTROPHE) return plainScalar(written);
  const text = closingQuote(written, 0) === written.length - 1 ? unquoted(written) : undefined;
  if (text === undefined || written.includes('\t')) throw OTHER_STYLE;
  return text;
}

const plainScalar = memoize((written) => {
  if (!PLAIN_START.test(written) || PLAIN_BREAK.test(written)) throw OTHER_STYLE;
  const value = resolveScalar(written);
  if (typeof value === 'number' && !Number.isFinite(value)) throw OTHER_STYLE;
  return value;
});
