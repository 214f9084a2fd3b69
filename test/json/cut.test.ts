import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut } from '../../src/json';
import { runs } from '../random-runs';
import { message } from '../status/arbitrary-world';

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

test('what is cut fits, is the beginning of the text, and says that there is more', () => {
  fc.assert(
    fc.property(message, fc.integer({ min: 3, max: 100 }), (text, limit) => {
      const short = cut(text, limit);
      expect(bytes(short) - 2).toBeLessThanOrEqual(limit);
      expect(Buffer.from(short).toString()).toBe(short);
      if (short !== text) expect(text.startsWith(short.slice(0, -1)) && short.endsWith('…')).toBe(true);
      if (6 * text.length <= limit) expect(short).toBe(text);
      expect(cut(short, limit)).toBe(short);
    }),
    { numRuns: runs(600) },
  );
});
