/**
 * Limits for stored messages and inventories of Flux, so that an Application with hundreds of targets stays far below
 * etcd's limit of 1.5 MiB per object, whatever its releases report. Lengths are in bytes of JSON, the stored format.
 */

/**
 * The limit for the Ready messages of all targets of an application together. Each of them is written twice; the
 * messages of other conditions come in addition.
 */
const ALL_MESSAGES = 64 * 1024;
const LONGEST_MESSAGE = 2048;
const SHORTEST_MESSAGE = 128;
/** Messages of conditions other than Ready get this fraction of the limit for Ready. */
const SHARE_OF_OTHERS = 4;

/** The limit for the inventories of all targets of an application together, in entries of about 100 bytes. */
export const MOST_INVENTORY_ENTRIES = 1000;
/**
 * The limit for the id of an inventory entry, `<namespace>_<name>_<group>_<kind>`, whose parts have limits of their
 * own.
 */
export const LONGEST_INVENTORY_ID = 512;

/** The limit for revisions (tags and digests), names and other strings that are normally short. */
export const LONGEST_WORD = 256;

/** The limits for messages in an object that is nearly full. */
export const SHORT_MESSAGES: MessageLimits = { ready: 64, others: 0 };

/** The limits for the Ready message of one target, and for the messages of its other conditions. */
export interface MessageLimits {
  readonly ready: number;
  readonly others: number;
}

/** The limits for the messages of each target, by the number of targets. */
export function messageLimits(targets: number): MessageLimits {
  const share = Math.floor(ALL_MESSAGES / Math.max(1, targets));
  const ready = Math.max(SHORTEST_MESSAGE, Math.min(LONGEST_MESSAGE, share));
  return { ready, others: Math.floor(ready / SHARE_OF_OTHERS) };
}

/** The maximum number of inventory entries of each target, by the number of targets. */
export function inventoryLimit(targets: number): number {
  return Math.floor(MOST_INVENTORY_ENTRIES / Math.max(1, targets));
}
