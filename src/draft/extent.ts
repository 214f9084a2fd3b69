import { isPlainObject } from '../json';

/** The approximate extent of data as YAML. */
export interface Extent {
  readonly characters: number;
  readonly lines: number;
  /** The number of maps and lists around the innermost part. */
  readonly depth: number;
}

/** The characters of a line in addition to its key and value: the indentation by what is around it, a dash, a colon. */
const PER_LINE = 4;
const INDENTATION = 2;

/**
 * Measures data whose parts may be shared, as those of YAML aliases are: each shared part counts as often as it occurs,
 * but it is only read once.
 *
 * @param most the maximum depth
 * @returns undefined if it is deeper
 */
export function extentOf(data: unknown, most: number): Extent | undefined {
  const known = new Map<unknown, Extent>();
  const measure = (part: unknown, most: number): Extent | undefined => {
    const before = known.get(part);
    if (before !== undefined) return before.depth <= most ? before : undefined;
    const extent = isPlainObject(part) || Array.isArray(part) ? measureParts(part, most) : extentOfText(String(part));
    if (extent !== undefined) known.set(part, extent);
    return extent;
  };
  const measureParts = (holder: object, most: number): Extent | undefined => {
    if (most === 0) return undefined;
    let [characters, lines, depth] = [PER_LINE, 1, 0];
    for (const [key, part] of Object.entries(holder)) {
      const extent = measure(part, most - 1);
      if (extent === undefined) return undefined;
      characters += key.length + extent.characters + INDENTATION * extent.lines;
      lines += extent.lines;
      depth = Math.max(depth, extent.depth);
    }
    return { characters, lines, depth: depth + 1 };
  };
  return measure(data, most);
}

function extentOfText(text: string): Extent {
  const lines = text.split('\n').length;
  return { characters: text.length + PER_LINE * lines, lines, depth: 0 };
}
