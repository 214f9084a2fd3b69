import { expect, test } from 'vitest';
import { steadyMessage } from '../../src/status/stored-status';

test.each([
  ['port 2: refused', 'port 1: refused', 'port 1: refused'],
  ['port 2: timeout', 'port 1: refused', 'port 2: timeout'],
  ['port 12345: refused', 'port 9: ref…', 'port 9: ref…'],
  ['port 12345: timeout', 'port 9: ref…', 'port 12345: timeout'],
])('%s, after %s', (message, stored, expected) => {
  expect(steadyMessage(message, stored)).toBe(expected);
});
