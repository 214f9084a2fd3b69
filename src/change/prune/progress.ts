import type { Deletion } from './prune';

/** How far the deletions of a set are. Addresses of what is not among them do not matter. */
export interface DeletionState {
  /** Those that have been sent to the API server. */
  readonly sent: ReadonlySet<string>;
  /** Those that are not there any more. */
  readonly gone: ReadonlySet<string>;
}

/** The deletions whose turn it is: all that they wait for is gone. */
export function dueDeletions(deletions: readonly Deletion[], { sent, gone }: DeletionState): Deletion[] {
  return deletions.filter(
    ({ address, waitsFor }) => !sent.has(address) && !gone.has(address) && waitsFor.every((each) => gone.has(each)),
  );
}

/** A deletion that is not done. */
export interface Unfinished {
  readonly deletion: Deletion;
  /** Whether it is sent, and the object not gone. */
  readonly isSent: boolean;
  /** Addresses of those that hold it: sent and not gone. Empty where it is sent itself. */
  readonly heldBy: readonly string[];
}

/** What is left: first what holds others, then what is held. */
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
