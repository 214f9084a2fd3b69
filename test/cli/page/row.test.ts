import { expect, test } from 'vitest';
import { NIGHT, SHOWN_AT, shownObjects } from '../../../harness/fleet/shown-fleet';
import { rowOf } from '../../../src/cli/page';
import { viewsOf } from '../../../src/observe';

const rows = viewsOf(shownObjects(NIGHT, SHOWN_AT) as never, SHOWN_AT).map(rowOf);
const rowNamed = (name: string) => rows.find((row) => row.name === name);

test('targets that look the same are one group, and a cause names the clusters', () => {
  expect(rowNamed('checkout')).toEqual({
    ...{ namespace: 'shop', name: 'checkout', created: '2026-05-15T00:00:00Z', labels: { team: 'shop' } },
    ...{ type: 'HelmRelease', source: 'HelmRepository/charts', revision: '4.11.0 on 6, 4.12.1 on 5' },
    ...{ desired: 11, ready: 5, state: 'Failed', orphans: 0 },
    groups: [
      {
        ...{ state: 'Ready', revision: '4.12.1', marks: [] },
        clusters: ['ap-south-1', 'ap-southeast-1', 'cn-east-1', 'cn-north-2', 'host'],
      },
      {
        ...{ state: 'Failed', revision: '4.11.0', wanted: '4.12.1', marks: [] },
        clusters: ['eu-central-1', 'eu-west-1', 'eu-west-2', 'us-east-1'],
      },
      {
        ...{ state: 'Reconciling', revision: '4.11.0', wanted: '4.12.1', marks: [] },
        clusters: ['us-east-2', 'us-west-1'],
      },
    ],
    causes: [
      {
        ...{ id: expect.stringMatching(/^[0-9a-f]{16}$/), state: 'Failed', reason: 'UpgradeFailed' },
        core: "values: at '/replicaCount': got string, want integer",
        since: '2026-12-01T02:21:00Z',
        clusters: ['eu-central-1', 'eu-west-1', 'eu-west-2', 'us-east-1'],
      },
      {
        ...{ id: expect.any(String), state: 'Reconciling', reason: 'Progressing' },
        core: "Running 'upgrade' action with timeout of 5m0s",
        since: '2026-12-01T02:21:00Z',
        clusters: ['us-east-2', 'us-west-1'],
      },
    ],
  });
});

test('a pause that is over is marked, and so is what is wrong with an Application', () => {
  expect(rowNamed('payments')?.groups.filter(({ state }) => state === 'Suspended')).toEqual([
    { state: 'Suspended', revision: '7.0.3', marks: ['expired'], clusters: ['ap-south-1'] },
    { state: 'Suspended', revision: '7.0.3', marks: [], clusters: ['us-east-1'] },
  ]);
  expect(rowNamed('fraud-check')).toMatchObject({
    state: 'Invalid',
    causes: [
      {
        ...{ id: 'Invalid', state: 'Invalid', reason: 'Invalid', clusters: [] },
        core: expect.stringContaining('"5" is not a duration'),
      },
      { state: 'Reconciling', core: 'the Application has errors and cannot be lowered' },
    ],
  });
});

test('what says the same of several applications has one id', () => {
  const ids = ['redis', 'kube-state-metrics', 'otel-collector'].map((name) => rowNamed(name)?.causes[0]?.id);
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).not.toBe(rowNamed('velero')?.causes[0]?.id);
});

test('a cause has the message of each target where they differ', () => {
  const core = (address: string) => `dial tcp ${address}:6443: i/o timeout`;
  const failed = (message: string) => ({ status: 'False', reason: 'UpgradeFailed', message }) as const;
  const web = { namespace: 'shop', name: 'web', version: '1.0.0', clusters: ['eu-1', 'us-1'] } as const;
  const others = { 'eu-1': failed(core('10.1.0.1')), 'us-1': failed(core('172.16.9.9')) };
  const [row] = viewsOf(shownObjects([{ ...web, others }], SHOWN_AT) as never, SHOWN_AT).map(rowOf);
  expect(row?.causes).toMatchObject([
    { core: core('10.1.0.1'), clusters: ['eu-1', 'us-1'], cores: [core('10.1.0.1'), core('172.16.9.9')] },
  ]);
});

test('a message may be as long as an object, but not in the overview', () => {
  const message = `Helm upgrade failed for release shop/web with chart web@1.0.0: ${'x'.repeat(1_000_000)}`;
  const web = { namespace: 'shop', name: 'web', version: '1.0.0', clusters: ['host'] } as const;
  const others = { host: { status: 'False', reason: 'UpgradeFailed', message } } as const;
  const [row] = viewsOf(shownObjects([{ ...web, others }], SHOWN_AT) as never, SHOWN_AT).map(rowOf);
  expect(row?.causes.map(({ core }) => core)).toEqual([`${'x'.repeat(500)}…`]);
});
