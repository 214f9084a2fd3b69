import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ExpectedError } from '../../diagnostics';

/** How to run a program. */
export interface ProgramOptions {
  readonly cwd: string;
  /** @default - that of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** Standard input of the program. @default - empty */
  readonly input?: string;
  /** Ends the program. */
  readonly signal: AbortSignal;
}

/** A program failed. The message is its last line of output. */
export class ProgramError extends ExpectedError {
  /** @param stderr its standard error */
  constructor(
    message: string,
    readonly stderr = '',
  ) {
    super(message);
  }
}

/** The maximum output, larger than any list of files. */
const MAX_OUTPUT = 256 * 1024 * 1024;

/**
 * Runs a program, and returns its standard output.
 *
 * @throws ProgramError if it fails, or does not exist; the signal's reason when it fires
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
    // a program that ends before it has read everything reports the reason itself
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/**
 * Runs a command line in the shell. Its output goes to `output`.
 *
 * @throws ProgramError if it fails; the signal's reason when it fires
 */
export async function runShell(
  commandLine: string,
  { cwd, env, signal }: ProgramOptions,
  output: NodeJS.WritableStream,
): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(commandLine, { cwd, env, detached: true, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  // the shell leads a process group, so its children end with it
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
