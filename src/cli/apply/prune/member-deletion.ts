import { type Deletion, dueDeletions, type Unfinished, unfinishedDeletions } from '../../../change';
import { listOf, mapOf, stringOf, type ValueMap } from '../../../json';
import { mapInParallel, sleep } from '../../../kube';
import type { LiveObjects } from '../../../observe';
import type { Deleted, ObjectDeleter } from './object-deleter';

/** The number of concurrent requests: more do not make an API server faster. */
const CONCURRENCY = 8;

/** The interval in milliseconds at which objects being deleted are read: Flux takes a second for a small release. */
const LOOK = { firstMs: 200, mostMs: 2_000 };

/** The client for deletions, and callbacks. */
export interface Deleting {
  readonly deleter: Pick<ObjectDeleter, 'delete'>;
  /** Reads the current state of some objects. */
  readonly read: (deletions: readonly Deletion[]) => Promise<LiveObjects>;
  /** Called when an object is gone. */
  readonly onGone: (deletion: Deletion) => void;
  /** Called when an object cannot be deleted. */
  readonly onFailed: (deletion: Deletion, message: string) => void;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/** An unfinished deletion, and the reason. */
export interface LeftOver extends Unfinished {
  /** Flux's message about an object that is not deleted yet. */
  readonly why?: string;
}

/**
 * Deletes objects in their order, and waits until they are gone. After a failure, no further deletion begins.
 *
 * @returns the unfinished deletions if the signal fires or a deletion has failed; empty if all are gone
 */
export class MemberDeletion {
  private readonly state: { readonly sent: Set<string>; readonly gone: Set<string> };
  private readonly seen = new Map<string, ValueMap>();
  private hasFailed = false;

  constructor(
    private readonly deletions: readonly Deletion[],
    private readonly deleting: Deleting,
  ) {
    const sent = new Set(deletions.flatMap(({ address, isGoing }) => (isGoing ? [address] : [])));
    this.state = { sent, gone: new Set() };
  }

  /** @throws the errors of the deleter and the reader, except the reason of the signal */
  async run(): Promise<readonly LeftOver[]> {
    const { signal } = this.deleting;
    const { gone } = this.state;
    try {
      let waitMs = LOOK.firstMs;
      while (gone.size < this.deletions.length && !signal.aborted) {
        const before = gone.size;
        const due = this.hasFailed ? [] : dueDeletions(this.deletions, this.state);
        await mapInParallel(due, CONCURRENCY, (deletion) => this.delete(deletion));
        if (this.hasFailed) break;
        if (due.length === 0) {
          await sleep(waitMs, signal);
          if (!signal.aborted) await this.look();
        }
        waitMs = gone.size > before || due.length > 0 ? LOOK.firstMs : Math.min(2 * waitMs, LOOK.mostMs);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return unfinishedDeletions(this.deletions, this.state).map((left) => ({
      ...left,
      ...messageOf(this.seen.get(left.deletion.address)),
    }));
  }

  private async delete(deletion: Deletion): Promise<void> {
    const { deleter, onFailed } = this.deleting;
    const deleted: Deleted = await deleter.delete(deletion);
    if (deleted.outcome === 'failed') {
      this.hasFailed = true;
      onFailed(deletion, deleted.message);
      return;
    }
    this.state.sent.add(deletion.address);
    if (deleted.outcome === 'gone') this.markGone(deletion);
  }

  private async look(): Promise<void> {
    const { sent, gone } = this.state;
    const open = this.deletions.filter(({ address }) => sent.has(address) && !gone.has(address));
    const live = await this.deleting.read(open);
    for (const deletion of open) {
      const object = live.of(deletion.object);
      if (object === undefined || uidOf(object) !== uidOf(deletion.live)) this.markGone(deletion);
      else this.seen.set(deletion.address, object);
    }
  }

  private markGone(deletion: Deletion): void {
    this.state.gone.add(deletion.address);
    this.deleting.onGone(deletion);
  }
}

function uidOf(object: ValueMap): unknown {
  return mapOf(object.metadata).uid;
}

/** A controller's message about an object that is not ready. */
function messageOf(object: ValueMap | undefined): Pick<LeftOver, 'why'> {
  const conditions = listOf(mapOf(object?.status).conditions).map(mapOf);
  const ready = conditions.find(({ type, status }) => type === 'Ready' && status === 'False');
  const why = stringOf(ready?.message);
  return why === undefined ? {} : { why };
}
