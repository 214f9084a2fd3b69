import { ExpectedError } from '../../diagnostics';
import type { Io } from './io';
import { terminalOf } from './terminal';

/**
 * Asks on the terminal whether to go on.
 *
 * @throws ExpectedError without a terminal; the signal's reason when it fires
 */
export async function isConfirmed(question: string, io: Io, signal: AbortSignal): Promise<boolean> {
  if (!io.stdin.isTTY || terminalOf(io.stderr) === undefined) {
    throw new ExpectedError('nothing was changed: without a terminal to ask on, --yes is needed');
  }
  io.stderr.write(`${question} (yes or no): `);
  return (await line(io.stdin, signal)).trim().toLowerCase() === 'yes';
}

/** The first line of a stream, or its text if it ends before a line feed. */
async function line(stream: Io['stdin'], signal: AbortSignal): Promise<string> {
  let text = '';
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  const read = async () => {
    for await (const chunk of stream) {
      text += String(chunk);
      if (text.includes('\n')) break;
    }
    return text.split('\n')[0] as string;
  };
  return Promise.race([read(), aborted]);
}
