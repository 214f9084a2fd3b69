/**
 * How much of what Flux says is kept, so that an Application with hundreds of targets stays far below the 1.5 MiB that
 * etcd takes of an object, whatever its releases report.
 */

/** What all messages of an application may come to, in characters: each is written up to four times. */
const ALL_MESSAGES = 96 * 1024;
const LONGEST_MESSAGE = 2048;
export const SHORTEST_MESSAGE = 128;

/** What all inventories of an application may come to, in entries of about 100 bytes: so much of one is enough to keep. */
export const MOST_INVENTORY_ENTRIES = 2000;

/** Revisions are tags and digests; a longer one is garbage. */
export const LONGEST_REVISION = 256;

/** The longest message of one target, in characters. */
export function messageLimit(targets: number): number {
  return Math.max(SHORTEST_MESSAGE, Math.min(LONGEST_MESSAGE, Math.floor(ALL_MESSAGES / Math.max(1, targets))));
}

/** The most inventory entries of one target. */
export function inventoryLimit(targets: number): number {
  return Math.floor(MOST_INVENTORY_ENTRIES / Math.max(1, targets));
}

/** The text, cut to so many characters with an ellipsis at its end where it is longer. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = limit - 1;
  // never half of a surrogate pair: the API server refuses it
  return `${text.slice(0, isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end)}…`;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
