import { coreOf } from '../../../message';
import type { ApplicationReport, TargetReport } from '../../../status';
import { byWave, countAndName, groupAlike, UNDECLARED } from '../../../status';
import { type DependencyLookup, hasFailedWithAnother, isDefinite, unmetDependency } from './dependency';
import { matchesRevision } from './matches-revision';

/** The goal of the wait. */
export interface Goal {
  /** The revision that every target must run. @default - the one in the Application */
  readonly revision?: string;
  /** Whether suspended targets are waited for. */
  readonly includeSuspended: boolean;
  /** How long a possibly temporary problem is tolerated. */
  readonly failureGraceMs: number;
  /** The last wave that counts. @default - all waves count */
  readonly toWave?: number;
}

/** The progress of a target towards the goal. */
export interface TargetVerdict {
  readonly target: TargetReport;
  readonly outcome: 'ready' | 'suspended' | 'waiting' | 'failed';
  /** Why it is not ready, in one sentence without a full stop; empty if it is. */
  readonly why: string;
  /** The parts of `why`, for a line about several targets. */
  readonly remark: Remark;
}

/** The parts of a line about a target: `failed`, and `UpgradeFailed: context deadline exceeded`. */
interface Remark {
  readonly word: string;
  readonly detail?: string;
}

/** By KEY of a target: a possibly temporary problem, and the time since when it has lasted. */
export type Troubles = ReadonlyMap<string, { readonly reason: string; readonly sinceMs: number }>;

/** The progress of an application towards the goal. */
export interface Verdict {
  readonly outcome: 'ready' | 'waiting' | 'failed';
  /** In words, for a line. */
  readonly message: string;
  readonly targets: readonly TargetVerdict[];
  /** The state for the next evaluation. */
  readonly troubles: Troubles;
  /**
   * The time at which a problem will have lasted long enough to count as a failure, if nothing changes; undefined:
   * never.
   */
  readonly nextMs?: number;
}

/** Reasons for waiting for something that may never happen. */
const WAITS: ReadonlySet<string> = new Set([
  'DependencyNotReady',
  'SourceNotReady',
  'SourceNotFound',
  'SourceUnavailable',
  'ArtifactFailed',
  'ValuesError',
  'HealthCheckCanceled',
]);

/** Unknown only because it has not been processed yet. */
const NOT_YET: ReadonlySet<string> = new Set(['NotReconciled', 'NoReadyCondition']);

/**
 * Whether an application has reached the goal, will not reach it, or is in progress: pure. A healthy first apply also
 * shows failures (a source that does not exist yet), so only failures after an attempt of Flux count at once.
 *
 * @param before the state from the last evaluation of this generation
 * @param nowMs a monotonic clock
 * @param dependencies the known targets, in addition to those of the application
 */
export function judge(
  report: ApplicationReport,
  goal: Goal,
  before: Troubles,
  nowMs: number,
  dependencies: DependencyLookup = () => undefined,
): Verdict {
  const verdict = judgeKnown(report, goal, before, nowMs, dependencies);
  return report.undeclared ? { ...verdict, message: `${verdict.message}; ${UNDECLARED}` } : verdict;
}

/** The evaluation of the known data, which may be incomplete. */
function judgeKnown(
  report: ApplicationReport,
  goal: Goal,
  before: Troubles,
  nowMs: number,
  dependencies: DependencyLookup,
): Verdict {
  const isTrouble = (target: TargetReport) =>
    !hasFailedWithAnother(target, goal.revision) && mayPass(target, dependencies);
  const { toWave = Number.POSITIVE_INFINITY } = goal;
  const counted = report.targets.filter(({ wave = 0 }) => wave <= toWave).sort(byWave);
  const troubles = troublesOf(counted, before, nowMs, isTrouble);
  const judged = { goal, troubles, nowMs, dependencies, isTrouble };
  const targets = counted.map((target) => judgeTarget(target, judged));
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

/** The criteria for a target. */
interface Judgement {
  readonly goal: Goal;
  readonly troubles: Troubles;
  readonly nowMs: number;
  readonly dependencies: DependencyLookup;
  readonly isTrouble: (target: TargetReport) => boolean;
}

function judgeTarget(target: TargetReport, judgement: Judgement): TargetVerdict {
  const { goal, troubles, nowMs, dependencies, isTrouble } = judgement;
  const { state, revision, flags } = target;
  const word = state.toLowerCase();
  const verdict = (outcome: TargetVerdict['outcome'], said: string): TargetVerdict => {
    return { target, outcome, why: said, remark: { word: said } };
  };
  const standing = (outcome: TargetVerdict['outcome'], said: string, of = target): TargetVerdict => {
    const why = `${said}: ${of.reason}: ${of.message}`;
    return { target, outcome, why, remark: { word: said, detail: `${of.reason}: ${coreOf(of.message)}` } };
  };
  if (state === 'Suspended') {
    return goal.includeSuspended ? verdict('waiting', word) : verdict('suspended', 'suspended, not waited for');
  }
  if (state === 'Ready') {
    if (goal.revision === undefined || matchesRevision(revision, goal.revision)) {
      return { target, outcome: 'ready', why: '', remark: { word } };
    }
    return verdict('waiting', `at ${revision ?? 'no revision'}, not ${goal.revision}`);
  }
  // a failure of an earlier state of the Application, or of an earlier chart of a template
  if (flags.outdated && target.reason !== 'NotApplied')
    return standing('waiting', `not applied yet; the applied object is ${word}`);
  if (target.held) return verdict('waiting', target.message);
  const isForAnother = (each: TargetReport) => hasFailedWithAnother(each, goal.revision);
  if (isForAnother(target)) return standing('waiting', `${word} at ${target.attempt?.revision}, not ${goal.revision}`);
  if (isDefinite(target)) return standing('failed', word);
  const unmet = unmetDependency(target, dependencies);
  if (unmet && isDefinite(unmet) && !isForAnother(unmet))
    return standing('failed', `${word}: its dependency ${unmet.name} has failed`, unmet);
  const trouble = troubles.get(target.key);
  if (isTrouble(target) && trouble && nowMs - trouble.sinceMs >= goal.failureGraceMs) {
    return standing('failed', `${word} for ${Math.round((nowMs - trouble.sinceMs) / 1000)} s`);
  }
  return standing('waiting', word);
}

/**
 * Whether it is in a state that is temporary or permanent. While a target waits for a dependency, the dependency
 * decides.
 */
function mayPass(target: TargetReport, dependencies: DependencyLookup): boolean {
  const { state, reason, flags, held } = target;
  if (flags.outdated || held) return false; // its dependency is evaluated separately
  if (state === 'Failed') return true;
  if (state === 'Unknown') return !NOT_YET.has(reason);
  const unmet = unmetDependency(target, dependencies);
  return state === 'Reconciling' && WAITS.has(reason) && (unmet === undefined || unmet.state === 'Ready');
}

/** A problem persists while it is retried: only another problem, or a ready or suspended state, ends it. */
function troublesOf(
  targets: readonly TargetReport[],
  before: Troubles,
  nowMs: number,
  isTrouble: (target: TargetReport) => boolean,
): Troubles {
  return new Map(
    targets.flatMap((target) => {
      const { key, reason, state } = target;
      const known = before.get(key);
      if (isTrouble(target)) return [[key, known?.reason === reason ? known : { reason, sinceMs: nowMs }] as const];
      return known && state === 'Reconciling' && !target.flags.outdated ? [[key, known] as const] : [];
    }),
  );
}

/** The number of groups of targets that are described. */
const MOST_DESCRIBED = 3;

function saidOf(named: readonly TargetVerdict[], all: readonly TargetVerdict[]): string {
  const ready = all.filter(({ outcome }) => outcome === 'ready').length;
  const groups = groupAlike(named, ({ target, remark: { word, detail } }) => {
    return { target, kind: target.state, text: `${word}: ${detail}` };
  });
  const parts = groups.slice(0, MOST_DESCRIBED).map(describe);
  const rest = groups.slice(MOST_DESCRIBED).flat().length;
  return [`${ready} of ${all.length} ready`, ...parts, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}

function describe(group: readonly [TargetVerdict, ...TargetVerdict[]]): string {
  const [{ remark }] = group;
  const who = countAndName(
    group.map(({ target }) => target),
    remark.word,
    ({ key }) => key,
  );
  return remark.detail === undefined ? who : `${who}: ${remark.detail}`;
}
