import { describe, expect, test } from 'vitest';
import type { DependencyLookup } from '../../../src/cli/wait/until/dependency';
import { type Goal, judge, type Troubles } from '../../../src/cli/wait/until/verdict';
import type { ApplicationReport } from '../../../src/status/application-report';
import { rollUp } from '../../../src/status/ranking';
import type { TargetReport } from '../../../src/status/target-report';

const GOAL: Goal = { includeSuspended: false, failureGraceMs: 60_000 };

type Made = Partial<TargetReport> & Pick<TargetReport, 'state'>;

const READY: Made = { state: 'Ready', revision: '1.0.0' };
const SUSPENDED: Made = { state: 'Suspended' };
const FAILED: Made = { state: 'Failed', reason: 'HealthCheckFailed' };
const AT_1: Partial<Goal> = { revision: '1.0.0' };
const PROGRESSING: Made = { state: 'Reconciling', reason: 'Progressing' };

function reportOf(targets: readonly Made[]): ApplicationReport {
  const full = targets.map(
    (target, index): TargetReport => ({
      key: `t${index}`,
      kind: 'HelmRelease',
      name: `t${index}`,
      reason: target.state,
      message: 'said',
      since: '2026-11-26T12:00:00Z',
      flags: {},
      ...target,
    }),
  );
  return {
    kind: 'HelmRelease',
    state: rollUp(full.map(({ state }) => state)),
    message: 'in words',
    desired: full.length,
    ready: full.filter(({ state }) => state === 'Ready').length,
    targets: full,
    orphans: [],
    entries: new Map(),
  };
}

const at = (seconds: number, targets: readonly Made[], goal: Partial<Goal> = {}, before: Troubles = new Map()) =>
  judge(reportOf(targets), { ...GOAL, ...goal }, before, seconds * 1000);

describe('at once', () => {
  test.each<[string, readonly Made[], Partial<Goal>, 'ready' | 'waiting' | 'failed']>([
    ['all are ready', [READY, READY], {}, 'ready'],
    ['one is on its way', [READY, PROGRESSING], {}, 'waiting'],
    ['one is not applied', [READY, { state: 'Missing' }], {}, 'waiting'],
    ['nobody has looked at one', [{ state: 'Unknown', reason: 'NotReconciled' }], {}, 'waiting'],
    ['Flux has given up on one', [READY, { state: 'Stalled', reason: 'RetriesExceeded' }], {}, 'failed'],
    ...([
      'InstallFailed',
      'UpgradeFailed',
      'TestFailed',
      'RollbackFailed',
      'UninstallFailed',
      'ReconciliationFailed',
      'BuildFailed',
      'PruneFailed',
      'HealthCheckFailed',
    ].map((reason) => [`Flux has tried: ${reason}`, [READY, { state: 'Failed', reason }], {}, 'failed'] as const) as [
      string,
      Made[],
      Partial<Goal>,
      'failed',
    ][]),
    ['another failure may pass', [READY, { state: 'Failed', reason: 'ArtifactFailed' }], {}, 'waiting'],
    ['a dependency is not ready', [{ state: 'Reconciling', reason: 'DependencyNotReady' }], {}, 'waiting'],
    ['a kind cannot be read', [{ state: 'Unknown', reason: 'Forbidden' }], {}, 'waiting'],
    [
      'what failed is of what was said before',
      [{ state: 'Failed', reason: 'UpgradeFailed', flags: { outdated: true } }],
      {},
      'waiting',
    ],
    [
      'what failed is being tried again',
      [{ state: 'Failed', reason: 'BuildFailed', attempt: { generation: 1, repeating: true } }],
      {},
      'waiting',
    ],
    ['what stalled is of what was said before', [{ state: 'Stalled', flags: { outdated: true } }], {}, 'waiting'],
    ['one is suspended', [READY, SUSPENDED], {}, 'ready'],
    ['one is suspended and is waited for', [READY, SUSPENDED], { includeSuspended: true }, 'waiting'],
    ['all are suspended', [SUSPENDED, SUSPENDED], {}, 'failed'],
    ['all are suspended and are waited for', [SUSPENDED], { includeSuspended: true }, 'waiting'],
    ['all run the revision', [READY, READY], { revision: '1.0.0' }, 'ready'],
    ['one runs another revision', [READY, { ...READY, revision: '0.9.0' }], { revision: '1.0.0' }, 'waiting'],
    ['one runs no known revision', [{ state: 'Ready' }], { revision: '1.0.0' }, 'waiting'],
    [
      'a suspended one runs another revision',
      [READY, { ...SUSPENDED, revision: '0.9.0' }],
      { revision: '1.0.0' },
      'ready',
    ],
    ['another revision failed', [{ ...FAILED, attempt: { generation: 1, revision: '0.9.0' } }], AT_1, 'waiting'],
    [
      'the revision failed',
      [{ ...FAILED, attempt: { generation: 1, revision: '1.0.0+0123456789ab' } }],
      AT_1,
      'failed',
    ],
    ['a failure of no known revision', [{ ...FAILED, attempt: { generation: 1 } }], AT_1, 'failed'],
    [
      'Flux has given up on another revision',
      [{ state: 'Stalled', reason: 'RetriesExceeded', attempt: { generation: 1, revision: '0.9.0' } }],
      AT_1,
      'waiting',
    ],
    [
      'Flux has given up, whatever the revision',
      [{ state: 'Stalled', reason: 'AccessDenied', attempt: { generation: 1, revision: '0.9.0' } }],
      AT_1,
      'failed',
    ],
    ['there is no target', [], {}, 'failed'],
  ])('%s', (_, targets, goal, outcome) => {
    expect(at(0, targets, goal).outcome).toBe(outcome);
  });

  test('an Application with errors has failed, with them', () => {
    const report = { ...reportOf([READY]), state: 'Invalid' as const };
    expect(judge(report, GOAL, new Map(), 0)).toMatchObject({ outcome: 'failed', message: 'in words' });
  });
});

describe('in time', () => {
  const artifact: Made = { state: 'Failed', reason: 'ArtifactFailed' };
  const dependency: Made = { state: 'Reconciling', reason: 'DependencyNotReady' };

  /** The outcome after each of these targets, at this number of seconds after the start. */
  const outcomes = (steps: readonly (readonly [number, Made])[], goal: Partial<Goal> = {}) => {
    let troubles: Troubles = new Map();
    return steps.map(([seconds, target]) => {
      const verdict = at(seconds, [target], goal, troubles);
      troubles = verdict.troubles;
      return verdict.outcome;
    });
  };

  test.each<[string, readonly (readonly [number, Made])[], string]>([
    [
      'what stands for the grace has failed',
      [
        [0, artifact],
        [59, artifact],
        [60, artifact],
      ],
      'failed',
    ],
    [
      'a wait that stands for the grace has failed',
      [
        [0, dependency],
        [60, dependency],
      ],
      'failed',
    ],
    [
      'what is tried again meanwhile still stands',
      [
        [0, artifact],
        [30, PROGRESSING],
        [60, artifact],
      ],
      'failed',
    ],
    [
      'what is on its way at the end of the grace goes on',
      [
        [0, artifact],
        [30, PROGRESSING],
        [90, PROGRESSING],
      ],
      'waiting',
    ],
    [
      'another reason begins anew',
      [
        [0, dependency],
        [40, artifact],
        [80, artifact],
      ],
      'waiting',
    ],
    [
      'what was ready in between begins anew',
      [
        [0, artifact],
        [30, READY],
        [70, artifact],
      ],
      'waiting',
    ],
    [
      'progress has no grace',
      [
        [0, PROGRESSING],
        [600, PROGRESSING],
      ],
      'waiting',
    ],
  ])('%s', (_, steps, outcome) => {
    expect(outcomes(steps).at(-1)).toBe(outcome);
  });

  test('the grace is a parameter, and 0 is none', () => {
    expect(outcomes([[0, artifact]], { failureGraceMs: 0 })).toEqual(['failed']);
    expect(
      outcomes(
        [
          [0, artifact],
          [5, artifact],
        ],
        { failureGraceMs: 5000 },
      ),
    ).toEqual(['waiting', 'failed']);
  });

  test('it says when to look again though nothing changes', () => {
    expect(at(10, [artifact]).nextMs).toBe(70_000);
    expect(at(10, [PROGRESSING]).nextMs).toBeUndefined();
  });
});

test('names what is waited for, and what is not', () => {
  expect(at(0, [READY, SUSPENDED]).message).toBe('1 of 2 ready; t1 suspended, not waited for');
  expect(at(0, [{ ...READY, revision: '0.9.0' }], { revision: '1.0.0' }).message).toBe(
    '0 of 1 ready; t0 at 0.9.0, not 1.0.0',
  );
  expect(at(0, [READY, { state: 'Stalled', reason: 'RetriesExceeded', message: 'no replicas' }]).message).toBe(
    '1 of 2 ready; t1 stalled: RetriesExceeded: no replicas',
  );
  const five = Array.from({ length: 5 }, () => PROGRESSING);
  expect(at(0, five).message).toBe('0 of 5 ready; 5 reconciling (t0, t1, t2, …): Progressing: said');
  const different = ['alpha', 'beta', 'gamma', 'delta', 'delta'].map((message) => ({ ...PROGRESSING, message }));
  expect(at(0, different).message).toMatch(/^0 of 5 ready; t0 reconciling: Progressing: alpha; .*; and 2 more$/);
  const failed = ['a', 'b'].map((name) => {
    const message = `Helm upgrade failed for release web/${name} with chart web@1.0.0: context deadline exceeded`;
    return { state: 'Failed', reason: 'UpgradeFailed', message } as const;
  });
  expect(at(0, failed).message).toBe('0 of 2 ready; 2 failed (t0, t1): UpgradeFailed: context deadline exceeded');
});

test('says which revision failed, and waits for the wanted one as long as it takes', () => {
  const failed = { ...FAILED, attempt: { generation: 1, revision: '0.9.0' } };
  const first = at(0, [failed], AT_1);
  expect(at(600, [failed], AT_1, first.troubles)).toMatchObject({
    outcome: 'waiting',
    message: '0 of 1 ready; t0 failed at 0.9.0, not 1.0.0: HealthCheckFailed: said',
    nextMs: undefined,
  });
});

test('says of what has not been applied that it has not, and of what is applied how it fares', () => {
  const outdated = (made: Made): Made => ({ ...made, flags: { outdated: true } });
  const said = (made: Made) => judge(reportOf([outdated(made)]), GOAL, new Map(), 0).message;
  expect(said({ state: 'Reconciling', reason: 'NotApplied', message: 'spec.interval differs' })).toBe(
    '0 of 1 ready; t0 reconciling: NotApplied: spec.interval differs',
  );
  expect(said({ state: 'Failed', reason: 'UpgradeFailed', message: 'no replicas' })).toBe(
    '0 of 1 ready; t0 not applied yet; the applied object is failed: UpgradeFailed: no replicas',
  );
});

describe('dependencies', () => {
  const waits: Made = {
    state: 'Reconciling',
    reason: 'DependencyNotReady',
    message: "dependency 'shop/db' is not ready",
  };
  const other = (made: Made, name = 'db') => reportOf([{ ...made, name }]).targets[0] as TargetReport;
  const lookup =
    (...known: TargetReport[]): DependencyLookup =>
    (kind, id) =>
      known.find((target) => target.kind === kind && `shop/${target.name}` === id);
  const later = (seconds: number, dependencies: DependencyLookup, target: Made = waits) => {
    const goal = { ...GOAL, ...AT_1 };
    const first = judge(reportOf([target]), goal, new Map(), 0, dependencies);
    return judge(reportOf([target]), goal, first.troubles, seconds * 1000, dependencies);
  };

  test.each<[string, Made]>([
    ['on its way', PROGRESSING],
    ['not applied', { state: 'Missing' }],
    ['not looked at', { state: 'Unknown', reason: 'NotReconciled' }],
    ['suspended', SUSPENDED],
    [
      'failing with what the Application said before',
      { state: 'Failed', reason: 'InstallFailed', flags: { outdated: true } },
    ],
    ['failing at another revision', { ...FAILED, attempt: { generation: 1, revision: '0.9.0' } }],
  ])('what waits for a dependency that is %s waits as long as that', (_, made) => {
    const verdict = later(600, lookup(other(made)));
    expect(verdict.outcome).toBe('waiting');
    expect(verdict.nextMs).toBeUndefined();
  });

  test('a dependency that is not known is waited for until the grace is over', () => {
    expect(later(59, lookup()).outcome).toBe('waiting');
    expect(later(60, lookup())).toMatchObject({
      outcome: 'failed',
      message: "0 of 1 ready; t0 reconciling for 60 s: DependencyNotReady: dependency 'shop/db' is not ready",
    });
  });

  test('so is one that is ready, as a readyExpr may never be true', () => {
    expect(later(60, lookup(other(READY))).outcome).toBe('failed');
  });

  test('a dependency that has failed is a failure that says so, also at the end of a chain', () => {
    const failed = other({ state: 'Failed', reason: 'InstallFailed', message: 'Helm install failed: boom' });
    const message =
      '0 of 1 ready; t0 reconciling: its dependency db has failed: InstallFailed: Helm install failed: boom';
    expect(later(0, lookup(failed))).toMatchObject({ outcome: 'failed', message });
    const between = other(waits, 'api');
    const first = { ...waits, message: "unable to get 'shop/api' dependency: not found" };
    expect(later(0, lookup(failed, between), first)).toMatchObject({ outcome: 'failed', message });
  });

  test('dependencies in a circle are waited for', () => {
    const circle = other(waits);
    expect(later(600, lookup(circle)).outcome).toBe('waiting');
  });
});

test('a target that is held by a wave before waits, however long, and fails nothing by itself', () => {
  const message = 'waits for wave 1: t0 (Reconciling: Progressing)';
  const held: Made = { state: 'Reconciling', reason: 'DependencyNotReady', message, held: true };
  const first = at(0, [PROGRESSING, held]);
  const later = at(3_600, [PROGRESSING, held], {}, first.troubles);
  expect([first, later].map(({ outcome, nextMs }) => ({ outcome, nextMs }))).toEqual([
    { outcome: 'waiting', nextMs: undefined },
    { outcome: 'waiting', nextMs: undefined },
  ]);
  expect(later.message).toBe(
    '0 of 2 ready; t0 reconciling: Progressing: said; t1 waits for wave 1: t0 (Reconciling: Progressing)',
  );
  const broken = at(0, [{ state: 'Failed', reason: 'UpgradeFailed' }, held]);
  expect(broken.targets.map(({ outcome }) => outcome)).toEqual(['failed', 'waiting']);
});
