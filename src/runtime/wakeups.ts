/** A timer of Node takes no more milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;

/** Wakes keys at a time: for what changes by the clock alone, such as a pause that ends, and causes no event. */
export class Wakeups {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly wake: (key: string) => void,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /**
   * Wakes the key at that time, and no longer at the one that was set before. One that is over 24 days away wakes it early.
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

  /** Wakes no key any more. */
  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}
