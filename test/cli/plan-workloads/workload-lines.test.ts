import { expect, test } from 'vitest';
import type { ObjectChange, WorkloadChange } from '../../../src/change';
import { workloadLines } from '../../../src/cli/plan/format/workload-lines';

const update = (name: string, ...fields: WorkloadChange['fields']): WorkloadChange => ({
  object: `v1 ConfigMap web/${name}`,
  action: 'update',
  fields,
  unforetold: [],
});
const lines = (objects: readonly WorkloadChange[]) =>
  workloadLines({ workloads: [{ objects }] } as unknown as ObjectChange, ['eu-1']).map(
    ({ sign, text }) => `${sign} ${text}`,
  );
const label = { path: ['metadata', 'labels', 'chart'], before: 'web-1', after: 'web-2' };
const token = { path: ['data', 'token'], before: '(sensitive)', after: '(sensitive)', sensitive: true } as const;

test('what many objects share is said once', () => {
  const own = { path: ['data', 'a'], before: 1n, after: 2n };
  const objects = ['a', 'b', 'c', 'd'].map((name) => update(name, ...(name === 'b' ? [own] : []), label));
  expect(lines(objects)).toEqual([
    '~ 4 objects  metadata.labels.chart: "web-1" -> "web-2"',
    '~ v1 ConfigMap web/b  data.a: 1 -> 2',
  ]);
});

test('what few objects share is said of each, and so is what may be secret', () => {
  expect(lines(['a', 'b'].map((name) => update(name, label)))).toEqual(
    ['a', 'b'].map((name) => `~ v1 ConfigMap web/${name}  metadata.labels.chart: "web-1" -> "web-2"`),
  );
  expect(lines(['a', 'b', 'c', 'd'].map((name) => update(name, token)))).toHaveLength(4);
});
