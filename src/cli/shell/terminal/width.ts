const ASCII = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

let stringWidth: ((text: string) => number) | undefined;

/** The number of terminal columns of a text: two for most East Asian characters, none for combining ones. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  stringWidth ??= loadStringWidth();
  return stringWidth(text);
}

/**
 * The package is optional, and is a module that Node can require from 20.19 on. Without it every character counts as
 * one column, so a table with East Asian text is not aligned.
 */
function loadStringWidth(): (text: string) => number {
  try {
    return (require('string-width') as typeof import('string-width')).default;
  } catch {
    return (text) => [...graphemes.segment(text)].length;
  }
}

/** The text; if it is too long, as much of its beginning as fits, followed by an ellipsis. */
export function truncate(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  return width < 1 ? '' : `${headOf(text, width - 1)}…`;
}

/** The text, padded with spaces to this width. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** The text, wrapped between words, and within a word that is longer than a line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (widthOf(line) > width) {
      const head = headOf(line, width) || (line[0] as string);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return [...lines, line];
}

/** The longest prefix of whole characters that fits. */
function headOf(text: string, width: number): string {
  let [head, used] = ['', 0];
  for (const { segment } of graphemes.segment(text)) {
    used += widthOf(segment);
    if (used > width) break;
    head += segment;
  }
  return head;
}
