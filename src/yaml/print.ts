import type { SharedParts } from '../json';
import { isFilled, isPlainObject, kindOf, memoize, type ValueMap } from '../json';
import { inlineText, valueText } from './quoting';

/**
 * Prints plain JSON data as one YAML document in the usual style: keys in order, multi-line strings as blocks, quotes
 * only if a reader of YAML 1.1 or 1.2 would otherwise read another type, no folded lines. Every reader gets the same
 * data back. Ends with a line feed.
 *
 * Entries of maps that are `undefined` are omitted. Other data than JSON (a bigint, a Date, NaN, half of a surrogate
 * pair) throws a TypeError.
 *
 * @param shared serialized parts of the value; more are added
 */
export function printYaml(value: unknown, shared?: SharedParts): string {
  const printer = new Printer(shared);
  printer.print(value);
  return printer.text;
}

/** Several documents, separated by `---`. */
export function printYamlDocuments(values: readonly unknown[]): string {
  return values.map((value) => printYaml(value)).join('---\n');
}

/** Longer keys need a `?`. The limit in YAML is 1024 characters, including the colon, but readers count bytes. */
const MAX_PLAIN_KEY = 250;

/** Memoized, because object keys repeat. */
const keyText = memoize(inlineText);

class Printer {
  text = '';

  constructor(private readonly shared?: SharedParts) {}

  print(value: unknown): void {
    if (isFilled(value)) this.collection(value, '', '');
    else this.text += `${inline(value, '  ')}\n`;
  }

  /** A list or map on separate lines. */
  private block(value: object, indent: string): void {
    const texts = this.shared?.textsOf(value);
    const known = texts?.get(indent);
    if (texts === undefined) this.collection(value, indent, indent);
    else this.text += known ?? texts.add(indent, this.apart(value, indent));
  }

  private apart(value: object, indent: string): string {
    const printer = new Printer(this.shared);
    printer.collection(value, indent, indent);
    return printer.text;
  }

  /**
   * @param first the text before the first entry: the indentation, or empty after a dash
   * @param indent the text before the other entries
   */
  private collection(value: object, first: string, indent: string): void {
    if (Array.isArray(value)) this.list(value, first, indent);
    else this.map(value, first, indent);
  }

  private list(items: readonly unknown[], first: string, indent: string): void {
    let before = first;
    for (const item of items) {
      this.text += `${before}- `;
      if (isFilled(item)) this.collection(item, '', `${indent}  `);
      else this.text += `${inline(item ?? null, `${indent}  `)}\n`;
      before = indent;
    }
  }

  private map(map: object, first: string, indent: string): void {
    let before = first;
    const inner = `${indent}  `;
    for (const key of Object.keys(map)) {
      const value = (map as ValueMap)[key];
      if (value === undefined) continue;
      const text = keyText(key);
      this.text += text.length > MAX_PLAIN_KEY ? `${before}? ${text}\n${indent}:` : `${before}${text}:`;
      if (isFilled(value)) {
        this.text += '\n';
        this.block(value, inner);
      } else this.text += ` ${inline(value, inner)}\n`;
      before = indent;
    }
  }
}

function inline(value: unknown, indent: string): string {
  if (typeof value === 'string') return valueText(value, indent);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return number(value);
  if (Array.isArray(value)) return '[]';
  if (isPlainObject(value)) return '{}';
  throw new TypeError(
    `${typeof value === 'number' ? value : kindOf(value)} is not JSON data, so that it cannot be printed`,
  );
}

/**
 * A number with an exponent gets a decimal point, because readers of YAML 1.1 read `1e+21` as a string. An integer that
 * a number cannot hold exactly gets an exponent: all readers then read the same number, whereas readers with 64-bit
 * integers would read different digits.
 */
function number(value: number): string {
  const isExact = !Number.isInteger(value) || Number.isSafeInteger(value);
  const text = isExact ? String(value || 0) : value.toExponential();
  return text.replace(/^(-?\d+)e/, '$1.0e');
}
