/** A signal that fires when another signal does, or after a time limit. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Whether it fired because of the time limit. */
  readonly expired: () => boolean;
  /** The remaining time in milliseconds; Infinity without a limit. */
  readonly leftMs: () => number;
  /** Waits for something whose time does not count. */
  readonly untimed: <T>(wait: () => Promise<T>) => Promise<T>;
  /** Releases the timer and the other signal. */
  readonly done: () => void;
}

/**
 * Combines a caller's signal with a time limit. AbortSignal.any and AbortSignal.timeout would leak memory here: they
 * never release their listeners on a signal that lives as long as the process.
 */
export function deadline(caller: AbortSignal | undefined, ms: number | undefined): Deadline {
  const controller = new AbortController();
  let expired = false;
  const abort = () => controller.abort(caller?.reason);
  let left = ms ?? Number.POSITIVE_INFINITY;
  let since = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    since = performance.now();
    if (ms === undefined) return;
    timer = setTimeout(() => {
      expired = true;
      controller.abort();
    }, left);
  };
  const leftMs = () => left - (performance.now() - since);
  const done = () => {
    clearTimeout(timer);
    caller?.removeEventListener('abort', abort);
  };
  start();
  if (caller?.aborted) abort();
  else caller?.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    expired: () => expired,
    leftMs,
    untimed: async (wait) => {
      clearTimeout(timer);
      left = leftMs();
      try {
        return await wait();
      } finally {
        start();
      }
    },
    done,
  };
}

/** Resolves after `ms` milliseconds, or as soon as the signal fires: check the signal afterwards. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener('abort', wake, { once: true });
  });
}
