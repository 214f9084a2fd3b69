import { printable } from './printable';
import { pad, truncate, widthOf, wrap } from './width';

/** A column of a table. */
export interface Column {
  readonly header: string;
  /** From the top; may contain any text. */
  readonly cells: readonly string[];
  /** Whether the cells are already printable, and keep their spaces. @default - {@link printable} is applied to them */
  readonly isPrintable?: boolean;
  /**
   * The priority of the column if the terminal is too narrow: those with the lowest number are dropped first. @default
   * - never dropped
   */
  readonly rank?: number;
  /** The minimum width to which it may be truncated. @default - it may not be truncated */
  readonly least?: number;
  /** Colours a cell after it has its final width. */
  readonly paint?: (text: string, row: number) => string;
}

/** Options of a table. */
export interface TableOptions {
  /** The width of the terminal. @default - unlimited */
  readonly width?: number;
  /** By row: a text that belongs to it, and is never truncated: after the row if there is room, otherwise below it. */
  readonly remarks?: {
    readonly header: string;
    readonly texts: readonly string[];
    /** Whether it may be omitted or truncated if there is no room after its row. @default false */
    readonly isOptional?: boolean;
    /** Whether it is not important enough for a separate line. @default - it always is important */
    readonly isMinor?: (row: number) => boolean;
  };
}

const GAP = '  ';
/** With less room than this, remarks are printed below their rows. */
const LEAST_REMARK = 30;

/** The lines of a table, without trailing spaces. If possible, no line is wider than the terminal. */
export function tableLines(columns: readonly Column[], { width, remarks }: TableOptions = {}): string[] {
  const shown = columns.map((column) =>
    column.isPrintable ? column : { ...column, cells: column.cells.map(printable) },
  );
  const fitted = shrunk(shown, width ?? Number.POSITIVE_INFINITY);
  const count = Math.max(0, ...shown.map(({ cells }) => cells.length));
  const line = (row: number) => joined(fitted.map(({ column, width }) => cellOf(column, row, width)));
  const header = joined(fitted.map(({ column, width }) => pad(truncate(column.header, width), width)));
  const rows = Array.from({ length: count }, (_, row) => row);
  if (!remarks) return [header, ...rows.map(line)].map((text) => text.trimEnd());
  const used = fitted.reduce((sum, each) => sum + each.width + GAP.length, 0);
  const room = (width ?? Number.POSITIVE_INFINITY) - used;
  const texts = remarks.texts.map(printable);
  if (room >= LEAST_REMARK) {
    const behind = rows.flatMap((row) => {
      const text = texts[row] ?? '';
      const [first = '', ...others] = remarks.isOptional ? [truncate(text, room)] : wrap(text, room);
      return [`${line(row)}${GAP}${first}`, ...others.map((text) => ' '.repeat(used) + text)];
    });
    return [`${header}${GAP}${remarks.header}`, ...behind].map((text) => text.trimEnd());
  }
  if (remarks.isOptional) return [header, ...rows.map(line)].map((text) => text.trimEnd());
  const below = rows.flatMap((row) => {
    const text = remarks.isMinor?.(row) ? '' : (texts[row] ?? '');
    const indented = text === '' ? [] : wrap(text, Math.max(10, (width ?? 0) - 4)).map((each) => `    ${each}`);
    return [line(row), ...indented];
  });
  return [header, ...below].map((text) => text.trimEnd());
}

/** The width of each column; columns that do not fit are omitted. */
function shrunk(columns: readonly Column[], width: number): { column: Column; width: number }[] {
  const fitted = columns.map((column) => ({ column, width: widestOf(column) }));
  const excess = () => fitted.reduce((sum, each) => sum + each.width, 0) + GAP.length * (fitted.length - 1) - width;
  const leastOf = ({ column, width: own }: { column: Column; width: number }) => Math.min(own, column.least ?? own);
  const savable = () => fitted.reduce((sum, each) => sum + each.width - leastOf(each), 0);
  while (excess() > savable()) {
    const [first] = fitted
      .filter(({ column }) => column.rank !== undefined)
      .sort((a, b) => (a.column.rank as number) - (b.column.rank as number));
    if (!first) break;
    fitted.splice(fitted.indexOf(first), 1);
  }
  for (let left = excess(); left > 0; left--) {
    const [widest] = fitted.filter((each) => each.width > leastOf(each)).sort((a, b) => b.width - a.width);
    if (!widest) break;
    widest.width--;
  }
  return fitted;
}

function widestOf({ header, cells }: Column): number {
  return cells.reduce((widest, cell) => Math.max(widest, widthOf(cell)), widthOf(header));
}

function cellOf({ cells, paint }: Column, row: number, width: number): string {
  const text = truncate(cells[row] ?? '', width);
  const spaces = ' '.repeat(width - widthOf(text));
  return (paint && text !== '' ? paint(text, row) : text) + spaces;
}

function joined(cells: readonly string[]): string {
  return cells.join(GAP);
}
