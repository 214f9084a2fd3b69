/**
 * Limits for what is kept of messages and inventories of Flux, so that an Application with hundreds of targets stays far below the 1.5 MiB that
 * etcd takes of an object, whatever its releases report. Lengths are bytes of JSON, as that is what is stored.
 */

/** What all messages of an application may come to; each is written twice, and beside it those of other conditions. */
const ALL_MESSAGES = 64 * 1024;
const LONGEST_MESSAGE = 2048;
const SHORTEST_MESSAGE = 128;
/** Messages of conditions other than Ready get this fraction of the limit for Ready. */
const SHARE_OF_OTHERS = 4;

/** What all inventories of an application may come to, in entries of about 100 bytes: so much of one is enough to keep. */
export const MOST_INVENTORY_ENTRIES = 1000;
/** `<namespace>_<name>_<group>_<kind>`, each with its own limit. */
export const LONGEST_INVENTORY_ID = 512;

/** Of revisions, which are tags and digests, of names and of whatever else is short unless it is garbage. */
export const LONGEST_WORD = 256;

/** For what is written where an object has no room for more. */
export const SHORT_MESSAGES: MessageLimits = { ready: 64, others: 0 };

/** The longest message of one target, and of its conditions other than Ready. */
export interface MessageLimits {
  readonly ready: number;
  readonly others: number;
}

/** How long the messages of each of so many targets may be. */
export function messageLimits(targets: number): MessageLimits {
  const share = Math.floor(ALL_MESSAGES / Math.max(1, targets));
  const ready = Math.max(SHORTEST_MESSAGE, Math.min(LONGEST_MESSAGE, share));
  return { ready, others: Math.floor(ready / SHARE_OF_OTHERS) };
}

/** The most inventory entries of one target. */
export function inventoryLimit(targets: number): number {
  return Math.floor(MOST_INVENTORY_ENTRIES / Math.max(1, targets));
}
