/** A part of a list: from index `first` to before index `last`. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** The number of boxes by which a span moves: with a smaller step, scrolling by a pixel could redraw rows. */
const STEP = 8;

/**
 * The boxes that are visible in a window, and some around them.
 *
 * @param ends the end of each box, in pixels from the start of the first box
 * @param from the start of the window
 * @param to the end of the window
 */
export function spanOf(ends: readonly number[], from: number, to: number): Span {
  const first = Math.max(0, indexAt(ends, from) - STEP);
  const last = Math.min(ends.length, indexAt(ends, to) + 1 + STEP);
  return {
    first: Math.floor(first / STEP) * STEP,
    last: Math.min(ends.length, Math.ceil(Math.max(first, last) / STEP) * STEP),
  };
}

/** The index of the first box that ends after a position; the number of boxes if there is none. */
function indexAt(ends: readonly number[], place: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] as number) > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The end of each box, in pixels from the start of the first box. */
export function endsOf(sizes: readonly number[]): number[] {
  let end = 0;
  return sizes.map((size) => {
    end += size;
    return end;
  });
}
