import { expect, test } from 'vitest';
import { conditionsWith, type Verdict } from '../../../src/controllers/application-lowering/lowered-condition';

const now = '2026-01-02T00:00:00Z';
const before = '2026-01-01T00:00:00Z';
const verdict: Verdict = { status: 'True', reason: 'Lowered', message: '2 targets lowered' };
const ready = { type: 'Ready', status: 'True', reason: 'Ready', message: '', lastTransitionTime: before };
const own = {
  ...{ type: 'Lowered', status: 'True', observedGeneration: 3, lastTransitionTime: before },
  ...{ reason: 'Lowered', message: '2 targets lowered' },
};
const stored = (...conditions: object[]) => ({ metadata: { generation: 3 }, status: { conditions } });

test('stands beside those of others, which stay as they are', () => {
  expect(conditionsWith(stored(ready), verdict, now)).toEqual([ready, { ...own, lastTransitionTime: now }]);
  expect(conditionsWith({ metadata: { generation: 3 } }, verdict, now)).toEqual([{ ...own, lastTransitionTime: now }]);
});

test('is not written again while it says the same', () => {
  expect(conditionsWith(stored(own, ready), verdict, now)).toBeUndefined();
  expect(conditionsWith(stored(ready), undefined, now)).toBeUndefined();
});

test('keeps its place, and its time while its status does not change', () => {
  const other: Verdict = { ...verdict, message: '3 targets lowered' };
  expect(conditionsWith(stored(own, ready), other, now)).toEqual([{ ...own, message: '3 targets lowered' }, ready]);
  const failed: Verdict = { status: 'False', reason: 'Refused', message: 'no' };
  expect(conditionsWith(stored(own, ready), failed, now)).toEqual([
    { ...own, status: 'False', reason: 'Refused', message: 'no', lastTransitionTime: now },
    ready,
  ]);
});

test('is taken away when there is nothing to say', () => {
  expect(conditionsWith(stored(own, ready), undefined, now)).toEqual([ready]);
});
