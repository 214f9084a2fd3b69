import { listOf, stringOf, withoutUndefined } from '../json';
import {
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
 * - Suspended: paused; Flux leaves it as it is.
 * - Reconciling: on its way, or waiting for something that is on its way.
 * - Unknown: its object cannot be read, or no controller has observed it.
 * - Missing: its object has not been applied.
 * - Failed: Flux has tried and failed; it may try again.
 * - Stalled: Flux has given up until something changes.
 * - Orphaned: an object of the application that none of its targets wants.
 */
export type State = 'Ready' | 'Suspended' | 'Reconciling' | 'Unknown' | 'Missing' | 'Failed' | 'Stalled' | 'Orphaned';

/** The state of an object, and why. */
export interface Readiness {
  readonly state: State;
  /** One word, as in a condition. */
  readonly reason: string;
  readonly message: string;
  /** The revision that runs, of a source that of its artifact; absent where none is known to. */
  readonly revision?: string;
  /** When its controller reported this: date and time as in RFC 3339. */
  readonly since?: string;
  readonly flags: Flags;
}

/** The Ready condition that the stored status has of an object. */
export interface Previous {
  /** True where it was ready, False where it had failed. */
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** Date and time as in RFC 3339. */
  readonly lastTransitionTime?: string;
}

/**
 * The readiness of a HelmRelease, a Kustomization or a source: pure and total.
 *
 * kstatus takes every release that fails and is tried again for one in progress, for ever. Here one that has failed is
 * Failed, also while it is tried again; and one that waits for what is not there yet at a first apply is not.
 *
 * @param previous its stored condition: the status of a release that is retried does not hold why it failed
 */
export function readinessOf(object: FluxObject, previous?: Previous): Readiness {
  const facts = factsOf(object);
  const revision = revisionOf(object);
  return withoutUndefined({ ...decide(facts, previous), revision, flags: flagsOf(facts) });
}

type Decision = Pick<Readiness, 'state' | 'reason' | 'message' | 'since'>;

/** The first that applies: the order is that of the decision table in docs/status.md. */
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
  if (ready.status === 'False') return byCondition(isWaiting(facts, ready) ? 'Reconciling' : 'Failed', ready);
  if (ready.status === 'Unknown' && generationOf(ready, facts) === generation) return underway(facts, ready, previous);
  return NO_READY_CONDITION;
}

const NOT_RECONCILED: Decision = {
  state: 'Unknown',
  reason: 'NotReconciled',
  message: 'no controller has looked at it yet',
};

const NO_READY_CONDITION: Decision = {
  state: 'Unknown',
  reason: 'NoReadyCondition',
  message: 'its status does not say whether it is ready',
};

const NO_ARTIFACT: Decision = { state: 'Reconciling', reason: 'NoArtifact', message: 'it has no artifact yet' };

const REVISION_UNKNOWN: Decision = {
  state: 'Reconciling',
  reason: 'RevisionUnknown',
  message: 'helm-controller has not written yet which revision runs',
};

function byCondition(state: State, { reason, message, lastTransitionTime }: FluxCondition): Decision {
  return { state, reason: reason || state, message: message ?? '', since: lastTransitionTime };
}

/** helm-controller says in Stalled how often it has tried, and in Ready what has failed. */
function givenUp(facts: Facts, stalled: FluxCondition): Decision {
  const { ready, generation } = facts;
  const decision = byCondition('Stalled', stalled);
  if (ready?.status !== 'False' || generationOf(ready, facts) !== generation) return decision;
  const cause = ready.message ?? '';
  if (cause === '' || decision.message.includes(cause)) return decision;
  return { ...decision, message: decision.message === '' ? cause : `${decision.message}: ${cause}` };
}

/** Deletion makes a new generation: a failure of this one is that of the deletion. */
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

/** The observed generation is ignored here: controllers update it without applying anything. */
function suspended({ object, ready }: Facts): Decision {
  const revision = revisionOf(object);
  const pause = pauseOf(object) ?? {};
  const message = [
    describePause(pause),
    ...(revision === undefined ? [] : [`runs ${revision}`]),
    ...(ready?.status === 'False' && ready.message ? [`failed before: ${ready.message}`] : []),
  ].join('; ');
  return { state: 'Suspended', reason: 'Suspended', message, since: pause.since };
}

/** A HelmRepository of type oci is a URL and nothing else: source-controller gives it no status. */
function isStatic({ object, spec }: Facts): boolean {
  return object.kind === 'HelmRepository' && spec.type === 'oci';
}

/** Of an ExternalArtifact the artifact is all that Flux asks for (helm-controller isSourceReady()). */
function lacksArtifact({ object }: Facts): boolean {
  return object.kind === 'ExternalArtifact' && revisionOf(object) === undefined;
}

/**
 * helm-controller says that a release is ready before it says what it runs: it patches conditions by a request of their own,
 * and the rest of the status, with the history, by the next one (patch.Helper of fluxcd/pkg/runtime). It writes Released
 * only where it has recorded a release in the history, so this passes.
 */
function lacksHistory({ object, conditions, status }: Facts): boolean {
  const isReleased = conditions.some((condition) => condition.type === 'Released' && condition.status === 'True');
  return object.kind === 'HelmRelease' && isReleased && listOf(status.history).length === 0;
}

function behind({ generation, ready }: Facts): Decision {
  return {
    state: 'Reconciling',
    reason: 'GenerationNotObserved',
    message: `its controller has not got to generation ${generation} yet`,
    since: ready?.lastTransitionTime,
  };
}

/**
 * Ready=Unknown: at a first try, between two tries of what has failed, and at every interval of a Kustomization that
 * changes nothing (kustomize-controller#1453).
 */
function underway(facts: Facts, ready: FluxCondition, previous: Previous | undefined): Decision {
  const { object, status } = facts;
  // a Kustomization does not record a failure to build or to reach its cluster: only the stored condition has it
  const isTriedAgain = object.kind === 'Kustomization' && previous?.status === 'False';
  if (hasFailedBefore(facts) || isTriedAgain) return failure(facts, previous);
  if (!isUnchanged(facts)) return byCondition('Reconciling', ready);
  if (previous?.status === 'True') return { state: 'Ready', reason: previous.reason, message: previous.message };
  const message = `Applied revision: ${stringOf(status.lastAppliedRevision)}`;
  return { state: 'Ready', reason: 'ReconciliationSucceeded', message };
}

/** Why the last try failed: the stored condition, or else the condition of its release or its tests. */
function failure({ conditions, status }: Facts, previous: Previous | undefined): Decision {
  if (previous?.status === 'False') {
    const { reason, message, lastTransitionTime } = previous;
    return { state: 'Failed', reason, message, since: lastTransitionTime };
  }
  const noted = conditions.find((each) => ['Released', 'TestSuccess'].includes(each.type) && each.status === 'False');
  if (noted) return byCondition('Failed', noted);
  const reason = notedFailure(status) ?? 'Failed';
  return { state: 'Failed', reason, message: 'the last try has failed, and it is tried again' };
}

/** Facts beside the state of an object; each absent unless it is true. */
export interface Flags {
  /** Its controller is at work on it, or was asked to be. */
  readonly reconciling?: true;
  /** It is suspended, being deleted or changed, and its last Ready condition was a failure. */
  readonly failing?: true;
  /** The cluster differs from the release, and drift correction is off. */
  readonly drifted?: true;
  /** What it runs is not the newest: its source fails. */
  readonly sourceStale?: true;
  /** Its status is about an older state of the Application, or about an older chart. */
  readonly outdated?: true;
  /** It was changed between synthesis and cluster, by substitution, patches or admission: its report says where. */
  readonly altered?: true;
  /** Its controller tries again by itself. */
  readonly retrying?: true;
}

/** The flags of an object by itself: whether its source is stale only its source tells. */
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
