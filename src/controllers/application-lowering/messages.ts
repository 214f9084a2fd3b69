import type { Staying } from '../../change';
import { idOf } from './made-object';

/** The maximum number of objects in a message. */
const MOST_NAMED = 20;

/** The first of several sentences, and the number of the others. */
export function counted([first = '', ...more]: readonly string[]): string {
  return more.length === 0 ? first : `${first} (and ${more.length} more)`;
}

/** The names of objects, in one line. */
export function named(ids: readonly string[]): string {
  const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
  return `${ids.slice(0, MOST_NAMED).join(', ')}${more}`;
}

/** The objects that stay, at the end of a sentence. */
export function staying(stays: readonly Staying[]): string {
  if (stays.length === 0) return '';
  return `; ${named(stays.map(({ live, why }) => `${idOf(live)} stays: ${why}`))}`;
}
