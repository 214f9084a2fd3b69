const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work that goes on for long. The first SIGINT, SIGTERM or SIGHUP aborts the signal that the work gets, so that it
 * stops in order; from then on, and once the work has ended, signals end the process at once.
 */
export async function untilSignal<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const restore = () => {
    for (const name of SIGNALS) process.off(name, stop);
  };
  const stop = () => {
    restore();
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    restore();
  }
}
