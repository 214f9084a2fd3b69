import { expect, test } from 'vitest';
import { matchesRevision } from '../../../src/cli/wait/until/matches-revision';

const SHA1 = '4b8497c8f0d1c2b3a4958677869504f3e2d1c0ba';
const SHA256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

test.each([
  ['6.9.0', '6.9.0'],
  ['6.9.0+9f86d081884c', '6.9.0+9f86d081884c'],
  ['6.9.0+9f86d081884c', '6.9.0'],
  ['6.9.0+9f86d081884c', '9f86d08'],
  [`main@sha1:${SHA1}`, `main@sha1:${SHA1}`],
  [`main@sha1:${SHA1}`, `sha1:${SHA1}`],
  [`main@sha1:${SHA1}`, SHA1],
  [`main@sha1:${SHA1}`, '4b8497c'],
  [`main@sha1:${SHA1}`, '4B8497C8'],
  [`1.0.0@sha256:${SHA256}`, `sha256:${SHA256}`],
  [`1.0.0@sha256:${SHA256}`, SHA256.slice(0, 12)],
  [`sha256:${SHA256}`, SHA256.slice(0, 7)],
])('%s is %s', (applied, wanted) => {
  expect(matchesRevision(applied, wanted)).toBe(true);
});

test.each([
  [undefined, '6.9.0'],
  ['6.9.0', ''],
  ['6.9.0', '6.9'],
  ['6.9.0-rc.1', '6.9.0'],
  ['6.9.0+9f86d081884c', '6.9.1'],
  [`main@sha1:${SHA1}`, '4b8497'],
  [`main@sha1:${SHA1}`, 'main'],
  [`main@sha1:${SHA1}`, '8497c8f'],
  [`main@sha1:${SHA1}`, `${SHA1}0`],
  ['6.9.0+build.5', 'build.5'],
])('%s is not %s', (applied, wanted) => {
  expect(matchesRevision(applied, wanted)).toBe(false);
});
