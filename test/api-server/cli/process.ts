import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import type { Client } from '../../../harness';
import { inTerminal, type Size } from '../../../harness/pseudo-terminal';

const MAIN =
  "require('./src/cli/main').run(process.argv.slice(1), process).then((code) => { process.exitCode = code; })";

/** The command in a separate process. */
export interface CommandProcess {
  /** Returns its output so far; for a terminal, the raw bytes. */
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code when it has ended. */
  readonly exit: Promise<number | null>;
}

/**
 * Starts the command. It ends with the test at the latest.
 *
 * @param more further environment variables, in addition to the kubeconfig of an administrator
 */
export async function startCommand(
  client: Client,
  args: readonly string[],
  terminal?: Size,
  more: Readonly<Record<string, string>> = {},
): Promise<CommandProcess> {
  const own = [process.execPath, '--import', 'tsx', '-e', MAIN, '--', ...args];
  const [file = '', ...rest] = terminal ? inTerminal(own, terminal) : own;
  const child = spawn(file, rest, {
    env: { PATH: process.env.PATH, KUBECONFIG: client.kubeconfig, TERM: 'xterm-256color', ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      texts[name] += chunk;
    });
  }
  const exit = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  await once(child, 'spawn');
  return { stdout: () => texts.stdout, stderr: () => texts.stderr, kill: (signal) => void child.kill(signal), exit };
}
