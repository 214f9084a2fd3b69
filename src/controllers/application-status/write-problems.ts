import { type BackoffBounds, backoffMs } from '../../kube';
import type { ApplicationRecord } from '../../observe';

/**
 * Why the status of an Application cannot be written however often it is tried: the Application is so large that not every
 * target has room, the API server refuses the write, or what was written does not come back.
 */
export type WriteCause = 'too_large' | 'refused' | 'pruned';

export const WRITE_CAUSES: readonly WriteCause[] = ['too_large', 'refused', 'pruned'];

/** What is wrong with the writes of an Application. */
export interface WriteProblem {
  readonly cause: WriteCause;
  /** One line. */
  readonly message: string;
}

/** A problem, and when the next write is due. */
export interface Waiting extends WriteProblem {
  readonly until: Date;
}

interface Known extends WriteProblem {
  readonly uid: string;
  readonly generation?: number;
  /** Writes that failed by it, since the generation changed. */
  readonly attempts: number;
  /** Nothing is written until then, in milliseconds since 1970. */
  readonly until: number;
}

/** Permissions and policies may be on their way; what stays wrong for minutes is waiting for somebody. */
const BACKOFF: BackoffBounds = { minMs: 1_000, maxMs: 5 * 60_000 };

/** The problems of writes, by application: which is new, and when the next write is due. */
export class WriteProblems {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly now: () => Date,
    private readonly random: () => number = Math.random,
  ) {}

  /** The problem that an application has, and the time to wait for; undefined where it may be written now. */
  waiting(key: string, { uid, generation }: ApplicationRecord): Waiting | undefined {
    const known = this.known.get(key);
    if (known?.uid !== uid || known.generation !== generation) return undefined;
    if (known.until <= this.now().getTime()) return undefined;
    return { cause: known.cause, message: known.message, until: new Date(known.until) };
  }

  /** A problem was noticed. @returns whether it is to be told: it was not there before, or was another one */
  noticed(key: string, { uid, generation }: ApplicationRecord, problem: WriteProblem): boolean {
    const stored = this.known.get(key);
    const before = stored?.uid === uid ? stored : undefined;
    const attempts = before?.generation === generation ? (before?.attempts ?? 0) : 0;
    this.known.set(key, { ...problem, uid, generation, attempts, until: 0 });
    return before?.cause !== problem.cause || withoutNumbers(before.message) !== withoutNumbers(problem.message);
  }

  /** A write has failed by the problem that was noticed last: the next one is due the later the more have failed. */
  postpone(key: string): Date {
    const known = this.known.get(key);
    const until = this.now().getTime() + backoffMs(known?.attempts ?? 0, BACKOFF, this.random());
    if (known) this.known.set(key, { ...known, attempts: known.attempts + 1, until });
    return new Date(until);
  }

  /** The application is written, or gone. */
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

/** Sizes differ from one write to the next. */
function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, '#');
}
