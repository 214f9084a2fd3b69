/** The time limit and the interval of polling. */
export interface UntilOptions {
  /**
   * The time limit in milliseconds.
   * @default 60000
   */
  readonly timeoutMs?: number;
  /**
   * The interval in milliseconds.
   * @default 50
   */
  readonly intervalMs?: number;
}

/** Resolves after `ms` milliseconds. */
export const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Polls until `check` returns a truthy value, and returns that. An error of `check` ends the wait.
 *
 * @param what names the condition in the error: `${what}: not so after 60 s`
 */
export async function until<T>(
  what: string,
  check: () => Promise<T> | T,
  { timeoutMs = 60_000, intervalMs = 50 }: UntilOptions = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const seen = await check();
    if (seen) return seen;
    if (performance.now() > deadline) throw new Error(`${what}: not so after ${timeoutMs / 1000} s`);
    await delay(intervalMs);
  }
}
