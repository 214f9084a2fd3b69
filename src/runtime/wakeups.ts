/** A timer of Node takes no more milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;

/** Looks again at what changes by the clock alone, such as a pause that ends: the watches tell nothing of it. */
export class Wakeups {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly wake: (key: string) => void,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /**
   * Wakes the key at that time, and no longer at any other. A time that is far off is looked at early too.
   *
   * @param time date and time as in RFC 3339; undefined: never
   */
  set(key: string, time: string | undefined): void {
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    if (time === undefined) return;
    const delay = Math.min(LONGEST_MS, Math.max(0, Date.parse(time) - this.now().getTime()));
    const timer = setTimeout(() => {
      this.timers.delete(key);
      this.wake(key);
    }, delay);
    this.timers.set(key, timer);
  }

  /** Wakes nobody any more. */
  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}
