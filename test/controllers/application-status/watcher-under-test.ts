import { type WatchOptions, watchApplications } from '../../../src/watch';

/** A line of the log. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  // biome-ignore lint/suspicious/noExplicitAny: every line has fields of its own
  readonly fields: any;
}

/** A watcher that runs in this process. */
export interface RunningWatcher {
  readonly log: readonly LogLine[];
  /** Stops it, and resolves when it has stopped. @throws the error with which it ended */
  stop(): Promise<void>;
  /** Resolves when it ends by itself. @throws the error with which it ended */
  readonly ended: Promise<void>;
}

/** Starts a watcher for all namespaces by default. */
export function startWatcher(options: WatchOptions): RunningWatcher {
  const log: LogLine[] = [];
  const at = (level: LogLine['level']) => (fields: object, message: string) =>
    void log.push({ level, message, fields });
  const stopping = new AbortController();
  const ended = watchApplications({
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    signal: stopping.signal,
    ...options,
  });
  ended.catch(() => {}); // callers that wait for the end receive the error
  const stop = async () => {
    stopping.abort();
    await ended;
  };
  return { log, ended, stop };
}
