/** Prints TypeScript in the format of this project: two spaces, single quotes, 120 columns. */

/** The maximum line width. Longer imports and literals get one name or entry per line. */
const LINE_WIDTH = 120;

/** A member of an interface. */
export interface InterfaceMember {
  readonly name: string;
  /** A type in TypeScript syntax. */
  readonly type: string;
  /** @default false */
  readonly optional?: boolean;
  /** Lines of its doc comment. @default - none */
  readonly doc?: readonly string[];
}

/**
 * An exported interface with read-only members.
 *
 * @param base the interface that it extends
 *
 * @example
 * printInterface('Point', [{ name: 'x', type: 'number', doc: ['In metres.'] }], [])
 * // export interface Point {
 * //   /** In metres. *\/
 * //   readonly x: number;
 * // }
 */
export function printInterface(
  name: string,
  members: readonly InterfaceMember[],
  doc: readonly string[],
  base?: string,
): string {
  const lines = members.map(({ name: member, type, optional = false, doc: own = [] }) => {
    return `${printComment(own, '  ')}  readonly ${propertyName(member)}${optional ? '?' : ''}: ${type};\n`;
  });
  const heading = base === undefined ? name : `${name} extends ${base}`;
  return `${printComment(doc)}export interface ${heading} {\n${lines.join('')}}\n`;
}

/** A doc comment: one line, or a block; empty if there are no lines. */
export function printComment(lines: readonly string[], indent = ''): string {
  if (lines.length === 0) return '';
  const safe = lines.map((line) => line.replaceAll('*/', '*\\/'));
  if (safe.length === 1) return `${indent}/** ${safe[0]} */\n`;
  const lined = safe.map((line) => `${indent} * ${line}`.trimEnd());
  return `${indent}/**\n${lined.join('\n')}\n${indent} */\n`;
}

/** An import of types, its names sorted case-insensitively; one name per line if they do not fit on one line. */
export function printTypeImport(names: Iterable<string>, from: string): string {
  return printNames('import type', names, from);
}

/** The same for an import of values. */
export function printImport(names: Iterable<string>, from: string): string {
  return printNames('import', names, from);
}

function printNames(keyword: string, names: Iterable<string>, from: string): string {
  const sorted = [...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const line = `${keyword} { ${sorted.join(', ')} } from ${printString(from)};\n`;
  if (line.length <= LINE_WIDTH) return line;
  return `${keyword} {\n${sorted.map((name) => `  ${name},\n`).join('')}} from ${printString(from)};\n`;
}

/** The type of a read-only list of items of this type. */
export function listType(item: string): string {
  return isCompound(item) ? `readonly (${item})[]` : `readonly ${item}[]`;
}

/** A string literal, or one of the characters that decide whether a type is compound. */
const LITERAL_OR_SIGN = /'(?:[^'\\]|\\.)*'|[<> ]/g;

/**
 * Whether a type has several words, such as a union or a list, outside of the arguments of a generic type. A string
 * literal may contain `<` too.
 */
function isCompound(type: string): boolean {
  let depth = 0;
  for (const [text] of type.matchAll(LITERAL_OR_SIGN)) {
    if (text === '<') depth++;
    else if (text === '>') depth--;
    else if (depth === 0 && text.includes(' ')) return true;
  }
  return false;
}

/** The union of these string literals. */
export function literalType(texts: readonly string[]): string {
  return texts.map(printString).join(' | ');
}

/**
 * Line separators of JavaScript, and characters that are invisible or change the direction of text. They are escaped so
 * that they are visible in the code.
 */
const ESCAPED = /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/** A string as a literal in single quotes. */
export function printString(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  const hidden = new RegExp(ESCAPED, 'g');
  return `'${escaped.replace(hidden, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}'`;
}

/** A piece of TypeScript within data that is printed, such as the name of a variable. */
export class Code {
  constructor(readonly text: string) {}
}

/**
 * Data as a literal: maps and lists on one line if they fit, otherwise one entry per line. A string of several lines
 * becomes a template literal. The key `__proto__` is an ordinary key.
 *
 * @param value JSON, with {@link Code} anywhere in it
 * @param indent of the line in which the literal begins
 * @param used columns of that line before the literal
 */
export function printValue(value: unknown, indent = '', used = indent.length): string {
  const line = printLine(value);
  if (line !== undefined && used + line.length <= LINE_WIDTH) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => `${inner}${printValue(item, inner)},\n`).join('')}${indent}]`;
  }
  if (typeof value !== 'object' || value === null || value instanceof Code) return printScalar(value);
  const entries = Object.entries(value).map(([key, entry]) => {
    const head = `${inner}${entryName(key)}: `;
    return `${head}${printValue(entry, inner, head.length + 1)},\n`;
  });
  return `{\n${entries.join('')}${indent}}`;
}

/** The literal on one line; undefined if it needs several lines. */
function printLine(value: unknown): string | undefined {
  if (Array.isArray(value)) return joined(value.map(printLine), '[', ']');
  if (typeof value === 'object' && value !== null && !(value instanceof Code)) {
    const entries = Object.entries(value).map(([key, entry]) => {
      const text = printLine(entry);
      return text === undefined ? undefined : `${entryName(key)}: ${text}`;
    });
    return entries.length === 0 ? '{}' : joined(entries, '{ ', ' }');
  }
  const text = printScalar(value);
  return text.includes('\n') ? undefined : text;
}

function joined(parts: readonly (string | undefined)[], open: string, close: string): string | undefined {
  return parts.every((part) => part !== undefined) ? `${open}${parts.join(', ')}${close}` : undefined;
}

function printScalar(value: unknown): string {
  if (value instanceof Code) return value.text;
  if (typeof value === 'string') return isTemplate(value) ? printTemplate(value) : printString(value);
  return Object.is(value, -0) ? '-0' : String(value);
}

/**
 * Whether to print a string as a template literal, which is easier to read if it has several lines. A string with
 * carriage returns is excluded, because a template literal normalizes them to line feeds.
 */
function isTemplate(text: string): boolean {
  return /.\n./s.test(text) && /^[\t\n -~\u00a0-\ud7ff\ue000-\uffff]*$/.test(text) && !ESCAPED.test(text);
}

function printTemplate(text: string): string {
  return `\`${text.replace(/[`\\]|\$(?=\{)/g, '\\$&')}\``;
}

/**
 * The key of an entry in an object literal. `__proto__` is a computed key, because it would set the prototype
 * otherwise.
 */
function entryName(key: string): string {
  return key === '__proto__' ? "['__proto__']" : propertyName(key);
}

/** The name of a property, quoted unless it is an identifier. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : printString(name);
}
