import { expect, test } from 'vitest';
import { Contention } from '../../../src/controllers/application-status/contention';
import type { ApplicationRecord } from '../../../src/observe/application-record';

const key = 'apps/web';
const record = (ready: string, writers: readonly string[], uid = 'one'): ApplicationRecord => ({
  ...{ namespace: 'apps', name: 'web', uid, resourceVersion: '1', annotations: {}, origin: {}, statusJson: '{}' },
  desired: { kind: 'HelmRelease', targets: [] },
  labels: { 'gitops.kubesphere.io/ready-number': ready },
  ...{ allLabels: {}, specBytes: 0, othersBytes: 0 },
  foreignWriters: writers,
});
const own = record('1-1', []);
const theirs = (text: string, uid?: string) => record(text, ['other'], uid);

/**
 * Another client writes this number of times, at this interval in minutes, and the watcher corrects each write unless
 * it gives up.
 */
function fight(times: number, minutes = 1) {
  let time = 0;
  const contention = new Contention(() => time);
  contention.after(key, own);
  const verdicts = Array.from({ length: times }, (_, index) => {
    time += minutes * 60_000;
    const verdict = contention.before(key, theirs(`0-${index}`));
    if (!verdict) contention.after(key, own);
    return verdict;
  });
  return { contention, verdicts };
}

test('what somebody else has changed is put right three times, and left to it after that', () => {
  const { contention, verdicts } = fight(5);
  const left = { writers: ['other'] };
  expect(verdicts).toEqual([undefined, undefined, undefined, { ...left, isNew: true }, { ...left, isNew: false }]);
  expect(contention.size).toBe(1);
});

test('changes that are far apart are no fight', () => {
  expect(fight(10, 30).verdicts).toEqual(Array(10).fill(undefined));
});

test('a change that could not be put right yet counts once', () => {
  const contention = new Contention(() => 0);
  contention.after(key, own);
  for (let turn = 0; turn < 10; turn++) expect(contention.before(key, theirs('0-9'))).toBeUndefined();
});

test('who else has written before the first own write does not matter, nor does what is as it was written', () => {
  const contention = new Contention(() => 0);
  for (let turn = 0; turn < 10; turn++) expect(contention.before(key, theirs(`0-${turn}`))).toBeUndefined();
  contention.after(key, theirs('1-1'));
  for (let turn = 0; turn < 10; turn++) expect(contention.before(key, theirs('1-1'))).toBeUndefined();
});

test('an application made anew under its name starts anew', () => {
  const { contention } = fight(4);
  expect(contention.before(key, theirs('0-9', 'two'))).toBeUndefined();
  contention.forget(key);
  expect(contention.size).toBe(0);
});
