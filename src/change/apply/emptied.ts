import { isFilled, isMap, mapOf, type ValueMap } from '../../json';

/**
 * Whether an API server dropped maps or lists that should be kept empty. It does so if they lose their last part by
 * server-side apply; the next apply stores them (structured-merge-diff#306).
 *
 * @param live the object before
 * @param stored the answer of the API server to an apply of the text
 */
export function lacksEmptied(live: unknown, text: ValueMap, stored: unknown): boolean {
  return Object.entries(text).some(([key, wanted]) => {
    const [before, now] = [mapOf(live)[key], mapOf(stored)[key]];
    if (!isFilled(before) || typeof wanted !== 'object' || wanted === null) return false;
    if (isFilled(wanted)) return isMap(wanted) && lacksEmptied(before, wanted, now);
    return now === undefined || now === null;
  });
}
