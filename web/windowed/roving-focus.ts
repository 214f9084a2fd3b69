import { useEffect } from 'preact/hooks';
import type { Windowed } from './use-window';

/** The handler of keys in a grid. */
type OnKeyDown = (event: KeyboardEvent) => void;

/**
 * Makes a table with windowed rows one tab stop. Arrow keys, Home and End move the focus in it, and with Ctrl to its
 * first and its last row.
 *
 * @param rows the number of its rows
 */
export function useGrid(
  table: { readonly current: HTMLTableElement | null },
  { reveal }: Windowed,
  rows: number,
): OnKeyDown {
  useEffect(() => {
    // the link that had the focus may no longer be drawn
    const links = [...(table.current?.querySelectorAll('a') ?? [])];
    if (links[0] && !links.some((link) => link.tabIndex === 0)) links[0].tabIndex = 0;
  });
  return (event) => {
    const isLast = event.key === 'End';
    if (!event.ctrlKey || (event.key !== 'Home' && !isLast)) {
      moveFocus(event, table.current);
      return;
    }
    event.preventDefault();
    reveal(isLast ? rows - 1 : 0);
    // these rows are drawn in the next frame
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const links = [...(table.current?.querySelectorAll<HTMLElement>('th[scope=row] a') ?? [])];
        focusOn(table.current, isLast ? links.at(-1) : links[0]);
      }),
    );
  };
}

/** The distance of an arrow key: rows and columns. */
const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/**
 * Moves the focus among the links of a table. Cells without a link are skipped. The tab key returns to the link that
 * had the focus last.
 */
function moveFocus(event: KeyboardEvent, table: HTMLTableElement | null): void {
  const link = (event.target as HTMLElement).closest('a');
  const cell = link?.closest<HTMLTableCellElement>('td, th');
  if (!table || !link || !cell || event.altKey || event.ctrlKey || event.metaKey) return;
  const next = nextOf(event.key, table, cell);
  if (next === undefined) return;
  event.preventDefault();
  focusOn(table, next);
}

function focusOn(table: HTMLTableElement | null, link: HTMLElement | undefined): void {
  if (table === null || link === undefined) return;
  for (const each of table.querySelectorAll<HTMLElement>('a[tabindex="0"]')) each.tabIndex = -1;
  link.tabIndex = 0;
  link.focus();
  link.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function nextOf(key: string, table: HTMLTableElement, cell: HTMLTableCellElement): HTMLElement | undefined {
  const rows = [...table.rows];
  const row = rows.indexOf(cell.parentElement as HTMLTableRowElement);
  const width = (rows[0] as HTMLTableRowElement).cells.length;
  const linkAt = (at: number, column: number) => cellAt(rows[at], column)?.querySelector<HTMLElement>('a') ?? undefined;
  if (key === 'Home' || key === 'End') {
    const links = [...(rows[row]?.querySelectorAll<HTMLElement>('a') ?? [])];
    return key === 'Home' ? links[0] : links.at(-1);
  }
  const [down, right] = STEPS[key] ?? [0, 0];
  if (down === 0 && right === 0) return undefined;
  let [at, column] = [row, columnOf(cell)];
  for (;;) {
    // a cell over several columns is one step
    [at, column] = [at + down, right > 0 ? column + (cellAt(rows[at], column)?.colSpan ?? 1) : column + right];
    if (at < 0 || at >= rows.length || column < 0 || column >= width) return undefined;
    const link = linkAt(at, column);
    if (link) return link;
  }
}

/** The cell of a row that covers a column. */
function cellAt(row: HTMLTableRowElement | undefined, column: number): HTMLTableCellElement | undefined {
  return [...(row?.cells ?? [])].find((cell) => {
    const first = columnOf(cell);
    return column >= first && column < first + cell.colSpan;
  });
}

/** The first column that a cell covers. */
function columnOf(cell: HTMLTableCellElement): number {
  let column = 0;
  for (let before = cell.previousElementSibling; before; before = before.previousElementSibling) {
    column += (before as HTMLTableCellElement).colSpan;
  }
  return column;
}
