import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/** The scroll position and the focus of an entry of the history. */
interface Left {
  /** The scroll position, in pixels. */
  readonly top: number;
  /** The address of the link that had the focus. */
  readonly link?: string;
}

/** The position is stored when nothing has scrolled for this number of milliseconds: browsers limit the rate. */
const SETTLED_MS = 200;

/** If a page does not reach its former length within this number of milliseconds, it is no longer scrolled. */
const LONGEST_WAIT_MS = 3000;

/**
 * Stores the scroll position and the focus of each entry of the history, and restores them on the way back and after a
 * reload: the browser does not wait until the page has its former length. Another page begins at its top, and with the
 * focus on its content.
 *
 * @param page the page that is shown; undefined while it is loading
 */
export function useScroll(page: string | undefined): void {
  const shown = useRef<string | undefined>(undefined);
  useEffect(() => {
    history.scrollRestoration = 'manual';
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      clearTimeout(timer);
      timer = setTimeout(leave, SETTLED_MS);
    };
    addEventListener('scroll', settle, { passive: true });
    // before a link is followed
    addEventListener('click', leave, { capture: true });
    addEventListener('pagehide', leave);
    return () => {
      clearTimeout(timer);
      removeEventListener('scroll', settle);
      removeEventListener('click', leave, { capture: true });
      removeEventListener('pagehide', leave);
    };
  }, []);
  useLayoutEffect(() => {
    if (page === undefined) return;
    const isFirst = shown.current === undefined;
    shown.current = page;
    const left: Left | null = history.state;
    if (left !== null) return restore(left);
    scrollTo(0, 0);
    if (!isFirst) document.getElementById('content')?.focus({ preventScroll: true });
  }, [page]);
}

function leave(): void {
  const link = document.activeElement?.getAttribute('href') ?? undefined;
  history.replaceState({ top: scrollY, link } satisfies Left, '');
}

/** Scrolls as soon as the page is long enough, unless there is input from the user. @returns a function that ends it */
function restore({ top, link }: Left): () => void {
  const isThere = () => Math.abs(scrollY - top) <= 1;
  const observer = new ResizeObserver(() => {
    scrollTo(0, top);
    if (isThere()) end();
  });
  const timer = setTimeout(() => end(), LONGEST_WAIT_MS);
  const inputs = ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const;
  const end = () => {
    observer.disconnect();
    clearTimeout(timer);
    for (const input of inputs) removeEventListener(input, end);
    if (!isThere() || link === undefined) return;
    // the content at that position is drawn in the next frame
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`main a[href="${CSS.escape(link)}"]`)?.focus({ preventScroll: true }),
    );
  };
  for (const input of inputs) addEventListener(input, end, { passive: true });
  observer.observe(document.body);
  return end;
}
