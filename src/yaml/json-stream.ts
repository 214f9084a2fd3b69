/** A part of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The objects of a text that is several JSON objects one after the other, as `jq` prints them and kubectl reads them;
 * nothing where it is anything else. Judges by brackets and quotes alone.
 */
export function jsonStream(text: string): Span[] {
  if (!/^\s*\{/.test(text)) return [];
  const spans: Span[] = [];
  const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|[^\s"{}[\]]+/gs;
  let depth = 0;
  let start = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [lexeme] = match;
    if (depth === 0) {
      if (lexeme !== '{') return [];
      start = match.index;
    }
    if (lexeme === '{' || lexeme === '[') depth++;
    else if (lexeme === '}' || lexeme === ']') depth--;
    if (depth === 0) spans.push({ start, end: token.lastIndex });
  }
  return depth === 0 && spans.length > 1 ? spans : [];
}
