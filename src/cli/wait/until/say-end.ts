import { ExitCode, type Io, interruptionOf, paint, printError } from '../../shell';
import { printable } from '../../shell/terminal';
import type { WaitEnd } from './waiting';

/** Prints the status of every application at the end of waiting. @param timeout in milliseconds */
export function sayEnd({ waited, code }: WaitEnd, timeout: number, signal: AbortSignal, io: Io): void {
  const interruption = interruptionOf(signal);
  for (const [key, { verdict }] of waited) {
    const { outcome } = verdict;
    const message = printable(verdict.message);
    if (outcome === 'ready') {
      io.stdout.write(`${key} ${paint('ready', 'green', io.stdout)}: ${message}\n`);
    } else if (outcome === 'failed') {
      printError(io, `${key} has failed: ${message}`);
    } else if (code === ExitCode.TimedOut) {
      printError(io, `${key} is not ready after ${timeout / 1000} s: ${message}`);
    } else if (interruption !== undefined) {
      printError(io, `${interruption.message}: ${key} is not ready: ${message}`);
    }
  }
}
