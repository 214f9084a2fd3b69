import type { Deletion } from './prune';

/** The progress of the deletions of a set. Other addresses are ignored. */
export interface DeletionState {
  /** Those that have been sent to the API server. */
  readonly sent: ReadonlySet<string>;
  /** Those that do not exist any more. */
  readonly gone: ReadonlySet<string>;
}

/** The deletions that are due: everything they wait for is gone. */
export function dueDeletions(deletions: readonly Deletion[], { sent, gone }: DeletionState): Deletion[] {
  return deletions.filter(
    ({ address, waitsFor }) => !sent.has(address) && !gone.has(address) && waitsFor.every((each) => gone.has(each)),
  );
}

/** An unfinished deletion. */
export interface Unfinished {
  readonly deletion: Deletion;
  /** Whether it was sent, but the object is not gone. */
  readonly isSent: boolean;
  /** Addresses of the deletions that block it: sent, but not gone. Empty if it was sent itself. */
  readonly heldBy: readonly string[];
}

/** The unfinished deletions: first those that block others, then the blocked ones. */
export function unfinishedDeletions(deletions: readonly Deletion[], state: DeletionState): Unfinished[] {
  const left = deletions.filter(({ address }) => !state.gone.has(address));
  const byAddress = new Map(left.map((deletion) => [deletion.address, deletion]));
  const holders = (deletion: Deletion, met: Set<string>): string[] =>
    deletion.waitsFor.flatMap((address) => {
      const other = byAddress.get(address);
      if (other === undefined || met.has(address)) return [];
      met.add(address);
      return state.sent.has(address) ? [address] : holders(other, met);
    });
  const unfinished = left.map((deletion) => {
    const isSent = state.sent.has(deletion.address);
    return { deletion, isSent, heldBy: isSent ? [] : holders(deletion, new Set()) };
  });
  return [...unfinished.filter(({ isSent }) => isSent), ...unfinished.filter(({ isSent }) => !isSent)];
}
