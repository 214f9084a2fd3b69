/** What others have changed of an object is put right so many times; after that another controller is taken to write it. */
const MOST = 3;
/** Changes that are further apart do not count together; milliseconds. */
const WINDOW_MS = 60 * 60_000;

interface Known {
  /** What was applied last. */
  readonly applied: string;
  /** When it was applied again though it had not changed. */
  readonly again: readonly number[];
}

/** Notices another controller that applies the same objects: two that correct each other never end. */
export class Corrections {
  private readonly known = new Map<string, Known>();

  /** @param now monotonic, in milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Whether an object may be applied. It may not where the same was applied before and undone by somebody, too often.
   *
   * @param id of the object
   * @param digest of what is to be applied
   */
  mayApply(id: string, digest: string): boolean {
    const known = this.known.get(id);
    const since = this.now() - WINDOW_MS;
    return known?.applied !== digest || known.again.filter((time) => time > since).length < MOST;
  }

  /** Call it after every apply. */
  applied(id: string, digest: string): void {
    const known = this.known.get(id);
    const now = this.now();
    const again = known?.applied === digest ? [...known.again.filter((time) => now - time < WINDOW_MS), now] : [];
    this.known.set(id, { applied: digest, again });
  }
}
