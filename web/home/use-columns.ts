import { useLayoutEffect, useState } from 'preact/hooks';
import { endsOf, type Span, spanOf } from '../../src/page';
import { usePrinted } from '../windowed/use-printed';

/** The columns that are drawn before anything is measured. */
const AT_FIRST: Span = { first: 0, last: 48 };

/** The first columns are names and counts. */
const HEADS = 2;

/**
 * The columns of the matrix that are visible in its box, and some around them; all of them in print.
 *
 * @param table its first row has the head of every column; a box around it scrolls sideways
 * @param count the number of columns with cells
 */
export function useColumns(table: { readonly current: HTMLTableElement | null }, count: number): Span {
  const [drawn, setDrawn] = useState(AT_FIRST);
  const isPrinted = usePrinted();
  useLayoutEffect(() => {
    const look = () => {
      if (table.current === null) return;
      const next = drawnOf(table.current, count);
      setDrawn((before) => (before.first === next.first && before.last === next.last ? before : next));
    };
    const box = table.current?.parentElement;
    look();
    addEventListener('resize', look);
    box?.addEventListener('scroll', look, { passive: true });
    return () => {
      removeEventListener('resize', look);
      box?.removeEventListener('scroll', look);
    };
  }, [table, count]);
  return isPrinted ? { first: 0, last: count } : { first: drawn.first, last: Math.min(count, drawn.last) };
}

function drawnOf(table: HTMLTableElement, count: number): Span {
  const box = (table.parentElement as HTMLElement).getBoundingClientRect();
  const [head] = table.rows;
  const heads = [...(head?.cells ?? [])].slice(HEADS, HEADS + count).map((cell) => cell.getBoundingClientRect());
  const left = heads[0]?.left ?? 0;
  return spanOf(endsOf(heads.map(({ width }) => width)), box.left - left, box.right - left);
}
