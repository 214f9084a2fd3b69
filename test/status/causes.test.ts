import fc from 'fast-check';
import { expect, test } from 'vitest';
import { causesOf } from '../../src/status/causes';
import { rankOf } from '../../src/status/ranking';
import type { State } from '../../src/status/readiness';
import type { TargetReport } from '../../src/status/target-report';

function target(cluster: string, state: State, message: string, more: Partial<TargetReport> = {}): TargetReport {
  const name = `web--${cluster}--web`;
  const shared = { kind: 'HelmRelease', namespace: 'web', reason: 'UpgradeFailed', flags: {} } as const;
  return { ...shared, key: cluster, cluster, name, state, message, since: '2026-11-20T00:00:00Z', ...more };
}

function schemaError(cluster: string): string {
  return [
    `Helm upgrade failed for release web/web--${cluster} with chart web@6.5.0: values don't meet the specifications of`,
    "the schema(s) in the following chart(s):\nweb:\n- at '/replicas': got string, want integer",
  ].join(' ');
}

test('what all targets say is one cause', () => {
  const targets = [
    target('us-1', 'Failed', schemaError('us-1'), { since: '2026-11-20T00:00:03Z' }),
    target('eu-1', 'Failed', schemaError('eu-1'), { since: '2026-11-20T00:00:02Z' }),
    target('eu-2', 'Ready', 'Helm upgrade succeeded'),
  ];
  const [us, eu] = targets as [TargetReport, TargetReport];
  expect(causesOf(targets)).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      state: 'Failed',
      reason: 'UpgradeFailed',
      core: "values: at '/replicas': got string, want integer",
      message: schemaError('eu-1'),
      since: '2026-11-20T00:00:02Z',
      targets: [eu, us],
    },
  ]);
});

test('the same message in two states has two causes, the worst state first, then the most targets', () => {
  const causes = causesOf([
    target('a-1', 'Reconciling', "dependency 'apps/db--a-1' is not ready"),
    target('a-2', 'Failed', 'boom'),
    target('a-3', 'Failed', 'bang'),
    target('a-4', 'Failed', 'bang'),
    target('a-5', 'Stalled', 'boom'),
    target('a-6', 'Reconciling', "dependency 'apps/db--a-6' is not ready"),
  ]);
  expect(causes.map(({ state, core, targets }) => [state, core, targets.length])).toEqual([
    ['Stalled', 'boom', 1],
    ['Failed', 'bang', 2],
    ['Failed', 'boom', 1],
    ['Reconciling', "dependency 'apps/db--a-1' is not ready", 2],
  ]);
});

test('a message that says nothing is as its reason', () => {
  expect(causesOf([target('a', 'Failed', ''), target('b', 'Failed', ' ')]).map(({ core }) => core)).toEqual([
    'UpgradeFailed',
  ]);
});

const states = ['Ready', 'Suspended', 'Reconciling', 'Unknown', 'Missing', 'Failed', 'Stalled'] as const;
const messages = ['', 'boom', 'context deadline exceeded', 'dial tcp 10.0.0.1:6443', schemaError('x')];

test('every target that is not ready has one cause, in whatever order they come', () => {
  const some = fc.tuple(fc.constantFrom(...states), fc.constantFrom(...messages));
  fc.assert(
    fc.property(fc.array(some, { maxLength: 20 }), fc.nat(), (made, turn) => {
      const targets = made.map(([state, message], index) => target(`c-${index}`, state, message));
      const causes = causesOf(targets);
      const keys = causes.flatMap((cause) => cause.targets.map(({ key }) => key));
      const wanted = targets.filter(({ state }) => state !== 'Ready').map(({ key }) => key);
      expect([...keys].sort()).toEqual([...wanted].sort());
      const ranks = causes.map(({ state }) => rankOf(state));
      expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
      const at = turn % (targets.length + 1);
      expect(causesOf([...targets.slice(at), ...targets.slice(0, at)])).toEqual(causes);
    }),
  );
});
