import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { reportFailure } from '../../../src/cli/shell';
import { ExpectedError } from '../../../src/diagnostics';
import { ApiError, ConnectionError, KubeconfigError } from '../../../src/kube';
import { FleetError } from '../../../src/observe';
import { LeaseLostError } from '../../../src/watch';

/** The exit code and what is written to standard error. */
function reported(cause: unknown) {
  let stderr = '';
  const stream = new Writable({
    write: (chunk, _, done) => {
      stderr += chunk;
      done();
    },
  });
  const code = reportFailure({ stdin: process.stdin, stdout: stream, stderr: stream }, cause);
  return { code, stderr };
}

test.each([
  new ExpectedError('a'),
  new KubeconfigError('a'),
  new ConnectionError('a', 'ECONNREFUSED'),
  new ApiError('a', 403, 'Forbidden'),
  new FleetError('a'),
  new LeaseLostError('a'),
])('an expected error is one line: $name', (error) => {
  expect(reported(error)).toEqual({ code: 1, stderr: 'error: a\n' });
});

test('an optional package that is not installed is named', async () => {
  const cause = Object.assign(new Error("Cannot find package 'undici' imported from /lib/a.js"), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
  expect(reported(cause)).toEqual({
    code: 1,
    stderr: 'error: undici is not installed: what is optional was left out, and this command needs it\n',
  });
});

test('a bug is thrown again, a missing file of the package among them', () => {
  for (const bug of [
    new TypeError('a is not a function'),
    Object.assign(new Error("Cannot find module './a.js'"), { code: 'MODULE_NOT_FOUND' }),
    'a',
    undefined,
  ]) {
    expect(() => reported(bug)).toThrow(bug as Error);
  }
});
