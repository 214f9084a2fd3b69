import { expect, test } from 'vitest';
import { parseUntil } from '../../../src/cli/pause/pausing/until';

const now = new Date('2026-11-02T10:00:00.400Z');

test.each([
  ['4h', '2026-11-02T14:00:01Z'],
  ['1d12h', '2026-11-03T22:00:01Z'],
  ['90m', '2026-11-02T11:30:01Z'],
  ['1s', '2026-11-02T10:00:02Z'],
  ['2026-12-01T08:00:00Z', '2026-12-01T08:00:00Z'],
  ['2026-12-01T08:00:00.5+02:00', '2026-12-01T06:00:01Z'],
])('%s is %s, to a whole second and never earlier', (text, until) => {
  expect(parseUntil(text, now)).toBe(until);
});

test.each(['', '4', 'h', '4 h', '4w', '-4h', 'tomorrow', '2026-12-01', '2026-13-01T00:00:00Z', `${'9'.repeat(30)}d`])(
  '%j is no time',
  (text) => {
    expect(() => parseUntil(text, now)).toThrow(
      `--until: ${JSON.stringify(text)} is neither a duration, such as 4h or 2d, nor date and time, such as 2026-12-01T08:00:00Z`,
    );
  },
);

test.each(['0s', '2026-11-02T10:00:00Z', '2020-01-01T00:00:00Z'])('%s is over', (text) => {
  expect(() => parseUntil(text, now)).toThrow(/^--until: \S+ is over$/);
});
