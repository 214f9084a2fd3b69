/** After so many milliseconds something is read again that has failed, or that no watch tells of. */
const AGAIN_MS = 30_000;

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
    const { fallback, repeats = false } = this.options;
    const result = await read().then(
      (value) => ({ value, isLast: !repeats }),
      () => ({ value: fallback, isLast: false }),
    );
    if (this.isOutdated(key, version)) return;
    this.known.set(key, { version, value: result.value });
    if (!result.isLast) setTimeout(() => this.again(key, version, read), AGAIN_MS).unref();
    this.options.read(key);
  }

  private again(key: string, version: string, read: () => Promise<T>): void {
    if (!this.isOutdated(key, version)) void this.read(key, version, read);
  }

  private isOutdated(key: string, version: string): boolean {
    return this.options.signal.aborted || this.known.get(key)?.version !== version;
  }
}
