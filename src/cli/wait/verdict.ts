import type { ApplicationReport, TargetReport } from '../../status';
import { matchesRevision } from './matches-revision';

/** What is waited for. */
export interface Goal {
  /** What every target is to run. @default - whatever the Application says */
  readonly revision?: string;
  /** Whether suspended targets are waited for. */
  readonly includeSuspended: boolean;
  /** How long what may pass by itself may stand. */
  readonly failureGraceMs: number;
}

/** How a target stands to the goal. */
export interface TargetVerdict {
  readonly target: TargetReport;
  readonly outcome: 'ready' | 'suspended' | 'waiting' | 'failed';
  /** Why it is not ready, in one sentence without a full stop; empty where it is. */
  readonly why: string;
}

/** By key of a target: what may pass by itself, and since when it stands. */
export type Troubles = ReadonlyMap<string, { readonly reason: string; readonly sinceMs: number }>;

/** How an application stands to the goal. */
export interface Verdict {
  readonly outcome: 'ready' | 'waiting' | 'failed';
  /** In words, for a line. */
  readonly message: string;
  readonly targets: readonly TargetVerdict[];
  /** To be passed on to the next judgement. */
  readonly troubles: Troubles;
  /** When something stands long enough to have failed, if nothing changes; undefined: never. */
  readonly nextMs?: number;
}

/** Reasons by which Flux says that it has tried: what failed then fails again until somebody changes something. */
const TRIED: ReadonlySet<string> = new Set([
  'InstallFailed',
  'UpgradeFailed',
  'TestFailed',
  'RollbackFailed',
  'UninstallFailed',
  'ReconciliationFailed',
  'BuildFailed',
  'PruneFailed',
  'HealthCheckFailed',
]);

/** Reasons by which a target waits for something else, which may never come. */
const WAITS: ReadonlySet<string> = new Set([
  'DependencyNotReady',
  'SourceNotReady',
  'SourceNotFound',
  'SourceUnavailable',
  'ArtifactFailed',
  'ValuesError',
  'HealthCheckCanceled',
]);

/** What is Unknown only because nobody has got to it yet. */
const NOT_YET: ReadonlySet<string> = new Set(['NotReconciled', 'NoReadyCondition']);

/**
 * Whether an application is where it is to be, will not get there, or is on its way: pure. A healthy first apply shows
 * failures too (a source that is not there yet), so only what Flux has tried fails at once.
 *
 * @param before what stood at the last judgement of this generation
 * @param nowMs of any clock that does not step
 */
export function judge(report: ApplicationReport, goal: Goal, before: Troubles, nowMs: number): Verdict {
  const troubles = troublesOf(report.targets, before, nowMs);
  const targets = report.targets.map((target) => judgeTarget(target, goal, troubles, nowMs));
  const shared = { targets, troubles };
  if (report.state === 'Invalid' || targets.length === 0) {
    const message = targets.length === 0 && report.state !== 'Invalid' ? 'it has no targets' : report.message;
    return { outcome: 'failed', message, ...shared };
  }
  const of = (outcome: TargetVerdict['outcome']) => targets.filter((each) => each.outcome === outcome);
  const [failed] = of('failed');
  if (failed) return { outcome: 'failed', message: saidOf(of('failed'), targets), ...shared };
  const suspended = of('suspended');
  if (suspended.length === targets.length) {
    const message = 'all targets are suspended: nothing to wait for; --include-suspended waits until they are resumed';
    return { outcome: 'failed', message, ...shared };
  }
  const waiting = of('waiting');
  if (waiting.length === 0) return { outcome: 'ready', message: saidOf(suspended, targets), ...shared };
  const next = waiting.flatMap(({ target }) => {
    const trouble = isTrouble(target) ? troubles.get(target.key) : undefined;
    return trouble ? [trouble.sinceMs + goal.failureGraceMs] : [];
  });
  const nextMs = next.length === 0 ? undefined : Math.min(...next);
  return { outcome: 'waiting', message: saidOf([...waiting, ...suspended], targets), ...shared, nextMs };
}

function judgeTarget(target: TargetReport, goal: Goal, troubles: Troubles, nowMs: number): TargetVerdict {
  const { state, reason, message, revision, flags } = target;
  const waiting = (why: string): TargetVerdict => ({ target, outcome: 'waiting', why });
  const standing = `${state.toLowerCase()}: ${reason}: ${message}`;
  if (state === 'Suspended') {
    return goal.includeSuspended
      ? waiting('suspended')
      : { target, outcome: 'suspended', why: 'suspended, not waited for' };
  }
  if (state === 'Ready') {
    if (goal.revision === undefined || matchesRevision(revision, goal.revision)) {
      return { target, outcome: 'ready', why: '' };
    }
    return waiting(`runs ${revision ?? 'nothing'}, not ${goal.revision}`);
  }
  // a failure of what the Application said before, or of the chart that a template was before
  if (flags.outdated) return waiting(`not applied yet; what is applied is ${standing}`);
  if (state === 'Stalled' || (state === 'Failed' && TRIED.has(reason)))
    return { target, outcome: 'failed', why: standing };
  const trouble = troubles.get(target.key);
  if (isTrouble(target) && trouble && nowMs - trouble.sinceMs >= goal.failureGraceMs) {
    return { target, outcome: 'failed', why: `${standing} (for ${Math.round((nowMs - trouble.sinceMs) / 1000)} s)` };
  }
  return waiting(standing);
}

/** Whether it is in a state that passes by itself, or never. */
function isTrouble({ state, reason, flags }: TargetReport): boolean {
  if (flags.outdated) return false;
  if (state === 'Failed') return true;
  if (state === 'Unknown') return !NOT_YET.has(reason);
  return state === 'Reconciling' && WAITS.has(reason);
}

/** Trouble stands while it is tried again: only another one, or what is ready or suspended, ends it. */
function troublesOf(targets: readonly TargetReport[], before: Troubles, nowMs: number): Troubles {
  return new Map(
    targets.flatMap((target) => {
      const { key, reason, state } = target;
      const known = before.get(key);
      if (isTrouble(target)) return [[key, known?.reason === reason ? known : { reason, sinceMs: nowMs }] as const];
      return known && state === 'Reconciling' && !target.flags.outdated ? [[key, known] as const] : [];
    }),
  );
}

/** Targets that are named one by one. */
const MOST_NAMED = 3;

function saidOf(named: readonly TargetVerdict[], all: readonly TargetVerdict[]): string {
  const ready = all.filter(({ outcome }) => outcome === 'ready').length;
  const parts = named.slice(0, MOST_NAMED).map(({ target, why }) => `${target.key} ${why}`);
  const rest = named.length - parts.length;
  return [`${ready} of ${all.length} ready`, ...parts, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}
