/** The delay in milliseconds before a failed read is repeated. */
const RETRY_MS = 30_000;

/**
 * The bounds of the interval in milliseconds for reading data that no watch covers. The interval is nine times as long
 * as the last read, so that the server is busy for at most a tenth of the time.
 */
const [SHORTEST_MS, LONGEST_MS] = [2_000, 30_000];

/** The result of a read, and the version of its input. */
interface Reading<T> {
  readonly version: string;
  /** Undefined during the first read. */
  readonly value?: T;
}

/** How to read the data, and callbacks. */
export interface ReadingsOptions<T> {
  readonly signal: AbortSignal;
  /** The result to use if the data cannot be read. */
  readonly fallback: T;
  /** Whether it is read repeatedly, because there is no notification of changes. @default false */
  readonly repeats?: boolean;
  /** Whether the result of a repeated read is unchanged, so that no callback is needed. @default - it never is */
  readonly isSame?: (before: T, now: T) => boolean;
  /** Called when requested data has been read, or has changed. */
  readonly read: (key: string) => void;
}

/**
 * Data that reports need in addition to the watched objects. It is read once per version of its input, and kept until
 * the version changes.
 */
export class Readings<T> {
  private readonly known = new Map<string, Reading<T>>();

  constructor(private readonly options: ReadingsOptions<T>) {}

  /**
   * The data for this version.
   *
   * @returns undefined while it is being read: the option `read` is called when it is available
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

/** @param tookMs the duration of the read */
function intervalAfter(tookMs: number): number {
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, 9 * tookMs));
}
