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
  /** Tells it to stop; resolves when it has. @throws what it ended with */
  stop(): Promise<void>;
  /** Resolves when it ends by itself. @throws what it ended with */
  readonly ended: Promise<void>;
}

/** Starts a watcher of all namespaces, unless told otherwise. */
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
  ended.catch(() => {}); // whoever waits for the end hears of it
  const stop = async () => {
    stopping.abort();
    await ended;
  };
  return { log, ended, stop };
}
