/** After so many milliseconds something is read again that has failed. */
const RETRY_MS = 30_000;

/**
 * What no watch tells of is read at the shorter interval, in milliseconds; where that takes long, as rarely as keeps the
 * server busy for a tenth of the time, but not more rarely than at the longer one.
 */
const [SHORTEST_MS, LONGEST_MS] = [2_000, 30_000];

/** What was read, and of which version of what it depends on. */
interface Reading<T> {
  readonly version: string;
  /** Undefined while it is read for the first time. */
  readonly value?: T;
}

/** How something is read, and what is called when it is there. */
export interface ReadingsOptions<T> {
  readonly signal: AbortSignal;
  /** What takes the place of something that cannot be read. */
  readonly fallback: T;
  /** Whether it is read again and again, as nothing else tells of a change. @default false */
  readonly repeats?: boolean;
  /** Whether what was read again is what it was before, so that nobody needs to hear of it. @default - it never is */
  readonly isSame?: (before: T, now: T) => boolean;
  /** Something is there that was asked for, or is there anew. */
  readonly read: (key: string) => void;
}

/**
 * What reports need beside the objects that are watched: read once for each version of what it depends on, and kept until
 * that changes.
 */
export class Readings<T> {
  private readonly known = new Map<string, Reading<T>>();

  constructor(private readonly options: ReadingsOptions<T>) {}

  /**
   * What was read of this version.
   *
   * @returns undefined while it is being read: the option `read` is called when it is there
   */
  of(key: string, version: string, read: () => Promise<T>): T | undefined {
    const known = this.known.get(key);
    if (known?.version === version) return known.value;
    this.known.set(key, { version });
    void this.read(key, version, read);
    return undefined;
  }

  forget(key: string): void {
    this.known.delete(key);
  }

  private async read(key: string, version: string, read: () => Promise<T>): Promise<void> {
    const { fallback, repeats = false, isSame = () => false } = this.options;
    const start = performance.now();
    const result = await read().then(
      (value) => ({ value, isRead: true }),
      () => ({ value: fallback, isRead: false }),
    );
    if (this.isOutdated(key, version)) return;
    const before = this.known.get(key)?.value;
    this.known.set(key, { version, value: result.value });
    const intervalMs = result.isRead ? intervalAfter(performance.now() - start) : RETRY_MS;
    if (repeats || !result.isRead) setTimeout(() => this.again(key, version, read), intervalMs).unref();
    if (before === undefined || !isSame(before, result.value)) this.options.read(key);
  }

  private again(key: string, version: string, read: () => Promise<T>): void {
    if (!this.isOutdated(key, version)) void this.read(key, version, read);
  }

  private isOutdated(key: string, version: string): boolean {
    return this.options.signal.aborted || this.known.get(key)?.version !== version;
  }
}

/** @param tookMs how long it took to read */
function intervalAfter(tookMs: number): number {
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, 9 * tookMs));
}
