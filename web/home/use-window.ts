import { useLayoutEffect, useState } from 'preact/hooks';
import { type Span, spanOf } from '../../src/page';
import { usePrinted } from './use-printed';

/** The parts of a table that are drawn. */
export interface Drawn {
  readonly rows: Span;
  readonly columns: Span;
}

/** What is as high or as wide as something else in a table. */
export interface Measures {
  /** Where each row ends, in pixels from the first. */
  readonly rowEnds: readonly number[];
  readonly columns: number;
}

/** So many are drawn before anything was measured. */
const AT_FIRST: Drawn = { rows: { first: 0, last: 40 }, columns: { first: 0, last: 48 } };

/**
 * The rows and columns of a table that the window shows, and some around them; all of them on paper.
 *
 * @param table its first row is its head; a box around it scrolls sideways
 */
export function useDrawn(table: { readonly current: HTMLTableElement | null }, { rowEnds, columns }: Measures): Drawn {
  const [drawn, setDrawn] = useState(AT_FIRST);
  const isPrinted = usePrinted();
  useLayoutEffect(() => {
    const look = () => {
      if (table.current === null) return;
      const next = drawnOf(table.current, { rowEnds, columns });
      setDrawn((before) => (isSame(before.rows, next.rows) && isSame(before.columns, next.columns) ? before : next));
    };
    const box = table.current?.parentElement;
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    box?.addEventListener('scroll', look, { passive: true });
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
      box?.removeEventListener('scroll', look);
    };
  }, [table, rowEnds, columns]);
  if (isPrinted) return { rows: { first: 0, last: rowEnds.length }, columns: { first: 0, last: columns } };
  return drawn;
}

function drawnOf(table: HTMLTableElement, { rowEnds, columns }: Measures): Drawn {
  const head = table.rows[0] as HTMLTableRowElement;
  const body = head.getBoundingClientRect().bottom;
  const box = (table.parentElement as HTMLElement).getBoundingClientRect();
  // the first two columns are names and counts
  const heads = [...head.cells].slice(2).map((cell) => cell.getBoundingClientRect());
  const left = heads[0]?.left ?? 0;
  return {
    rows: spanOf(rowEnds, -body, innerHeight - body),
    columns: spanOf(
      heads.slice(0, columns).map(({ right }) => right - left),
      box.left - left,
      box.right - left,
    ),
  };
}

function isSame(a: Span, b: Span): boolean {
  return a.first === b.first && a.last === b.last;
}
