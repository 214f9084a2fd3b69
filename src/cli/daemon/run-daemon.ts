import pino from 'pino';
import { KubeconfigError } from '../../kube';
import type { Io } from '../shell';
import { ExitCode, expectedError, stackOf, untilSignal } from '../shell';
import type { DaemonOptions } from './options';

/**
 * Runs a controller until a signal, with a JSON log on standard error. Errors before the start are thrown, later ones
 * are logged.
 *
 * @returns the exit code
 */
export async function runDaemon(
  { logLevel }: Pick<DaemonOptions, 'logLevel'>,
  io: Io,
  work: (signal: AbortSignal, log: pino.Logger) => Promise<void>,
): Promise<number> {
  const log = pino(
    {
      level: logLevel,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    io.stderr,
  );
  try {
    await untilSignal((signal) => work(signal, log));
    return ExitCode.Ok;
  } catch (error) {
    if (error instanceof KubeconfigError) throw error;
    const expected = expectedError(error);
    log.error(expected ? { error: expected.message } : { error: String(error), stack: stackOf(error) }, 'stopped');
    return ExitCode.Error;
  }
}
