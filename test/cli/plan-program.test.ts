import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { until } from '../../harness/wait';
import { runShell } from '../../src/cli/plan/program';

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a signal ends what the shell has started too', async () => {
  const abort = new AbortController();
  const output = new PassThrough();
  const running = runShell('sleep 600 & echo $!; wait', { cwd: '.', signal: abort.signal }, output);
  const [first] = (await output[Symbol.asyncIterator]().next()).value.toString().split('\n');
  const pid = Number(first);
  expect(isAlive(pid)).toBe(true);
  abort.abort(new Error('interrupted'));
  await expect(running).rejects.toThrow('interrupted');
  await until('the end of what the shell has started', () => !isAlive(pid));
});
