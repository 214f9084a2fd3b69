import { ApiError } from '../../kube';
import { namespacedName } from '../../kubernetes';
import type { ApplicationRecord } from '../../observe';
import type { Patches } from '../../status';
import { type Outcome, type ReconcileParts, reconcile } from './reconcile';

/** The input for an outcome. */
export type FittedParts = Omit<ReconcileParts, 'limit'>;

/** The size limit of an Application, as shown by a rejected write. */
interface Limit {
  readonly uid: string;
  readonly generation?: number;
  /** In bytes. */
  readonly limit: number;
}

/**
 * Writes as much of the status of an Application as the API server accepts: a status that is too large is shortened
 * further.
 */
export class FittingWriter {
  private readonly limits = new Map<string, Limit>();

  /** @param write writes patches. @throws ApiError, ConnectionError */
  constructor(private readonly write: (record: ApplicationRecord, patches: Patches) => Promise<unknown>) {}

  /** The outcome to write, the largest that is known to fit. */
  outcome(parts: FittedParts): Outcome {
    const { uid, generation } = parts.record;
    const known = this.limits.get(namespacedName(parts.record));
    // an edit may make room
    const limit = known?.uid === uid && known.generation === generation ? known.limit : undefined;
    return reconcile({ ...parts, limit });
  }

  /**
   * Writes an outcome, or a shorter one. If even the shortest is larger than the limit, nothing is written, unless it is
   * smaller than the stored one.
   *
   * @returns the result of the write, and the outcome that was written
   * @throws ApiError, also if the API server rejects even the shortest as too large; ConnectionError
   */
  async writeOutcome(parts: FittedParts, first: Outcome): Promise<{ outcome: Outcome; written: unknown }> {
    const { record } = parts;
    for (let outcome = first; ; ) {
      try {
        return { outcome, written: await this.write(record, outcome.patches) };
      } catch (error) {
        if (!(error instanceof ApiError && error.isTooLarge)) throw error;
        const limit = outcome.bytes - 1;
        this.limits.set(namespacedName(record), { uid: record.uid, generation: record.generation, limit });
        const shorter = reconcile({ ...parts, limit });
        if (shorter.bytes >= outcome.bytes) throw error;
        outcome = shorter;
      }
    }
  }

  /** Call it when the application is deleted. */
  forget(key: string): void {
    this.limits.delete(key);
  }
}
