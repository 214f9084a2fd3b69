import { isFilled, isMap, mapOf, type ValueMap } from '../../json';

/**
 * Whether an API server has left out maps or lists that an object is to keep empty. It does so where they lose their last
 * part by server-side apply; the next apply stores them (structured-merge-diff#306).
 *
 * @param live as it was before
 * @param stored as the API server has answered to an apply of the text
 */
export function lacksEmptied(live: unknown, text: ValueMap, stored: unknown): boolean {
  return Object.entries(text).some(([key, wanted]) => {
    const [before, now] = [mapOf(live)[key], mapOf(stored)[key]];
    if (!isFilled(before) || typeof wanted !== 'object' || wanted === null) return false;
    if (isFilled(wanted)) return isMap(wanted) && lacksEmptied(before, wanted, now);
    return now === undefined || now === null;
  });
}
