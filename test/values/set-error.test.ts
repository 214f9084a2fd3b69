import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applySet } from '../../src/values/set';
import { SET_DIFFERENCES, SetError } from '../../src/values/set-error';
import { runs } from '../random-runs';
import { setError } from './set-errors';

test('every difference that is listed is an error', () => {
  for (const { code, example } of SET_DIFFERENCES.filter(({ code }) => code !== 'path-too-long')) {
    expect(setError([example]).code).toBe(code);
  }
});

test('every difference is listed once', () => {
  const codes = SET_DIFFERENCES.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});

test('can be told by instanceof and by name', () => {
  const error = setError(['a[x]=1']);
  expect(error).toBeInstanceOf(SetError);
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('SetError');
});

test.each([
  ['a comma without its backslash', 'password=hunter2,S3CRET'],
  ['the rest of a value that looks like a key', 'password=hunter2,S3CRET[x]=='],
  ['an empty key in the rest of a value', 'password=hunter2,.S3CRET=='],
  ['a value that is not closed', 'password={S3CRET'],
  ['text after a list', 'password={S3CRET}S3CRET=1'],
  ['an integer', 'password=9007199254740993'],
  ['no key at all', 'S3CRET'],
  ['a colon for =', 'password: S3CRET'],
  ['a backslash at the end', 'password=S3CRET\\'],
  ['a new list element', 'x=S3CRET,password[0].S3CRET='],
])('does not show a value: %s', (_, expression) => {
  const { message, stack } = setError([expression], {});
  expect(`${message}${stack}`).not.toMatch(/S3CRET|hunter2|9007199254740993/);
});

test('does not show what is in the base', () => {
  expect(setError(['a.b=1'], { a: 'S3CRET' }).message).not.toContain('S3CRET');
});

test('no part of a value is in the message, whatever the value is', () => {
  const value = fc.array(fc.constantFrom('#', '#', '=', '[', ']', '{', '}', ',', '.', '\\', '0'), { maxLength: 12 });
  fc.assert(
    fc.property(value, (characters) => {
      try {
        applySet({ k: { '#': 1 } }, [`k=${characters.join('')}`], 'set');
      } catch (error) {
        expect(error).toBeInstanceOf(SetError);
        expect((error as SetError).message).not.toContain('#');
        expect((error as SetError).message).toMatch(/^set: "k=…": /);
      }
    }),
    { numRuns: runs(300) },
  );
});

test('cuts a key to one short line', () => {
  expect(setError(['first\nsecond[x]=1']).message).toBe('set: "first…=…": "x" at 14 is not a list index (0 to 65536)');
});
