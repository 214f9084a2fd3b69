/** The maximum delay of a timer in Node, in milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;

/** Wakes keys at a given time, for changes that cause no event, such as the end of a pause. */
export class Wakeups {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly wake: (key: string) => void,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /**
   * Wakes the key at this time, instead of the time that was set before. If it is more than 24 days away, the key is
   * woken early, after 24 days.
   *
   * @param time date and time in RFC 3339 format; undefined: never
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

  /** Cancels all wake-ups. */
  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}
