import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pad, truncate, widthOf, wrap } from '../../../../src/cli/shell/terminal/width';

test.each([
  ['abc', 3],
  ['日本', 4],
  ['e\u0301', 1],
  ['👩‍💻', 2],
])('%s takes %i columns', (text, width) => {
  expect(widthOf(text)).toBe(width);
  expect(widthOf(pad(text, 10))).toBe(10);
});

test.each([
  ['abcdef', 6, 'abcdef'],
  ['abcdef', 4, 'abc…'],
  ['日本語', 4, '日…'],
  ['日本語', 1, '…'],
  ['abc', 0, ''],
])('%s cut to %i is %s', (text, width, cut) => {
  expect(truncate(text, width)).toBe(cut);
});

const words = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '語', 'é', '👍') });

test('nothing is wider than it may be', () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 0, max: 12 }), (text, width) => {
      expect(widthOf(truncate(text, width))).toBeLessThanOrEqual(width);
    }),
  );
});

test('wrapping loses nothing but the spaces where it breaks', () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 2, max: 12 }), (text, width) => {
      const lines = wrap(text, width);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
});
