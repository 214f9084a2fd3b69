import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const MAIN = `process.argv.splice(1, 0, 'fluxapp'); require(${JSON.stringify(join(__dirname, '../../src/cli/main'))}).main();`;

/** The exit of a process. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in a separate process, without a terminal. It ends with the test at the latest. */
export async function startFluxapp(args: readonly string[], kubeconfig: string) {
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', MAIN, '--', ...args], {
    env: { PATH: process.env.PATH, KUBECONFIG: kubeconfig },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      texts[name] += chunk;
    });
  }
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  return {
    kill: (signal: NodeJS.Signals) => void child.kill(signal),
    /** Resolves to the first output on standard error. */
    firstWords: async () => {
      if (texts.stderr === '') await once(child.stderr, 'data');
    },
    end: closed.then(([code, signal]): End => ({ code, signal, ...texts })),
  };
}
