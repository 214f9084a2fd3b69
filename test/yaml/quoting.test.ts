import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inlineText } from '../../src/yaml/quoting';

/** Numbers of YAML 1.1, as its specification writes them, and times. */
const NUMBER =
  /^(?:[-+]?[\d_]*\.?[\d_]*|[-+]?[\d_]*\.?[\d_]*e[-+]?[\d_]+|[-+]?\d[\d_]*(?::\d+)+(?:\.[\d_]*)?|[-+]?0[xob][\da-f_]*)$/i;
const TIME = /^\d{4}-\d\d?-\d\d?$/;

test('a text of one line is quoted exactly if it can be read as a number or a time', () => {
  const text = fc.string({ unit: fc.constantFrom('0', '1', '_', '.', 'e', 'E', '+', '-'), maxLength: 12 });
  const property = fc.property(fc.constantFrom('0', '_', '.', '+', 'e'), text, (first, rest) => {
    const whole = first + rest;
    fc.pre(!whole.startsWith('...'));
    expect(inlineText(whole) !== whole, whole).toBe(NUMBER.test(whole) || TIME.test(whole));
  });
  fc.assert(property, { numRuns: 5000 });
});

test('many digits that are no number take no time', () => {
  const text = `${'1'.repeat(60_000)}x`;
  const start = performance.now();
  expect(inlineText(text)).toBe(text);
  expect(performance.now() - start).toBeLessThan(500);
});
