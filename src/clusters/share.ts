import { sha256 } from '../json';

/** A share of clusters as a percentage, such as `10%`. */
export type Share = `${number}%`;

/** A share as a number above 0 and at most 1. Undefined if the string is invalid. */
export function shareOf(text: unknown): number | undefined {
  const [, digits] = /^(\d{1,3}(?:\.\d{1,6})?)%$/.exec(typeof text === 'string' ? text : '') ?? [];
  const share = Number(digits) / 100;
  return share > 0 && share <= 1 ? share : undefined;
}

/** Hexadecimal digits that a number holds exactly. */
const DIGITS = 13;

/** The position of a name between 0 and 1: pseudo-random, but always the same. */
function placeOf(seed: string, name: string): number {
  return Number.parseInt(sha256(JSON.stringify([seed, name])).slice(0, DIGITS), 16) / 16 ** DIGITS;
}

/**
 * Whether a name is in the first part of all names. This does not depend on other names, so a new name never displaces
 * another one. About this share of many names is in the first part.
 *
 * @param seed a different seed gives a different order
 * @param share above 0, and at most 1
 */
export function inShare(seed: string, name: string, share: number): boolean {
  return placeOf(seed, name) < share;
}

/**
 * The names in the first part, in order; if there are none, the name with the lowest position.
 *
 * @param seed see {@link inShare}
 */
export function firstOf<T extends { readonly name: string }>(items: readonly T[], seed: string, share: number): T[] {
  const first = items.filter(({ name }) => inShare(seed, name, share));
  if (first.length > 0 || items.length === 0) return first;
  return [items.reduce((lowest, item) => (placeOf(seed, item.name) < placeOf(seed, lowest.name) ? item : lowest))];
}
