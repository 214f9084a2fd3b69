import { digest } from '../../json';
import type { ApplicationRecord } from '../../observe';
import { storedStatus } from '../../observe';

/** How many times changes of another client are corrected; after that, it is assumed to be a controller. */
const MOST_CORRECTIONS = 3;
/** The window in which corrections are counted; milliseconds. */
const WINDOW_MS = 60 * 60_000;

/** Another controller that writes the fields of the watcher. */
export interface Contended {
  /** The names of its field managers. */
  readonly writers: readonly string[];
  /** Whether it has just been detected. */
  readonly isNew: boolean;
}

interface Known {
  readonly uid: string;
  /** A digest of the stored state after the watcher's last write. */
  readonly own: string;
  readonly corrections: readonly number[];
  readonly contended?: Contended;
}

/**
 * Detects another controller that writes the same fields. The watcher corrects a manual change; two controllers would
 * correct each other endlessly.
 */
export class Contention {
  private readonly known = new Map<string, Known>();

  /** @param now monotonic, in milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Whether an application is left to another controller, until it is recreated or the watcher restarts. Call it before
   * every write.
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
    // a change counts once
    this.known.set(key, { ...known, own: fingerprint(record), corrections, contended });
    return contended;
  }

  /** Call it with the stored state after a write of the watcher. */
  after(key: string, record: ApplicationRecord): void {
    const known = this.known.get(key);
    const corrections = known?.uid === record.uid ? known.corrections : [];
    this.known.set(key, { uid: record.uid, own: fingerprint(record), corrections });
  }

  /** Call it when the application is deleted. */
  forget(key: string): void {
    this.known.delete(key);
  }

  /** Number of applications that are left to another controller. */
  get size(): number {
    return [...this.known.values()].filter(({ contended }) => contended).length;
  }
}

/** A digest of the fields of the watcher. Conditions are omitted, because others may add their own. */
function fingerprint(record: ApplicationRecord): string {
  const { conditions: _, ...status } = storedStatus(record);
  return digest([status, record.labels, record.annotations]);
}
