/** The distance of an arrow key: rows and columns. */
const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/**
 * Moves the focus among the links of a table, with the arrow keys, Home and End. Cells without a link are skipped. The
 * tab key returns to the link with the focus.
 */
export function moveFocus(event: KeyboardEvent, table: HTMLTableElement | null): void {
  const link = (event.target as HTMLElement).closest('a');
  const cell = link?.closest<HTMLTableCellElement>('td, th');
  if (!table || !link || !cell || event.altKey || event.ctrlKey || event.metaKey) return;
  const next = nextOf(event.key, table, cell);
  if (next === undefined) return;
  event.preventDefault();
  for (const each of table.querySelectorAll<HTMLElement>('a[tabindex="0"]')) each.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
  next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
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
