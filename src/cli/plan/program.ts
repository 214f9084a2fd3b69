import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ExpectedError } from '../../diagnostics';

/** How a program is run. */
export interface ProgramOptions {
  readonly cwd: string;
  /** @default - that of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** What it reads from standard input. @default - nothing */
  readonly input?: string;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** A program ended with an error. The message is the last line that it wrote. */
export class ProgramError extends ExpectedError {
  /** @param stderr all that it wrote to standard error */
  constructor(
    message: string,
    readonly stderr = '',
  ) {
    super(message);
  }
}

/** More than any list of files. */
const MAX_OUTPUT = 256 * 1024 * 1024;

/**
 * Runs a program, and returns what it writes to standard output.
 *
 * @throws ProgramError where it fails, or is not there; the signal's reason when it fires
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env, input, signal }: ProgramOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { cwd, env, signal, maxBuffer: MAX_OUTPUT }, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else if (signal.aborted) reject(signal.reason);
      else if (error.code === 'ENOENT') reject(new ProgramError(`${program} is not installed`));
      else {
        const message = lastLine(stderr) || lastLine(stdout) || `${program} ended with ${error.code}`;
        reject(new ProgramError(message, stderr));
      }
    });
    // one that ends before it has read all says by itself why
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/**
 * Runs a command line by the shell. What it writes goes to `output`.
 *
 * @throws ProgramError where it ends with an error; the signal's reason when it fires
 */
export async function runShell(
  commandLine: string,
  { cwd, env, signal }: ProgramOptions,
  output: NodeJS.WritableStream,
): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(commandLine, { cwd, env, detached: true, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  // the shell leads a group of processes, and what it has started ends with it
  const end = () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid);
  };
  signal.addEventListener('abort', end, { once: true });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Uint8Array) => output.write(chunk));
  const ended = once(child, 'close') as Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  const [code, killed] = await ended.finally(() => signal.removeEventListener('abort', end));
  signal.throwIfAborted();
  if (code !== 0) throw new ProgramError(`it ended with ${killed ?? `exit code ${code}`}`);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
