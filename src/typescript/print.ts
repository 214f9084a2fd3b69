/** Prints pieces of TypeScript as the formatter of this project writes them: two spaces, single quotes, 120 columns. */

/** The widest line before an import is written with one name a line. */
const LINE_WIDTH = 120;

/** A member of an interface. */
export interface InterfaceMember {
  readonly name: string;
  /** A type, as TypeScript writes it. */
  readonly type: string;
  /** @default false */
  readonly optional?: boolean;
  /** Lines of its doc comment. @default - none */
  readonly doc?: readonly string[];
}

/**
 * An exported interface with read-only members.
 *
 * @example
 * printInterface('Point', [{ name: 'x', type: 'number', doc: ['In metres.'] }], [])
 * // export interface Point {
 * //   /** In metres. *\/
 * //   readonly x: number;
 * // }
 */
export function printInterface(name: string, members: readonly InterfaceMember[], doc: readonly string[]): string {
  const lines = members.map(({ name: member, type, optional = false, doc: own = [] }) => {
    return `${printComment(own, '  ')}  readonly ${propertyName(member)}${optional ? '?' : ''}: ${type};\n`;
  });
  return `${printComment(doc)}export interface ${name} {\n${lines.join('')}}\n`;
}

/** A doc comment: one line, or a block; nothing where there are no lines. */
export function printComment(lines: readonly string[], indent = ''): string {
  if (lines.length === 0) return '';
  const safe = lines.map((line) => line.replaceAll('*/', '*\\/'));
  if (safe.length === 1) return `${indent}/** ${safe[0]} */\n`;
  return `${indent}/**\n${safe.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}

/** An import of types, its names sorted without regard to case; one name a line where they do not fit on one. */
export function printTypeImport(names: Iterable<string>, from: string): string {
  const sorted = [...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const line = `import type { ${sorted.join(', ')} } from ${printString(from)};\n`;
  if (line.length <= LINE_WIDTH) return line;
  return `import type {\n${sorted.map((name) => `  ${name},\n`).join('')}} from ${printString(from)};\n`;
}

/** The type of a read-only list of items of a type. */
export function listType(item: string): string {
  return item.includes(' ') && !item.includes('<') ? `readonly (${item})[]` : `readonly ${item}[]`;
}

/** The type of one of these texts. */
export function literalType(texts: readonly string[]): string {
  return texts.map(printString).join(' | ');
}

/** A text as a literal in single quotes. */
export function printString(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

/** The name of a property: quoted where it is no identifier. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : printString(name);
}
