import { ExpectedError } from '../../diagnostics';
import { findPackage } from '../../package';
import { ExitCode } from './exit-code';
import type { Io } from './io';
import { paint } from './paint';
import { Interrupted } from './signals';

/** Writes `error: …` as one line. */
export function printError(io: Io, message: string): void {
  io.stderr.write(`${paint('error:', 'red', io.stderr)} ${message}\n`);
}

/** Writes `warning: …` as one line. */
export function printWarning(io: Io, message: string): void {
  io.stderr.write(`${paint('warning:', 'yellow', io.stderr)} ${message}\n`);
}

/**
 * Reports the error of a command: an expected error is one line; anything else is a bug, and is printed with its stack.
 *
 * @returns the exit code
 */
export function reportFailure(io: Io, cause: unknown): number {
  const error = expectedError(cause);
  if (error === undefined) {
    io.stderr.write(`${stackOf(cause)}\n`);
    printError(io, `${BUG} with the lines above, fluxapp ${findPackage().version} and Node ${process.version}`);
  } else {
    printError(io, error.message);
  }
  return error instanceof Interrupted ? error.exitCode : ExitCode.Error;
}

const BUG = 'this is a bug in fluxapp, please report it';

/** The stack of a thrown value and of its causes. Other properties of errors may contain secrets. */
export function stackOf(cause: unknown): string {
  if (!(cause instanceof Error)) return `${cause} was thrown`;
  const { stack = String(cause) } = cause;
  return cause.cause === undefined ? stack : `${stack}\ncaused by: ${stackOf(cause.cause)}`;
}

/** The error that the user can fix; undefined: it is a bug. */
export function expectedError(cause: unknown): ExpectedError | undefined {
  if (cause instanceof ExpectedError) return cause;
  const missing = missingPackage(cause);
  if (missing === undefined) return undefined;
  const why = NEEDS_LATER_NODE.includes(missing) && isInstalled('pino') ? INSTALLED_BY_OLD_NODE : LEFT_OUT;
  return new ExpectedError(`${missing} is not installed: ${why}`);
}

const LEFT_OUT = 'optional packages were omitted, and this command needs it';

/** npm skips an optional package that does not run on its Node version. */
const INSTALLED_BY_OLD_NODE = 'npm ran on a Node older than 22.19, and skipped it; install again with a newer one';
const NEEDS_LATER_NODE = ['undici', '@kubernetes/client-node'];

function isInstalled(name: string): boolean {
  try {
    return require.resolve(name) !== '';
  } catch {
    return false;
  }
}

/** The package that could not be loaded, if that is the cause: optional packages may not be installed. */
function missingPackage(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  return /^Cannot find (?:module|package) '((?![./])[^']+)'/.exec(message)?.[1];
}
