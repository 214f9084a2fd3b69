/**
 * Limits for stored messages and inventories of Flux, so that an Application with hundreds of targets stays far below
 * etcd's limit of 1.5 MiB per object, whatever its releases report. Lengths are bytes of JSON, which is the stored
 * format.
 */

/**
 * The limit for all messages of an application together; each is written twice, in addition to those of other
 * conditions.
 */
const ALL_MESSAGES = 64 * 1024;
const LONGEST_MESSAGE = 2048;
const SHORTEST_MESSAGE = 128;
/** Messages of conditions other than Ready get this fraction of the limit for Ready. */
const SHARE_OF_OTHERS = 4;

/**
 * The limit for all inventories of an application together, in entries of about 100 bytes; the second number is the
 * limit for one inventory.
 */
export const MOST_INVENTORY_ENTRIES = 1000;
/** `<namespace>_<name>_<group>_<kind>`, each with its own limit. */
export const LONGEST_INVENTORY_ID = 512;

/** For revisions, which are tags and digests, for names and for other strings that are normally short. */
export const LONGEST_WORD = 256;

/** For messages in an object that is nearly full. */
export const SHORT_MESSAGES: MessageLimits = { ready: 64, others: 0 };

/** The longest message of one target, and of its conditions other than Ready. */
export interface MessageLimits {
  readonly ready: number;
  readonly others: number;
}

/** The limits for the messages of each of this number of targets. */
export function messageLimits(targets: number): MessageLimits {
  const share = Math.floor(ALL_MESSAGES / Math.max(1, targets));
  const ready = Math.max(SHORTEST_MESSAGE, Math.min(LONGEST_MESSAGE, share));
  return { ready, others: Math.floor(ready / SHARE_OF_OTHERS) };
}

/** The most inventory entries of one target. */
export function inventoryLimit(targets: number): number {
  return Math.floor(MOST_INVENTORY_ENTRIES / Math.max(1, targets));
}
