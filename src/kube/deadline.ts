/** A signal that fires when another signal does, or after a time limit. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Whether it fired because of the time limit. */
  readonly expired: () => boolean;
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
  const timer =
    ms === undefined
      ? undefined
      : setTimeout(() => {
          expired = true;
          controller.abort();
        }, ms);
  if (caller?.aborted) abort();
  else caller?.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    expired: () => expired,
    done: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', abort);
    },
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
