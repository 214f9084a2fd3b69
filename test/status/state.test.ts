import { expect, test } from 'vitest';
import { rollUp, type State } from '../../src/status/state';

test.each<[readonly State[], string]>([
  [[], 'Unknown'],
  [['Ready', 'Ready'], 'Ready'],
  [['Ready', 'Suspended'], 'Suspended'],
  [['Suspended', 'Reconciling', 'Ready'], 'Reconciling'],
  [['Reconciling', 'Unknown'], 'Unknown'],
  [['Missing', 'Unknown'], 'Missing'],
  [['Ready', 'Missing', 'Failed'], 'Failed'],
  [['Failed', 'Stalled', 'Ready'], 'Stalled'],
])('of targets that are %j the application is %s', (states, expected) => {
  expect(rollUp(states)).toBe(expected);
  expect(rollUp([...states].reverse())).toBe(expected);
});
