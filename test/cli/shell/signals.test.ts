import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { untilSignal } from '../../../src/cli/shell';

const SHELL = join(__dirname, '../../../src/cli/shell');

/** Runs work that stops on request, or never, and sends signals to it. */
async function signalled(signals: readonly NodeJS.Signals[], stops: boolean) {
  const script = `
    const { untilSignal } = require(${JSON.stringify(SHELL)});
    untilSignal((signal) => new Promise((resolve) => {
      const timer = setInterval(() => {}, 1000);
      signal.addEventListener('abort', () => {
        console.log('stopping');
        if (${stops}) { clearInterval(timer); resolve(); }
      });
      console.log('working');
    })).then(() => console.log('stopped'));`;
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const said: string[] = [];
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    said.push(...chunk.trimEnd().split('\n'));
    const next = signals[said.length - 1];
    if (next) child.kill(next);
  }
  const [code, signal] = await closed;
  return { said, code, signal };
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s stops work in order', async (name) => {
  expect(await signalled([name], true)).toEqual({
    said: ['working', 'stopping', 'stopped'],
    code: 0,
    signal: null,
  });
});

test('a second signal, of any kind, ends the process at once', async () => {
  expect(await signalled(['SIGINT', 'SIGTERM'], false)).toEqual({
    said: ['working', 'stopping'],
    code: null,
    signal: 'SIGTERM',
  });
});

test('leaves no handler behind, however the work ends', async () => {
  const count = () =>
    process.listenerCount('SIGINT') + process.listenerCount('SIGTERM') + process.listenerCount('SIGHUP');
  const before = count();
  expect(await untilSignal(async () => count() - before)).toBe(3);
  await expect(untilSignal(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(count()).toBe(before);
});
