/** How many times an object is corrected within the window; after that, another controller is assumed to write it. */
export const MOST_CORRECTIONS = 3;
/** The window in which corrections are counted; milliseconds. */
const WINDOW_MS = 60 * 60_000;

interface Known {
  /** The digest of the last apply. */
  readonly applied: string;
  /** The times at which the same content was applied again. */
  readonly again: readonly number[];
}

/** Detects another controller that writes the same objects: two controllers would correct each other endlessly. */
export class Corrections {
  private readonly known = new Map<string, Known>();

  /** @param now monotonic, in milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Whether an object may be applied: not if the same content was applied and reverted too often.
   *
   * @param id of the object
   * @param digest of the content to apply
   */
  mayApply(id: string, digest: string): boolean {
    const known = this.known.get(id);
    const since = this.now() - WINDOW_MS;
    return known?.applied !== digest || known.again.filter((time) => time > since).length < MOST_CORRECTIONS;
  }

  /** Call it after every apply. */
  applied(id: string, digest: string): void {
    const known = this.known.get(id);
    const now = this.now();
    const again = known?.applied === digest ? [...known.again.filter((time) => now - time < WINDOW_MS), now] : [];
    this.known.set(id, { applied: digest, again });
  }

  /** Call it for an intended deletion: creating the object again does not count as a correction. */
  forget(id: string): void {
    this.known.delete(id);
  }
}
