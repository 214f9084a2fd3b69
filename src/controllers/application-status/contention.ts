import { digest } from '../../json';
import type { ApplicationRecord } from '../../observe';
import { storedStatus } from '../../observe';

/** So many times somebody else's change is put right; after that it is a fight. */
const MOST_CORRECTIONS = 3;
/** Changes that are further apart are no fight; milliseconds. */
const WINDOW_MS = 60 * 60_000;

/** Another controller writes what only a watcher is to write. */
export interface Contended {
  /** Its names, as managedFields has them. */
  readonly writers: readonly string[];
  /** Whether that has just been noticed. */
  readonly isNew: boolean;
}

interface Known {
  readonly uid: string;
  /** What was stored after the own last write. */
  readonly own: string;
  readonly corrections: readonly number[];
  readonly contended?: Contended;
}

/**
 * Notices another writer of the same fields. A change by hand is put right; whoever changes them back each time is a
 * controller, and two that correct each other never end.
 */
export class Contention {
  private readonly known = new Map<string, Known>();

  /** @param now monotonic, in milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Whether to leave an application to somebody else, from now until it is made anew or the watcher starts again. To be
   * asked before every write.
   */
  before(key: string, record: ApplicationRecord): Contended | undefined {
    const known = this.known.get(key);
    if (!known || known.uid !== record.uid) return undefined;
    if (known.contended) return { ...known.contended, isNew: false };
    if (record.foreignWriters.length === 0 || known.own === fingerprint(record)) return undefined;
    const now = this.now();
    const corrections = [...known.corrections.filter((time) => now - time < WINDOW_MS), now];
    const contended =
      corrections.length > MOST_CORRECTIONS ? { writers: record.foreignWriters, isNew: true } : undefined;
    // the same change is not to be counted twice
    this.known.set(key, { ...known, own: fingerprint(record), corrections, contended });
    return contended;
  }

  /** What is stored after an own write. */
  after(key: string, record: ApplicationRecord): void {
    const known = this.known.get(key);
    const corrections = known?.uid === record.uid ? known.corrections : [];
    this.known.set(key, { uid: record.uid, own: fingerprint(record), corrections });
  }

  /** The application is gone. */
  forget(key: string): void {
    this.known.delete(key);
  }

  /** Number of applications that are left to somebody else. */
  get size(): number {
    return [...this.known.values()].filter(({ contended }) => contended).length;
  }
}

/** Of what only a watcher writes; others have conditions of their own there. */
function fingerprint(record: ApplicationRecord): string {
  const { conditions: _, ...status } = storedStatus(record);
  return digest([status, record.labels, record.annotations]);
}
