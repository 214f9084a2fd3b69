/** What a command that goes on for long stops at. */
export interface Stopping {
  readonly signal: AbortSignal;
  /** From now on signals end the process again. */
  done(): void;
}

/** Until `done`, SIGINT and SIGTERM do not end the process but stop what it does; a second one ends it at once. */
export function stopping(): Stopping {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once('SIGTERM', stop).once('SIGINT', stop);
  return { signal: controller.signal, done: () => void process.off('SIGTERM', stop).off('SIGINT', stop) };
}
