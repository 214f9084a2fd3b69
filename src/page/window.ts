/** A part of a list: from an index, to before another one. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** A window moves by so many boxes: with less, every pixel would draw rows. */
const STEP = 8;

/**
 * The boxes that a window shows, and some around them.
 *
 * @param ends where each box ends, in pixels from the beginning of the first
 * @param from where the window begins
 * @param to where it ends
 */
export function spanOf(ends: readonly number[], from: number, to: number): Span {
  const first = Math.max(0, indexAt(ends, from) - STEP);
  const last = Math.min(ends.length, indexAt(ends, to) + 1 + STEP);
  return {
    first: Math.floor(first / STEP) * STEP,
    last: Math.min(ends.length, Math.ceil(Math.max(first, last) / STEP) * STEP),
  };
}

/** The first box that ends behind a place; the number of boxes where none does. */
function indexAt(ends: readonly number[], place: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] as number) > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Where each box ends, in pixels from the beginning of the first. */
export function endsOf(sizes: readonly number[]): number[] {
  let end = 0;
  return sizes.map((size) => {
    end += size;
    return end;
  });
}
