import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { progressOn } from '../../../src/cli/wait/until/progress';

/** The output if one application is shown three times, the second time unchanged. */
function shown(terminal: object): string {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), terminal);
  const progress = progressOn(stream);
  for (const line of ['0 of 1 ready', '0 of 1 ready', '1 of 1 ready']) progress.show(new Map([['apps/web', line]]), 1);
  progress.close();
  return stream.read();
}

const LINES = '   1s apps/web: 0 of 1 ready\n   1s apps/web: 1 of 1 ready\n';
const TERMINAL = { isTTY: true, columns: 80, rows: 24 };

test('a file gets a line for every change', () => {
  expect(shown({})).toBe(LINES);
});

test('a terminal is redrawn, unless its cursor cannot be moved', () => {
  vi.stubEnv('TERM', 'xterm');
  expect(shown(TERMINAL)).toBe(
    [
      '   1s apps/web: 0 of 1 ready\n',
      '\u001b[1A\u001b[J   1s apps/web: 0 of 1 ready\n',
      '\u001b[1A\u001b[J   1s apps/web: 1 of 1 ready\n',
      '\u001b[1A\u001b[J',
    ].join(''),
  );
  vi.stubEnv('TERM', 'dumb');
  expect(shown(TERMINAL)).toBe(LINES);
  vi.unstubAllEnvs();
});
