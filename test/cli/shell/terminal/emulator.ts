import { widthOf } from '../../../../src/cli/shell/terminal/width';

/** The content of a terminal of this size after these bytes, line by line, without trailing spaces. */
export function shownOn(
  { columns, rows }: { readonly columns: number; readonly rows: number },
  bytes: string,
): string[] {
  const blank = () => Array.from({ length: rows }, () => [] as string[]);
  let [main, other] = [blank(), blank()];
  let [row, column] = [0, 0];
  const feed = () => {
    if (row < rows - 1) row++;
    else {
      main.shift();
      main.push([]);
    }
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what a terminal reads
  for (const [part, code, letter] of bytes.matchAll(/\u001b\[(\??[\d;]*)([A-Za-z])|[\s\S]/gu)) {
    if (letter === undefined) {
      if (part === '\n') feed();
      else if (part === '\r') column = 0;
      else {
        const width = widthOf(part);
        if (column + width > columns) {
          feed();
          column = 0;
        }
        const line = main[row] as string[];
        line[column] = part;
        for (let behind = 1; behind < width; behind++) line[column + behind] = '';
        column += width;
      }
    } else if (letter === 'H') [row, column] = [0, 0];
    else if (letter === 'A') row = Math.max(0, row - Number(code || 1));
    else if (letter === 'K') main[row] = (main[row] as string[]).slice(0, column);
    else if (letter === 'J') {
      main[row] = (main[row] as string[]).slice(0, column);
      for (let below = row + 1; below < rows; below++) main[below] = [];
    } else if (code === '?1049' && (letter === 'h' || letter === 'l')) {
      [main, other] = [letter === 'h' ? blank() : other, main];
      [row, column] = letter === 'h' ? [0, 0] : [main.filter((line) => line.length > 0).length, 0];
    }
  }
  return main.map((line) =>
    Array.from(line, (cell) => cell ?? ' ')
      .join('')
      .trimEnd(),
  );
}
