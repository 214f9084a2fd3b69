import { stringOf } from '../json';
import type { FluxCondition } from './conditions';
import { type Facts, factsOf, generationOf } from './facts';
import { type Flags, flagsOf } from './flags';
import type { FluxObject } from './flux-object';
import { describePause, pauseOf } from './pause';
import { revisionOf } from './revision';
import type { State } from './state';
import { hasFailedBefore, isUnchanged, notedFailure } from './tries';
import { isWaiting } from './waiting';

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
  return {
    ...verdictOn(facts, previous),
    ...(revision === undefined ? {} : { revision }),
    flags: flagsOf(facts),
  };
}

type Verdict = Pick<Readiness, 'state' | 'reason' | 'message' | 'since'>;

/** The first that applies: the order is that of the decision table in docs/status.md. */
function verdictOn(facts: Facts, previous: Previous | undefined): Verdict {
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

const NOT_RECONCILED: Verdict = {
  state: 'Unknown',
  reason: 'NotReconciled',
  message: 'no controller has looked at it yet',
};

const NO_READY_CONDITION: Verdict = {
  state: 'Unknown',
  reason: 'NoReadyCondition',
  message: 'its status does not say whether it is ready',
};

const NO_ARTIFACT: Verdict = { state: 'Reconciling', reason: 'NoArtifact', message: 'it has no artifact yet' };

function said(state: State, { reason, message, lastTransitionTime }: FluxCondition): Verdict {
  return { state, reason: reason || state, message: message ?? '', since: lastTransitionTime };
}

/** Deletion makes a new generation: a failure of this one is that of the deletion. */
function terminating(facts: Facts): Verdict {
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
function suspended({ object, ready }: Facts): Verdict {
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

function behind({ generation, ready }: Facts): Verdict {
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
function underway(facts: Facts, ready: FluxCondition, previous: Previous | undefined): Verdict {
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
function failure({ conditions, status }: Facts, previous: Previous | undefined): Verdict {
  if (previous?.status === 'False') {
    const { reason, message, lastTransitionTime } = previous;
    return { state: 'Failed', reason, message, since: lastTransitionTime };
  }
  const noted = conditions.find((each) => ['Released', 'TestSuccess'].includes(each.type) && each.status === 'False');
  if (noted) return said('Failed', noted);
  const reason = notedFailure(status) ?? 'Failed';
  return { state: 'Failed', reason, message: 'the last try has failed, and it is tried again' };
}
