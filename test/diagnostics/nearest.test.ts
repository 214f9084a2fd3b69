import { expect, test } from 'vitest';
import { didYouMean, nearest } from '../../src/diagnostics/nearest';

const fields = ['install', 'interval', 'values', 'valuesFrom', 'op'];

test.each([
  ['instal', 'install'],
  ['intervall', 'interval'],
  ['VALUES', 'values'],
  ['valuesfrom', 'valuesFrom'],
  ['valuFrom', 'valuesFrom'],
  ['o', 'op'],
  ['interv', 'interval'],
  ['inter', undefined], // three of five letters are missing, more than a third
  ['x', undefined],
  ['', undefined],
  ['chartRef', undefined],
  ['a'.repeat(100_000), undefined],
])('%s most likely meant %s', (word, expected) => {
  expect(nearest(word, fields)).toBe(expected);
});

test('there is nothing near where there is nothing', () => {
  expect(nearest('install', [])).toBeUndefined();
});

test('the suggestion is the end of a message', () => {
  expect(didYouMean('instal', fields)).toBe('; did you mean "install"?');
  expect(didYouMean('wibble', fields)).toBe('');
});
