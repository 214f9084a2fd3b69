import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ExpectedError } from '../../diagnostics';
import { systemMessage } from '../input';
import type { Io } from '../shell';
import { ExitCode, expectedError, printError, reportFailure, untilSignal } from '../shell';
import { junitReport, type Suite } from './junit';
import { type Goal, progressOn, sayEnd, type Waited, Waiting, type WaitingOptions } from './until';

export interface WaitOptions extends WaitingOptions {
  readonly revision?: string;
  readonly includeSuspended?: boolean;
  /** In milliseconds, like `failureGrace`. */
  readonly timeout: number;
  readonly failureGrace: number;
  /** The file of the JUnit report. */
  readonly report?: string;
}

/**
 * `fluxapp wait`.
 *
 * @param names empty: all applications
 * @returns Ok if all are ready, Error if one has failed or an error occurred, TimedOut, or the code of a signal
 */
export async function runWait(names: readonly string[], options: WaitOptions, io: Io): Promise<number> {
  if (options.report !== undefined) await checkReport(options.report);
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  let result: Result;
  try {
    result = await untilSignal((signal) => wait(names, options, io, seconds, signal));
  } catch (cause) {
    const error = expectedError(cause);
    if (error === undefined) throw cause;
    const code = reportFailure(io, error);
    const suites = (names.length > 0 ? names : ['all']).map(
      (name) => ({ name, seconds: seconds(), targets: [], error: error.message }) as const,
    );
    result = { code, suites: suites.map((suite) => ({ ...suite, ending: 'cancelled' })) };
  }
  if (options.report === undefined) return result.code;
  try {
    await writeFile(options.report, junitReport(result.suites));
    return result.code;
  } catch (error) {
    printError(io, `the report ${options.report}: ${systemMessage(error, 'written')}`);
    return result.code === ExitCode.Ok ? ExitCode.Error : result.code;
  }
}

/** @throws ExpectedError if the report cannot be written: the end of a long wait is too late to say so */
async function checkReport(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw new ExpectedError(`--report ${path}: is a folder`);
  // with the slash, a file in place of the folder is an error
  await access(found === undefined ? `${dirname(path)}/` : path, constants.W_OK).catch((error) => {
    throw new ExpectedError(`--report ${path}: ${systemMessage(error, 'written')}`);
  });
}

interface Result {
  readonly code: number;
  readonly suites: readonly Suite[];
}

async function wait(
  names: readonly string[],
  options: WaitOptions,
  io: Io,
  seconds: () => number,
  signal: AbortSignal,
): Promise<Result> {
  const goal: Goal = {
    revision: options.revision,
    includeSuspended: options.includeSuspended === true,
    failureGraceMs: options.failureGrace,
  };
  const waiting = await Waiting.open(names.length > 0 ? names : undefined, options, io);
  const progress = progressOn(io.stderr);
  try {
    await waiting.begin(options.timeout, signal);
    if (names.length > 0) await waiting.find(names);
    else waiting.findAll();
    const deadlineMs = performance.now() + options.timeout - seconds() * 1000;
    const onProgress = (lines: ReadonlyMap<string, string>) => progress.show(lines, seconds());
    const end = await waiting.until({ goal, deadlineMs, signal, onProgress });
    progress.close();
    sayEnd(end, options.timeout, signal, io);
    const { code, waited } = end;
    return { code, suites: suitesOf(waited, code, seconds()) };
  } finally {
    progress.close();
    await waiting.close();
  }
}

function suitesOf(waited: ReadonlyMap<string, Waited>, code: number, seconds: number): Suite[] {
  return [...waited].map(([name, { verdict }]) => {
    const isWhole = verdict.outcome === 'failed' && !verdict.targets.some(({ outcome }) => outcome === 'failed');
    return {
      name,
      seconds,
      targets: verdict.targets,
      ...(isWhole ? { error: verdict.message } : {}),
      ending: code === ExitCode.TimedOut ? 'timeout' : 'cancelled',
    };
  });
}
