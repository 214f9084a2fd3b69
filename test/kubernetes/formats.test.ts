import { describe, expect, test } from 'vitest';
import {
  dataKeyProblem,
  dnsLabelProblem,
  dnsSubdomainProblem,
  isWithinGo,
  labelValueProblem,
  millisecondsOf,
  qualifiedNameProblem,
} from '../../src/kubernetes/formats';

// The cases of k8s.io/apimachinery/pkg/util/validation/validation_test.go, and the length limits.

const long = (length: number) => 'a'.repeat(length);
const dotted = (length: number) => `${'a.'.repeat(length / 2)}b`;

function accepts(problemOf: (text: string) => string | undefined, good: string[], bad: string[]): void {
  test.each(good)('%j is one', (text) => {
    expect(problemOf(text)).toBeUndefined();
  });
  test.each(bad)('%j is none', (text) => {
    expect(problemOf(text)).toEqual(expect.any(String));
  });
}

describe('a DNS label', () => {
  accepts(
    dnsLabelProblem,
    ['a', 'ab', 'abc', 'a1', 'a-1', 'a--1--2--b', '0', '01', '012', '1a', '1-a', '1--a--b--2', long(63)],
    [
      '',
      'A',
      'ABC',
      'aBc',
      'A1',
      'A-1',
      '1-A',
      '-',
      'a-',
      '-a',
      '1-',
      '-1',
      '_',
      'a_',
      '_a',
      'a_b',
      '.',
      'a.',
      '.a',
    ].concat(['a.b', '1.', '.1', '1.2', ' ', 'a ', ' a', 'a b', '1 ', ' 1', '1 2', 'a\n', 'ä', '\u0131', long(64)]),
  );

  test('is described', () => {
    expect(dnsLabelProblem('a_b')).toBe(
      "is not a DNS label: lower-case letters, digits and '-', with a letter or digit at both ends",
    );
    expect(dnsLabelProblem(long(64))).toBe('has 64 characters, at most 63 are allowed');
  });
});

describe('a DNS subdomain', () => {
  accepts(
    dnsSubdomainProblem,
    [
      'a',
      'ab',
      'a1',
      'a-1',
      'a--1--2--b',
      '0',
      '1-a',
      '1--a--b--2',
      'a.b',
      'a.1',
      '1.2',
      'a-1.b-2.c',
      long(253),
      dotted(252),
    ],
    [
      '',
      'A',
      'aBc',
      '-',
      'a-',
      '-a',
      '1-',
      '-1',
      '_',
      'a_b',
      '.',
      'a.',
      '.a',
      'a..b',
      '1.',
      '.1',
      '1..2',
      ' ',
      'a ',
    ].concat(['A.a', 'a.B', 'a-.b', 'a.-b', 'a@b', 'a,b', 'a/b', 'a\n', long(254), dotted(254)]),
  );

  test('may be held to another limit', () => {
    expect(dnsSubdomainProblem(long(53), 53)).toBeUndefined();
    expect(dnsSubdomainProblem(long(54), 53)).toBe('has 54 characters, at most 53 are allowed');
  });
});

describe('the value of a label', () => {
  accepts(
    labelValueProblem,
    ['', 'simple', 'now-with-dashes', '1-starts-with-num', 'end-with-num-1', '1234', 'A_b.c-D', long(63)],
    [
      'ends-with-dash-',
      '-starts-with-dash',
      'ends.with.dot.',
      'a b',
      ' ',
      '/',
      'a/b',
      'only/one/slash',
      'ü',
      'a\n',
      long(64),
    ],
  );
});

describe('the key of a label', () => {
  accepts(
    qualifiedNameProblem,
    [
      'simple',
      'now-with-dashes',
      '1-starts-with-num',
      '1234',
      'simple/simple',
      'now-with-dashes/simple',
      '1.2.3.4/5678',
    ]
      .concat(['1-num.2-num/3-num', 'Uppercase_Is_OK_123', 'example.com/Uppercase_Is_OK_123', 'requests.storage-foo'])
      .concat([long(63), `${long(253)}/${long(63)}`]),
    ['', 'nospecialchars%^=@', 'cantendwithadash-', '-cantstartwithadash-', 'only/one/slash', 'Example.com/abc'].concat(
      ['example_com/abc', 'example.com/', '/simple', 'a b', 'a\n', long(64), `${long(254)}/abc`],
    ),
  );
});

describe('a key of data', () => {
  accepts(
    dataKeyProblem,
    [
      'a',
      'good',
      'good-good',
      'still.good',
      'this.is.also.good',
      '.so.is.this',
      'THIS_IS_GOOD',
      'so_is_this_17',
      long(253),
    ],
    ['', '.', '..', '..bad', 'b*d', 'bad!&bad', 'a/b', 'a b', 'a\n', long(254)],
  );
});

test.each([
  ['10m', true],
  ['1h30m0.5s', true],
  ['2562047h', true],
  ['2562048h', false],
  ['99999999999999999999h', false],
  ['2562047h48m', false],
  ['9999999999h or so', true],
  ['', true],
])('Go can hold %s: %s', (duration, fits) => {
  expect(isWithinGo(duration)).toBe(fits);
});

test('text that is no duration takes no time', () => {
  const start = performance.now();
  expect(isWithinGo('1'.repeat(60_000))).toBe(true);
  expect(performance.now() - start).toBeLessThan(500);
});

test.each([
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  ['0.5ms', 1],
  ['10', undefined],
  ['1d', undefined],
  ['', undefined],
])('%s in milliseconds: %s', (duration, milliseconds) => {
  expect(millisecondsOf(duration)).toBe(milliseconds);
});
