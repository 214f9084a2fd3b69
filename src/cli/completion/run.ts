import type { Command } from 'commander';
import { millisecondsOf } from '../../kubernetes';
import { type Completion, complete } from './candidates';
import { positionOf } from './position';

/** Bits in the last line of `__complete`; the same numbers as in cobra. */
const NO_SPACE = 2;
const NO_FILES = 4;

/** The environment variable with the timeout for the cluster: a duration, such as 5s. */
const TIMEOUT = 'FLUXAPP_COMPLETION_TIMEOUT';
const DEFAULT_TIMEOUT_MS = 2000;

/**
 * `fluxapp __complete WORD...`, which the scripts call: prints one line per candidate, followed by a tab and its
 * description, and `:BITS` at the end. It prints no errors: a cluster that cannot be read, or is too slow, has no
 * names.
 *
 * @param words the command line without `fluxapp`; the last one is completed
 */
export async function runComplete(program: Command, words: readonly string[]): Promise<string> {
  const position = positionOf(program, words);
  if (position === undefined) return formatCompletion({ candidates: [] });
  const stop = new AbortController();
  const completion = complete(position, async () => {
    const { ClusterNames } = await import('./cluster-names.js');
    return new ClusterNames(position.given, stop.signal);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, millisecondsOf(process.env[TIMEOUT] ?? '') ?? DEFAULT_TIMEOUT_MS);
  });
  try {
    return formatCompletion((await Promise.race([completion, late])) ?? { candidates: [] });
  } catch {
    return formatCompletion({ candidates: [] });
  } finally {
    clearTimeout(timer);
    completion.catch(() => {});
    stop.abort();
  }
}

function formatCompletion({ candidates, isFile, isBeginning }: Completion): string {
  const lines = candidates.map(({ word, description }) => (description ? `${word}\t${description}` : word));
  const bits = (isBeginning ? NO_SPACE : 0) | (isFile ? 0 : NO_FILES);
  return [...lines, `:${bits}`].map((line) => `${line}\n`).join('');
}
