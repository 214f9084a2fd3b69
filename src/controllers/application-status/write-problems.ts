import { type BackoffBounds, backoffMs } from '../../kube';
import type { ApplicationRecord } from '../../observe';

/**
 * Permanent reasons why the status of an Application cannot be written: the Application is too large for all its
 * targets, the API server rejects the write, or written fields are removed.
 */
export type WriteCause = 'too_large' | 'refused' | 'pruned';

export const WRITE_CAUSES: readonly WriteCause[] = ['too_large', 'refused', 'pruned'];

/** A problem with the writes of an Application. */
export interface WriteProblem {
  readonly cause: WriteCause;
  /** One line. */
  readonly message: string;
}

/** A problem, and the time of the next write. */
export interface Waiting extends WriteProblem {
  readonly until: Date;
}

interface Known extends WriteProblem {
  readonly uid: string;
  readonly generation?: number;
  /** The number of failed writes since the generation changed. */
  readonly attempts: number;
  /** Nothing is written until then, in milliseconds since 1970. */
  readonly until: number;
}

/** Permissions and policies may not have taken effect yet; a problem that lasts for minutes needs a person. */
const BACKOFF: BackoffBounds = { minMs: 1_000, maxMs: 5 * 60_000 };

/** The problems of writes, by application: which ones are new, and when the next write is due. */
export class WriteProblems {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly now: () => Date,
    private readonly random: () => number = Math.random,
  ) {}

  /** The problem of an application, and the time to wait for; undefined if it may be written now. */
  waiting(key: string, { uid, generation }: ApplicationRecord): Waiting | undefined {
    const known = this.known.get(key);
    if (known?.uid !== uid || known.generation !== generation) return undefined;
    if (known.until <= this.now().getTime()) return undefined;
    return { cause: known.cause, message: known.message, until: new Date(known.until) };
  }

  /** Records a detected problem. @returns whether to report it: it is new, or differs from the previous one */
  noticed(key: string, { uid, generation }: ApplicationRecord, problem: WriteProblem): boolean {
    const stored = this.known.get(key);
    const before = stored?.uid === uid ? stored : undefined;
    const attempts = before?.generation === generation ? (before?.attempts ?? 0) : 0;
    this.known.set(key, { ...problem, uid, generation, attempts, until: 0 });
    return before?.cause !== problem.cause || withoutNumbers(before.message) !== withoutNumbers(problem.message);
  }

  /**
   * Records a failed write because of the last detected problem. The delay of the next write grows with the number of
   * failures.
   */
  postpone(key: string): Date {
    const known = this.known.get(key);
    const until = this.now().getTime() + backoffMs(known?.attempts ?? 0, BACKOFF, this.random());
    if (known) this.known.set(key, { ...known, attempts: known.attempts + 1, until });
    return new Date(until);
  }

  /** Call it when the application is written or deleted. */
  forget(key: string): void {
    this.known.delete(key);
  }

  /** Number of applications by cause. */
  counts(): Readonly<Record<WriteCause, number>> {
    const counts = { too_large: 0, refused: 0, pruned: 0 };
    for (const { cause } of this.known.values()) counts[cause]++;
    return counts;
  }
}

/** Sizes in a message differ from one write to the next. */
function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, '#');
}
