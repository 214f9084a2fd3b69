import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { endsOf, type Span, spanOf } from '../../src/page';
import { usePrinted } from './use-printed';

/** An item of a long list. */
export interface Item {
  readonly key: string;
  /** Its expected height in pixels, which is used until it is drawn and measured. */
  readonly height: number;
}

/** The items of a long list that are drawn. */
export interface Windowed {
  readonly span: Span;
  /** The height in pixels of the items above the drawn ones. */
  readonly above: number;
  /** The height in pixels of the items below the drawn ones. */
  readonly below: number;
  /** Scrolls to an item, and draws it. */
  readonly reveal: (index: number) => void;
}

/** The items that are drawn before anything is measured. */
const AT_FIRST: Span = { first: 0, last: 32 };

/** Smaller differences in pixels are rounding errors. */
const TOLERANCE = 0.5;

/**
 * The items that are visible in the window, and some around them; all of them in print. An item that was drawn before
 * counts with its measured height.
 *
 * @param box contains an element with the attribute data-item for each drawn item
 */
export function useWindow(box: { readonly current: HTMLElement | null }, items: readonly Item[]): Windowed {
  const [heights] = useState(() => new Map<string, number>());
  const [span, setSpan] = useState(AT_FIRST);
  const [, redraw] = useState({});
  const isPrinted = usePrinted();
  const ends = endsOf(items.map(({ key, height }) => heights.get(key) ?? height));
  const drawn = isPrinted ? { first: 0, last: items.length } : within(span, items.length);
  const endOf = (index: number) => ends[index - 1] ?? 0;

  const look = useRef(() => {});
  useLayoutEffect(() => {
    look.current = () => {
      const top = topOf(box.current);
      if (top === undefined) return;
      const from = endOf(drawn.first) - top;
      const next = spanOf(ends, from, from + innerHeight);
      if (next.first !== span.first || next.last !== span.last) setSpan(next);
    };
    if (isPrinted) return;
    if (measure(box.current, items.slice(drawn.first, drawn.last), heights)) redraw({});
    else look.current();
  });
  useEffect(() => {
    let width = innerWidth;
    const follow = () => look.current();
    const resize = () => {
      if (width !== innerWidth) heights.clear();
      width = innerWidth;
      redraw({});
    };
    addEventListener('scroll', follow, { passive: true });
    addEventListener('resize', resize);
    return () => {
      removeEventListener('scroll', follow);
      removeEventListener('resize', resize);
    };
  }, [heights]);

  const reveal = (index: number) => {
    const top = topOf(box.current);
    if (top !== undefined) scrollBy(0, top - endOf(drawn.first) + endOf(index) - innerHeight / 3);
  };
  return { span: drawn, above: endOf(drawn.first), below: (ends.at(-1) ?? 0) - endOf(drawn.last), reveal };
}

/** Keeps the span within the list, which may have become shorter. */
function within({ first, last }: Span, length: number): Span {
  return last <= length
    ? { first, last }
    : { first: Math.max(0, Math.min(first, length - (last - first))), last: length };
}

/** The position of the first drawn item in the window. */
function topOf(box: HTMLElement | null): number | undefined {
  return box?.querySelector('[data-item]')?.getBoundingClientRect().top;
}

/** @returns whether an item has another height than known */
function measure(box: HTMLElement | null, items: readonly Item[], heights: Map<string, number>): boolean {
  let hasChanged = false;
  const elements = box?.querySelectorAll('[data-item]') ?? [];
  for (const [index, { key, height }] of items.entries()) {
    const measured = elements[index]?.getBoundingClientRect().height;
    if (measured === undefined || Math.abs(measured - (heights.get(key) ?? height)) < TOLERANCE) continue;
    heights.set(key, measured);
    hasChanged = true;
  }
  return hasChanged;
}
