import { rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { until } from './wait';

/** The holder of a lock touches it at this interval; a lock that was not touched for `staleMs` has lost its holder. */
const beatMs = 1_000;
const staleMs = 10_000;

/**
 * Runs `work` while no other process runs its own under the same lock. If the holder of a lock has died, the lock is
 * taken over after ten seconds. If two processes take it over at the same moment, both continue: builds only rename
 * finished files into place, so that this only costs time.
 *
 * @param file the path of the lock; its folder must exist
 * @param onWait called once if another process holds the lock
 */
export async function withLock<T>(file: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  if (!take(file)) {
    onWait();
    await until(`the lock ${file} is free`, () => take(file), { timeoutMs: Number.POSITIVE_INFINITY, intervalMs: 200 });
  }
  const beat = setInterval(() => ignoring('ENOENT', () => utimesSync(file, new Date(), new Date())), beatMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  const touched = ignoring('ENOENT', () => statSync(file).mtimeMs);
  if (touched !== undefined && Date.now() - touched > staleMs) rmSync(file, { force: true });
  return ignoring('EEXIST', () => writeFileSync(file, `${process.pid}\n`, { flag: 'wx' }) ?? true) ?? false;
}

function ignoring<T>(code: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === code) return undefined;
    throw error;
  }
}
