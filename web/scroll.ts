import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/** How the reader has left an entry of the history. */
interface Left {
  /** How far it was scrolled, in pixels. */
  readonly top: number;
  /** Address of the link that had the focus. */
  readonly link?: string;
}

/** The history stores a place when nothing has scrolled for so many milliseconds: browsers limit how often. */
const SETTLED_MS = 200;

/** A page that does not become as long as it was within so many milliseconds is left where it is. */
const LONGEST_WAIT_MS = 3000;

/**
 * Each entry of the history keeps its place and its focus, for the way back and for a reload; the browser itself does not
 * wait until the page is as long as it was. Another page begins at its top, and with the focus.
 *
 * @param page the page that is shown: undefined while it is loaded
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
    // before a link leads away
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

/** Scrolls as soon as the page is long enough, until the reader does something. @returns what ends it */
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
    // what is at that place is drawn in the next frame
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`main a[href="${CSS.escape(link)}"]`)?.focus({ preventScroll: true }),
    );
  };
  for (const input of inputs) addEventListener(input, end, { passive: true });
  observer.observe(document.body);
  return end;
}
