import { describe, expect, test } from 'vitest';
import { type Goal, judge, type Troubles } from '../../../src/cli/wait/verdict';
import type { ApplicationReport } from '../../../src/status/application-report';
import { rollUp } from '../../../src/status/ranking';
import type { TargetReport } from '../../../src/status/target-report';

const GOAL: Goal = { includeSuspended: false, failureGraceMs: 60_000 };

type Made = Partial<TargetReport> & Pick<TargetReport, 'state'>;

const READY: Made = { state: 'Ready', revision: '1.0.0' };
const SUSPENDED: Made = { state: 'Suspended' };
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

  /** The outcome after each of these, so many seconds after the beginning. */
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
    '0 of 1 ready; t0 runs 0.9.0, not 1.0.0',
  );
  expect(at(0, [READY, { state: 'Stalled', reason: 'RetriesExceeded', message: 'no replicas' }]).message).toBe(
    '1 of 2 ready; t1 stalled: RetriesExceeded: no replicas',
  );
  expect(
    at(
      0,
      Array.from({ length: 5 }, () => PROGRESSING),
    ).message,
  ).toMatch(/; and 2 more$/);
});
