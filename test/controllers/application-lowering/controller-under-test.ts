import { type LoweringControllerOptions, lowerApplications } from '../../../src/controllers';
import type { RunningWatcher } from '../application-status/watcher-under-test';

/** Starts a controller for all namespaces by default. */
export function startController(options: LoweringControllerOptions): RunningWatcher {
  const log: RunningWatcher['log'][number][] = [];
  const at = (level: (typeof log)[number]['level']) => (fields: object, message: string) =>
    void log.push({ level, message, fields });
  const stopping = new AbortController();
  const ended = lowerApplications({
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    signal: stopping.signal,
    ...options,
  });
  ended.catch(() => {}); // stop() awaits it
  const stop = async () => {
    stopping.abort();
    await ended;
  };
  return { log, ended, stop };
}
