import { useLayoutEffect } from 'preact/hooks';

/**
 * Keeps the head of a table in the window while its rows are scrolled. CSS alone does not: the box that scrolls the table
 * sideways is what a sticky head would stick to.
 */
export function useStickyHead(table: { readonly current: HTMLTableElement | null }): void {
  useLayoutEffect(() => {
    const follow = () => {
      const head = table.current?.tHead;
      if (!table.current || !head) return;
      const { top, height } = table.current.getBoundingClientRect();
      const offset = Math.max(0, Math.min(-top, height - head.offsetHeight));
      table.current.style.setProperty('--head-offset', `${offset}px`);
      // what the keys move to must not be under it
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
