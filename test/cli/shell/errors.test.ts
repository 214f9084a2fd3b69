import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { version } from '../../../package.json';
import { reportFailure } from '../../../src/cli/shell';
import { ExpectedError } from '../../../src/diagnostics';
import { ApiError, ConnectionError, KubeconfigError } from '../../../src/kube';
import { LookupError } from '../../../src/observe';
import { LeaseLostError } from '../../../src/watch';

/** The exit code, and the output on standard error. */
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
  new LookupError('a'),
  new LeaseLostError('a'),
])('an expected error is one line: $name', (error) => {
  expect(reported(error)).toEqual({ code: 1, stderr: 'error: a\n' });
});

test.each([
  ['prom-client', 'optional packages were omitted, and this command needs it'],
  // pino is installed, so npm did not omit all optional packages
  ['undici', 'npm ran on a Node older than 22.19, and skipped it; install again with a newer one'],
])('an optional package that is not installed is named, with the reason: %s', (name, reason) => {
  const cause = Object.assign(new Error(`Cannot find package '${name}' imported from /lib/a.js`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
  expect(reported(cause)).toEqual({ code: 1, stderr: `error: ${name} is not installed: ${reason}\n` });
});

test('a bug keeps its stack and those of its causes, but none of their other properties', () => {
  const bug = new TypeError('a is not a function', {
    cause: Object.assign(new Error('b'), { headers: { authorization: 'Bearer secret' } }),
  });
  const { code, stderr } = reported(bug);
  expect(code).toBe(1);
  expect(stderr).toBe(
    `${bug.stack}\ncaused by: ${(bug.cause as Error).stack}\nerror: this is a bug in fluxapp, please report it with the lines above, fluxapp ${version} and Node ${process.version}\n`,
  );
  expect(stderr).not.toContain('secret');
});

test('a file of the package that is missing is a bug, as is what is no error', () => {
  const missing = Object.assign(new Error("Cannot find module './a.js'"), { code: 'MODULE_NOT_FOUND' });
  expect(reported(missing).stderr).toMatch(/^Error: Cannot find module '\.\/a\.js'\n {4}at .*\nerror: this is a bug/s);
  expect(reported('a').stderr).toMatch(/^a was thrown\nerror: this is a bug/);
  expect(reported(undefined).stderr).toMatch(/^undefined was thrown\nerror: this is a bug/);
});
