/** Compares patterns with those of Go's regexp package: the tables are what Go 1.26 says. */
import { expect, test } from 'vitest';
import type { ValueMap } from '../../src/json';
import { judgeOf } from '../../src/verdict';
import { GoRegExp, GoRegExpError, isPattern, UnknownRegExpError } from '../../src/verdict/go-regexp';

const TEXTS = ['a', 'A', 'K', '\u212a', 'k', '.', '-', '_', ' ', '\n', 'é', 'a\nb', 'a.b', 'aab', '1', '😀', 'α'];

/** The texts that patterns match. */
const MATCHES: Readonly<Record<string, readonly string[]>> = {
  '^[\\s\\S]*$': TEXTS,
  '^[\\S]$': ['a', 'A', 'K', '\u212a', 'k', '.', '-', '_', 'é', '1', '😀', 'α'],
  '^[^\\S]$': [' ', '\n'],
  '^[\\W]$': ['\u212a', '.', '-', ' ', '\n', 'é', '😀', 'α'],
  '^[\\D]$': ['a', 'A', 'K', '\u212a', 'k', '.', '-', '_', ' ', '\n', 'é', '😀', 'α'],
  '^[\\w-.]+$': ['a', 'A', 'K', 'k', '.', '-', '_', 'a.b', 'aab', '1'],
  '^[\\w-]$': ['a', 'A', 'K', 'k', '-', '_', '1'],
  '^[--/]$': ['.', '-'],
  '^[[:^alpha:]]$': ['\u212a', '.', '-', '_', ' ', '\n', 'é', '1', '😀', 'α'],
  '^[[:alpha:][:^ascii:]]$': ['a', 'A', 'K', '\u212a', 'k', 'é', '😀', 'α'],
  '^[[:]$': [],
  '(?i:a)': ['a', 'A', 'a\nb', 'a.b', 'aab'],
  '(?i:a)(?-i)A': [],
  '^(?i)k$': ['K', '\u212a', 'k'],
  '(?i)[j-l]': ['K', '\u212a', 'k'],
  '(?i)^\\W$': ['.', '-', ' ', '\n', 'é', '😀', 'α'],
  '(?s:a.b)': ['a\nb', 'a.b', 'aab'],
  '(?m:^b$)': ['a\nb'],
  'a(?m)$': ['a', 'a\nb'],
  '^\\Qa.b\\E$': ['a.b'],
  '^\\Qa.': ['a.b'],
  '\\101': ['A'],
  '^\\0?$': [],
  '^\\p{Any}$': ['a', 'A', 'K', '\u212a', 'k', '.', '-', '_', ' ', '\n', 'é', '1', '😀', 'α'],
  '^\\p{^Greek}$': ['a', 'A', 'K', '\u212a', 'k', '.', '-', '_', ' ', '\n', 'é', '1', '😀'],
  '^\\PL$': ['.', '-', '_', ' ', '\n', '1', '😀'],
  '^*a': ['a', 'a\nb', 'a.b', 'aab'],
  '(|a)$': TEXTS,
  'a{1}{,2}': [],
  '(?:(?P<n>a)(?P<n>a))': ['aab'],
  '(?)a': ['a', 'a\nb', 'a.b', 'aab'],
  'a+?b': ['aab'],
  '\\b\\B': [],
  '^(a+)+$': ['a'],
  '^(a|a)*b': ['aab'],
  '^.$': ['a', 'A', 'K', '\u212a', 'k', '.', '-', '_', ' ', 'é', '1', '😀', 'α'],
};

const REFUSED = [
  'a**',
  'a{2}{3}',
  'a+++',
  '*a',
  '(*a)',
  'a|*',
  '(?i)*',
  'a)',
  '(a',
  '[a',
  '[]',
  '[b-a]',
  '[a-\\d]',
  '[[:foo:]]',
  '(?=a)',
  '(?P=n)',
  '(?-)',
  '(?P<>a)',
  '\\1',
  '\\8',
  '\\C',
  '\\Z',
  '\\q',
  '\\x{110000}',
  '\\xg',
  '\\p{Greek',
  '\\p{-}',
  '\\',
  'a{2,1}',
  'a{1001}',
  'a{123456789}',
  '(?:a{1,63}){1,100}',
  '((a{10}){10}){11}',
];

const LARGE = [
  '(?:a{1,63}){1,15}',
  '((a{10}){10}){10}',
  '(?:a{0}){1000}',
  '(?:a*){1000}',
  '(?:a{1000}){0}',
  'a{,1001}',
  'a{01001}',
];

test('matches what Go matches', () => {
  for (const [pattern, texts] of Object.entries(MATCHES)) {
    const matcher = new GoRegExp(pattern);
    expect([pattern, TEXTS.filter((text) => matcher.test(text))]).toEqual([pattern, texts]);
  }
});

test('refuses what Go refuses', () => {
  for (const pattern of REFUSED) expect(() => new GoRegExp(pattern), pattern).toThrow(GoRegExpError);
  for (const pattern of LARGE) expect(isPattern(pattern), pattern).toBe(true);
});

test('quantifiers in each other', () => {
  const nested = (sign: string) => new GoRegExp(`^${'('.repeat(300)}a${`)${sign}`.repeat(300)}$`);
  for (const sign of ['+', '*', '?', '{1,}', '{1}', '{0,1}']) {
    const matched = ['', 'a', 'aa', 'b'].filter((text) => nested(sign).test(text));
    const isOptional = '*?'.includes(sign) || sign === '{0,1}';
    const isLoop = '+*'.includes(sign) || sign === '{1,}';
    expect([sign, matched]).toEqual([sign, [...(isOptional ? [''] : []), 'a', ...(isLoop ? ['aa'] : [])]]);
  }
  expect(['', 'a', 'aa', 'aaa', 'aaaa'].filter((text) => new GoRegExp('^(a{2,}|b){1,}$').test(text))).toEqual([
    'aa',
    'aaa',
    'aaaa',
  ]);
});

test('what is not known is not refused', () => {
  for (const pattern of ['\\p{Foo}', '\\p{lu}', '\\p{Letter}', `${'('.repeat(500)}${')'.repeat(500)}`]) {
    expect(() => new GoRegExp(pattern), pattern).toThrow(UnknownRegExpError);
    expect(isPattern(pattern), pattern).toBe(true);
  }
  expect(() => new GoRegExp(`^(?:${'a?'.repeat(49)}){1000}b$`)).toThrow('is too large');
  const slow = new GoRegExp(`^(?:${'a?'.repeat(49)}){300}b$`);
  expect(() => slow.test('a'.repeat(10_000))).toThrow('takes too long to find out');
});

/** The faults and problems of a value, up to the values of patterns. */
function verdictOn(schema: unknown, values: ValueMap) {
  const { faults, problems } = judgeOf({ name: 'web', version: '1.0.0', schema }).of(values);
  return {
    faults: faults.map(({ message, isRefused }) => `${isRefused ? 'refused' : 'unknown'}: ${message}`),
    problems: problems.map(({ path, message }) => `${path.join('.')}: ${message}`),
  };
}

test('a pattern on values takes a time that is linear in them', () => {
  const text = `${'a'.repeat(5000)}!`;
  for (const pattern of ['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '^a*a*a*a*a*a*$', '^([a-z0-9]+(-[a-z0-9]+)*)+$']) {
    expect(verdictOn({ properties: { a: { pattern } } }, { a: text })).toEqual({
      faults: [],
      problems: [`a: does not match ${pattern}`],
    });
  }
});

test('a schema with a pattern that is not known here is unknown, and one that Go refuses is refused', () => {
  expect(verdictOn({ properties: { a: { pattern: '\\p{Foo}' } } }, { a: 'x' })).toEqual({
    faults: ['unknown: what \\p{Foo} means in "\\\\p{Foo}" is not known here'],
    problems: [],
  });
  const schema = { patternProperties: { '^(?:[a-z]{1,63}\\.){1,100}$': true } };
  expect(verdictOn(schema, {})).toEqual({
    faults: ['refused: "^(?:[a-z]{1,63}\\\\.){1,100}$" is not a valid Go regular expression'],
    problems: [],
  });
  expect(judgeOf({ name: 'web', version: '1.0.0', schema }).invalidSchemas().length).toBe(1);
});

test('a schema of true accepts all values, and one of false none', () => {
  expect(verdictOn(true, { a: 1 })).toEqual({ faults: [], problems: [] });
  expect(verdictOn(false, { a: 1 })).toEqual({ faults: [], problems: [': has a form that is not allowed'] });
});
