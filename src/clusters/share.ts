import { sha256 } from '../json';

/** A part of clusters, such as `10%`. */
export type Share = `${number}%`;

/** A part as a number: more than 0, and 1 at most. Undefined where the text is none. */
export function shareOf(text: unknown): number | undefined {
  const [, digits] = /^(\d{1,3}(?:\.\d{1,6})?)%$/.exec(typeof text === 'string' ? text : '') ?? [];
  const share = Number(digits) / 100;
  return share > 0 && share <= 1 ? share : undefined;
}

/** Hexadecimal digits that a number holds exactly. */
const DIGITS = 13;

/** Where a name stands between 0 and 1: anywhere, but always there. */
function placeOf(seed: string, name: string): number {
  return Number.parseInt(sha256(JSON.stringify([seed, name])).slice(0, DIGITS), 16) / 16 ** DIGITS;
}

/**
 * Whether a name is in the first part of all names, whatever others there are: so a new one pushes no other out. Of many
 * names about that part is in.
 *
 * @param seed another one orders the names otherwise
 * @param share more than 0; 1 is all
 */
export function inShare(seed: string, name: string, share: number): boolean {
  return placeOf(seed, name) < share;
}

/**
 * The names in the first part, in their order; where none is, the one that would be in the smallest part.
 *
 * @param seed as of {@link inShare}
 */
export function firstOf<T extends { readonly name: string }>(items: readonly T[], seed: string, share: number): T[] {
  const first = items.filter(({ name }) => inShare(seed, name, share));
  if (first.length > 0 || items.length === 0) return first;
  return [items.reduce((lowest, item) => (placeOf(seed, item.name) < placeOf(seed, lowest.name) ? item : lowest))];
}
