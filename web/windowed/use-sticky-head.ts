import { useLayoutEffect } from 'preact/hooks';

/**
 * Keeps the head of a table in the window while its rows are scrolled. CSS alone cannot do that: a sticky head would
 * stick to the box that scrolls the table sideways.
 */
export function useStickyHead(table: { readonly current: HTMLTableElement | null }): void {
  useLayoutEffect(() => {
    const follow = () => {
      const head = table.current?.tHead;
      if (!table.current || !head) return;
      const { top, height } = table.current.getBoundingClientRect();
      const offset = Math.max(0, Math.min(-top, height - head.offsetHeight));
      table.current.style.setProperty('--head-offset', `${offset}px`);
      // the head must not cover the cell with the focus
      table.current.style.setProperty('--head-height', `${head.offsetHeight}px`);
    };
    follow();
    addEventListener('scroll', follow, { passive: true });
    addEventListener('resize', follow);
    return () => {
      removeEventListener('scroll', follow);
      removeEventListener('resize', follow);
    };
  });
}
