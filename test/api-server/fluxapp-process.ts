import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import type { Client } from '../../harness';

/** A command in a separate process, such as `fluxapp watch`. */
export interface FluxappProcess {
  /** What it has logged so far. */
  // biome-ignore lint/suspicious/noExplicitAny: every line has fields of its own
  log(): readonly any[];
  kill(signal: NodeJS.Signals): void;
  /** Its exit code when it has ended; null if a signal has ended it. */
  readonly exit: Promise<number | null>;
}

/** Starts `fluxapp`. It ends with the test at the latest. */
export async function startFluxapp(client: Client, args: readonly string[]): Promise<FluxappProcess> {
  const main =
    "require('./src/cli/main').run(process.argv.slice(1), process).then((code) => { process.exitCode = code; })";
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', main, '--', ...args], {
    env: { PATH: process.env.PATH, KUBECONFIG: client.kubeconfig },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const exit = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  await once(child, 'spawn');
  const log = () =>
    text
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
  return { log, kill: (signal) => void child.kill(signal), exit };
}
