import { stringOf, withoutUndefined } from '../json';
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
 * - Ready: runs what the Application says.
 * - Suspended: paused; Flux leaves it as it is.
 * - Reconciling: on its way, or waiting for something that is on its way.
 * - Unknown: nothing can be said; its object cannot be read, or no controller has looked at it.
 * - Missing: its object has not been applied.
 * - Failed: Flux has tried and failed; it may try again.
 * - Stalled: Flux has given up until something changes.
 * - Orphaned: an object of the application that none of its targets wants.
 */
export type State = 'Ready' | 'Suspended' | 'Reconciling' | 'Unknown' | 'Missing' | 'Failed' | 'Stalled' | 'Orphaned';

/** How an object stands. */
export interface Readiness {
  readonly state: State;
  /** One word, as in a condition. */
  readonly reason: string;
  readonly message: string;
  /** The revision that runs, of a source that of its artifact; absent where none is known to. */
  readonly revision?: string;
  /** Since when its controller says so: date and time as in RFC 3339. */
  readonly since?: string;
  readonly flags: Flags;
}

/** What was said of an object before. */
export interface Previous {
  /** True where it was ready, False where it had failed. */
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** Date and time as in RFC 3339. */
  readonly lastTransitionTime?: string;
}

/**
 * How a HelmRelease, a Kustomization or a source stands: pure and total.
 *
 * kstatus takes every release that fails and is tried again for one in progress, for ever. Here one that has failed is
 * Failed, also while it is tried again; and one that waits for what is not there yet at a first apply is not.
 *
 * @param previous what was said of it before: what a release failed with is not in its status while it is tried again
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
  if (stalled && generationOf(stalled, facts) === generation) return said('Stalled', stalled);
  if (!ready) return reconciling ? said('Reconciling', reconciling) : NO_READY_CONDITION;
  if (generationOf(ready, facts) < generation) return behind(facts);
  if (ready.status === 'True') {
    if (observedGeneration !== generation) return behind(facts);
    return lacksArtifact(facts) ? NO_ARTIFACT : said('Ready', ready);
  }
  if (ready.status === 'False') return said(isWaiting(facts, ready) ? 'Reconciling' : 'Failed', ready);
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

function said(state: State, { reason, message, lastTransitionTime }: FluxCondition): Decision {
  return { state, reason: reason || state, message: message ?? '', since: lastTransitionTime };
}

/** Deletion makes a new generation: a failure of this one is that of the deletion. */
function terminating(facts: Facts): Decision {
  const { object, generation, ready } = facts;
  if (ready?.status === 'False' && generationOf(ready, facts) === generation) return said('Failed', ready);
  return {
    state: 'Reconciling',
    reason: 'Terminating',
    message: 'it is being deleted',
    since: object.metadata.deletionTimestamp,
  };
}

/** The generation that is observed says nothing here: controllers count it up without applying anything. */
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
  // a Kustomization notes no failure to build, or to reach its cluster: what was said of it is all there is to know
  const isTriedAgain = object.kind === 'Kustomization' && previous?.status === 'False';
  if (hasFailedBefore(facts) || isTriedAgain) return failure(facts, previous);
  if (!isUnchanged(facts)) return said('Reconciling', ready);
  if (previous?.status === 'True') return { state: 'Ready', reason: previous.reason, message: previous.message };
  const message = `Applied revision: ${stringOf(status.lastAppliedRevision)}`;
  return { state: 'Ready', reason: 'ReconciliationSucceeded', message };
}

/** What the last try failed with: what was said then, or else what Helm said of its release or its tests. */
function failure({ conditions, status }: Facts, previous: Previous | undefined): Decision {
  if (previous?.status === 'False') {
    const { reason, message, lastTransitionTime } = previous;
    return { state: 'Failed', reason, message, since: lastTransitionTime };
  }
  const noted = conditions.find((each) => ['Released', 'TestSuccess'].includes(each.type) && each.status === 'False');
  if (noted) return said('Failed', noted);
  const reason = notedFailure(status) ?? 'Failed';
  return { state: 'Failed', reason, message: 'the last try has failed, and it is tried again' };
}

/** What else is to be said of an object; each absent unless it is so. */
export interface Flags {
  /** Its controller is at work on it, or was asked to be. */
  readonly reconciling?: true;
  /** It is suspended, on its way out or changed, and what Flux said last was that it failed. */
  readonly failing?: true;
  /** The cluster holds something else than was released, and Flux was told to leave it. */
  readonly drifted?: true;
  /** What it runs is not the newest: its source fails. */
  readonly sourceStale?: true;
  /** What it says is of something older than the Application as it is stored, or than the chart that it takes by now. */
  readonly outdated?: true;
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

/** Whether somebody asked for a reconciliation (`flux reconcile`) that has not been taken up. */
function isRequested({ object, status }: Facts): boolean {
  const requested = object.metadata.annotations?.[RECONCILE_REQUESTED_AT];
  return requested !== undefined && requested !== status.lastHandledReconcileAt;
}
