import { listOf, stringOf, withoutUndefined } from '../json';
import {
  attemptedRevision,
  type Facts,
  type FluxCondition,
  factsOf,
  generationOf,
  hasFailedBefore,
  isUnchanged,
  isWaiting,
  notedFailure,
  revisionOf,
} from './facts';
import { type FluxObject, RECONCILE_REQUESTED_AT } from './flux-object';
import { describePause, pauseOf } from './pause';

/**
 * The state of a deployment target:
 *
 * - Ready: runs what the Application specifies.
 * - Suspended: Flux does not touch it.
 * - Reconciling: in progress, or waiting for something in progress.
 * - Unknown: its object cannot be read, or no controller has observed it.
 * - Missing: its object has not been applied.
 * - Failed: Flux has tried and failed; it may try again.
 * - Stalled: Flux has given up until something changes.
 * - Orphaned: an object of the application that matches none of its targets.
 */
export type State = 'Ready' | 'Suspended' | 'Reconciling' | 'Unknown' | 'Missing' | 'Failed' | 'Stalled' | 'Orphaned';

/** The state of an object, with its reason. */
export interface Readiness {
  readonly state: State;
  /** One word, as in a condition. */
  readonly reason: string;
  readonly message: string;
  /** The running revision, or the revision of the artifact of a source; absent if unknown. */
  readonly revision?: string;
  /** The time at which its controller reported this, in RFC 3339 format. */
  readonly since?: string;
  readonly flags: Flags;
  /** The attempt that failed, if it is Failed or Stalled by itself: not because of its source. */
  readonly attempt?: Attempt;
}

/** A failed attempt of a controller to apply an object. */
export interface Attempt {
  /** The generation of the object. */
  readonly generation: number;
  /** The attempted revision; absent if unknown. */
  readonly revision?: string;
  /** The controller is repeating the attempt. Absent unless it is true. */
  readonly repeating?: true;
}

/** The stored Ready condition of an object, and the attempt that it is about. */
export interface Previous {
  /** True if it was ready, False if it had failed. */
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** Date and time in RFC 3339 format. */
  readonly lastTransitionTime?: string;
  /** The generation of the attempt that failed; absent if there was none. */
  readonly generation?: number;
  /** The last attempted revision. */
  readonly attempted?: string;
}

/**
 * The readiness of a HelmRelease, a Kustomization or a source: pure and total.
 *
 * In kstatus, a release that fails and is retried stays in progress forever. Here, it is Failed even while it is
 * retried; but a release that only waits for objects of a first apply is not.
 *
 * @param previous its stored condition, because the status of a release that is being retried does not contain the
 * reason for its failure
 */
export function readinessOf(object: FluxObject, previous?: Previous): Readiness {
  const facts = factsOf(object);
  const revision = revisionOf(object);
  const decision = decide(facts, previous);
  return withoutUndefined({ ...decision, revision, flags: flagsOf(facts), attempt: attemptOf(facts, decision) });
}

type Decision = Pick<Readiness, 'state' | 'reason' | 'message' | 'since'>;

/** Decides by the first match, in the order of the decision table in docs/status.md. */
function decide(facts: Facts, previous: Previous | undefined): Decision {
  const { object, spec, generation, observedGeneration, conditions, ready, reconciling, stalled } = facts;
  if (object.metadata.deletionTimestamp !== undefined) return terminating(facts);
  if (spec.suspend === true) return suspended(facts);
  if (isStatic(facts)) return { state: 'Ready', reason: 'Static', message: 'this kind of source has no status' };
  if (conditions.length === 0) return NOT_RECONCILED;
  if (stalled && generationOf(stalled, facts) === generation) return givenUp(facts, stalled);
  if (!ready) return reconciling ? byCondition('Reconciling', reconciling) : NO_READY_CONDITION;
  if (generationOf(ready, facts) < generation) return behind(facts);
  if (ready.status === 'True') {
    if (observedGeneration !== generation) return behind(facts);
    if (lacksHistory(facts)) return REVISION_UNKNOWN;
    return lacksArtifact(facts) ? NO_ARTIFACT : byCondition('Ready', ready);
  }
  if (ready.status === 'False') {
    return isWaiting(facts, ready) ? byCondition('Reconciling', ready) : byCondition('Failed', failureIn(facts, ready));
  }
  if (ready.status === 'Unknown' && generationOf(ready, facts) === generation) return underway(facts, ready, previous);
  return NO_READY_CONDITION;
}

const NOT_RECONCILED: Decision = {
  state: 'Unknown',
  reason: 'NotReconciled',
  message: 'no controller has processed it yet',
};

const NO_READY_CONDITION: Decision = {
  state: 'Unknown',
  reason: 'NoReadyCondition',
  message: 'its status does not show whether it is ready',
};

const NO_ARTIFACT: Decision = { state: 'Reconciling', reason: 'NoArtifact', message: 'it has no artifact yet' };

const REVISION_UNKNOWN: Decision = {
  state: 'Reconciling',
  reason: 'RevisionUnknown',
  message: 'helm-controller has not reported the running revision yet',
};

function byCondition(state: State, { reason, message, lastTransitionTime }: FluxCondition): Decision {
  return { state, reason: reason || state, message: message ?? '', since: lastTransitionTime };
}

/** What helm-controller did after a failure, by the reason of the condition Remediated. */
const REMEDIES: Readonly<Record<string, string>> = {
  RollbackSucceeded: 'rolled back',
  UninstallSucceeded: 'uninstalled',
};

/**
 * The failure that a False Ready condition is about. After remediation, Ready only has the outcome of that; the error
 * remains in the condition of the release or of its tests (helm-controller summarize()).
 */
function failureIn({ conditions }: Facts, ready: FluxCondition): FluxCondition {
  const isRemedied = conditions.some(
    ({ type, status, reason }) => type === 'Remediated' && status === 'True' && reason === ready.reason,
  );
  const noted = isRemedied ? notedIn(conditions) : undefined;
  const remedy = REMEDIES[ready.reason ?? ''];
  if (!noted || remedy === undefined) return ready;
  return { ...noted, message: noted.message ? `${noted.message}; ${remedy}` : remedy };
}

/** The condition with the error of a release or of its tests. */
function notedIn(conditions: readonly FluxCondition[]): FluxCondition | undefined {
  return conditions.find(({ type, status }) => ['Released', 'TestSuccess'].includes(type) && status === 'False');
}

/**
 * helm-controller reports the number of attempts in Stalled, and the error in Ready. If it has no retries left at the
 * beginning of a reconciliation, Ready stays Unknown, and only the condition of the release has the error.
 */
function givenUp(facts: Facts, stalled: FluxCondition): Decision {
  const { ready, generation, conditions } = facts;
  const decision = byCondition('Stalled', stalled);
  if (!ready || ready.status === 'True' || generationOf(ready, facts) !== generation) return decision;
  const cause = (ready.status === 'False' ? failureIn(facts, ready) : notedIn(conditions))?.message ?? '';
  if (cause === '' || decision.message.includes(cause)) return decision;
  return { ...decision, message: decision.message === '' ? cause : `${decision.message}: ${cause}` };
}

/** Deletion creates a new generation, so a failure of this generation is a failure of the deletion. */
function terminating(facts: Facts): Decision {
  const { object, generation, ready } = facts;
  if (ready?.status === 'False' && generationOf(ready, facts) === generation) return byCondition('Failed', ready);
  return {
    state: 'Reconciling',
    reason: 'Terminating',
    message: 'it is being deleted',
    since: object.metadata.deletionTimestamp,
  };
}

/** The attempt that has failed; undefined if none has, or if the controller has not begun one. */
function attemptOf({ object, status, generation, ready }: Facts, decision: Decision): Attempt | undefined {
  const { state, message } = decision;
  if (state !== 'Failed' && state !== 'Stalled') return undefined;
  if (object.metadata.deletionTimestamp !== undefined || message.startsWith(NO_ARTIFACT_YET)) return undefined;
  // a controller that tries again removes Stalled first
  const repeating = state === 'Failed' && ready?.status === 'Unknown' ? (true as const) : undefined;
  return withoutUndefined({ generation, revision: attemptedRevision(status), repeating });
}

/** The message of kustomize-controller if it has no artifact to apply: it has not begun an attempt then. */
const NO_ARTIFACT_YET = 'Source artifact not found';

/** The observed generation is ignored here: controllers update it without applying anything. */
function suspended(facts: Facts): Decision {
  const { object, ready } = facts;
  const failure = ready?.status === 'False' ? failureIn(facts, ready).message : undefined;
  const revision = revisionOf(object);
  const pause = pauseOf(object) ?? {};
  const message = [
    describePause(pause),
    ...(revision === undefined ? [] : [`runs ${revision}`]),
    ...(failure ? [`failed before: ${failure}`] : []),
  ].join('; ');
  return { state: 'Suspended', reason: 'Suspended', message, since: pause.since };
}

/** Whether it is a HelmRepository of type oci: it is only a URL, so source-controller gives it no status. */
function isStatic({ object, spec }: Facts): boolean {
  return object.kind === 'HelmRepository' && spec.type === 'oci';
}

/**
 * Whether it is an ExternalArtifact without an artifact. Flux checks nothing else (helm-controller isSourceReady()).
 */
function lacksArtifact({ object }: Facts): boolean {
  return object.kind === 'ExternalArtifact' && revisionOf(object) === undefined;
}

/**
 * Whether helm-controller has reported a release as ready before its running revision: it patches conditions first, and
 * the rest of the status, including the history, in the next request (patch.Helper of fluxcd/pkg/runtime). It sets
 * Released only after it has recorded a release in the history, so this state is temporary.
 */
function lacksHistory({ object, conditions, status }: Facts): boolean {
  const isReleased = conditions.some((condition) => condition.type === 'Released' && condition.status === 'True');
  return object.kind === 'HelmRelease' && isReleased && listOf(status.history).length === 0;
}

function behind({ generation, ready }: Facts): Decision {
  return {
    state: 'Reconciling',
    reason: 'GenerationNotObserved',
    message: `its controller has not processed generation ${generation} yet`,
    since: ready?.lastTransitionTime,
  };
}

/**
 * The decision for Ready=Unknown, which occurs at a first attempt, between two attempts after a failure, and at every
 * interval of a Kustomization without changes (kustomize-controller#1453).
 */
function underway(facts: Facts, ready: FluxCondition, previous: Previous | undefined): Decision {
  const failed = repeatedFailure(facts, previous);
  if (failed) return failed;
  if (!isUnchanged(facts)) return byCondition('Reconciling', ready);
  if (previous?.status === 'True') return { state: 'Ready', reason: previous.reason, message: previous.message };
  const message = `Applied revision: ${stringOf(facts.status.lastAppliedRevision)}`;
  return { state: 'Ready', reason: 'ReconciliationSucceeded', message };
}

/**
 * The failure of the attempt that is being repeated: the stored condition, otherwise the condition of its release or
 * its tests. Undefined if it is not known to have failed, or if the present attempt is about something else.
 */
function repeatedFailure(facts: Facts, previous: Previous | undefined): Decision | undefined {
  const { object, conditions, status } = facts;
  const isKustomization = object.kind === 'Kustomization';
  const isNoted = hasFailedBefore(facts) && !(isKustomization && isOfAnother(facts, previous));
  // a Kustomization does not record a failure to build or to reach its cluster: only the stored condition has it
  const isKept = isKustomization || (isNoted && isOfRelease(facts, previous));
  if (previous && isKept && isSameAttempt(facts, previous)) {
    const { reason, message, lastTransitionTime } = previous;
    return { state: 'Failed', reason, message: message || RETRIED, since: lastTransitionTime };
  }
  if (!isNoted) return undefined;
  const noted = notedIn(conditions);
  if (noted) return byCondition('Failed', noted);
  const reason = notedFailure(status) ?? 'Failed';
  return { state: 'Failed', reason, message: RETRIED };
}

const RETRIED = 'the last attempt failed and is being retried';

/**
 * Whether a stored failure of a HelmRelease is one of its release. Another one, such as a missing Secret, is over when
 * helm-controller sets Ready=Unknown: it does so when an action on the release begins.
 */
function isOfRelease({ conditions }: Facts, previous: Previous | undefined): boolean {
  const failed = conditions.filter(({ type, status }) => ACTIONS.has(type) && status === 'False');
  return failed.length === 0 || failed.some(({ reason }) => reason === previous?.reason);
}

/** The conditions of helm-controller about its actions on a release. */
const ACTIONS: ReadonlySet<string> = new Set(['Released', 'TestSuccess', 'Remediated']);

/** Whether a stored condition is the failure of an attempt at the present generation and revision. */
function isSameAttempt({ status, generation }: Facts, previous: Previous): boolean {
  if (previous.status !== 'False' || previous.generation !== generation) return false;
  // the shortest form of a stored status has neither messages nor revisions (fitted-status.ts)
  const isShortest = previous.attempted === undefined && previous.message === '';
  return isShortest || previous.attempted === attemptedRevision(status);
}

/**
 * Whether the stored condition shows that a recorded failure of a Kustomization is not about the present generation,
 * which the history does not name: it was about another one, or the Kustomization has been in progress since.
 */
function isOfAnother({ generation }: Facts, previous: Previous | undefined): boolean {
  const { status, generation: failed = generation } = previous ?? {};
  return status === 'Unknown' || (status === 'False' && failed !== generation);
}

/** Facts in addition to the state of an object. Each is absent unless it is true. */
export interface Flags {
  /** Its controller is working on it, or was asked to. */
  readonly reconciling?: true;
  /** It is suspended, being deleted or changed, and its last Ready condition was a failure. */
  readonly failing?: true;
  /** The cluster differs from the release, and drift correction is off. */
  readonly drifted?: true;
  /** It does not run the newest revision, because its source fails. */
  readonly sourceStale?: true;
  /** Its status is about an older state of the Application, or about an older chart. */
  readonly outdated?: true;
  /**
   * It was changed between synthesis and cluster, by substitution, patches or admission: its report lists the fields.
   */
  readonly altered?: true;
  /** Its controller retries by itself. */
  readonly retrying?: true;
}

/** The flags that depend only on the object itself, not on its source. */
export function flagsOf(facts: Facts): Flags {
  const { spec, object, generation, ready, reconciling, conditions } = facts;
  const isSuspended = spec.suspend === true;
  const isOver = isSuspended || object.metadata.deletionTimestamp !== undefined;
  const isBehind = ready !== undefined && generationOf(ready, facts) < generation;
  const isFailing = ready?.status === 'False' && !isWaiting(facts, ready);
  const isAtWork = reconciling !== undefined || ready?.status === 'Unknown' || isRequested(facts);
  const isRetrying = ready?.status !== 'True' && reconciling !== undefined && (isFailing || hasFailedBefore(facts));
  return {
    ...(isAtWork && !isSuspended ? { reconciling: true } : {}),
    ...(isFailing && (isOver || isBehind) ? { failing: true } : {}),
    ...(conditions.some(({ type, status }) => type === 'Drifted' && status === 'True') ? { drifted: true } : {}),
    ...(isRetrying && !isOver && !isBehind ? { retrying: true } : {}),
  };
}

/** Whether a reconciliation was requested (`flux reconcile`) and has not begun. */
function isRequested({ object, status }: Facts): boolean {
  const requested = object.metadata.annotations?.[RECONCILE_REQUESTED_AT];
  return requested !== undefined && requested !== status.lastHandledReconcileAt;
}
