import { styleText } from 'node:util';
import type { Io } from './io';

/** Says in one line what went wrong. */
export function printError(io: Io, error: Error): void {
  io.stderr.write(`${styleText('red', 'error:', { stream: io.stderr })} ${error.message}\n`);
}
