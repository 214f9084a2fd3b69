import type { Condition } from '../../imports/common';
import { conditionsOf, type FluxCondition } from './conditions';
import { type FluxObject, RECONCILE_REQUESTED_AT } from './flux-object';
import { revisionOf } from './revision';
import type { State } from './state';
import { integerOf, listOf, mapOf, stringOf } from './untyped';

/** What else is to be said of an object; each absent unless it is so. */
export interface Flags {
  /** Its controller is at work on it. */
  readonly reconciling?: true;
  /** It is suspended or on its way, and what Flux said last was that it failed. */
  readonly failing?: true;
  /** The cluster holds something else than was released, and Flux was told to leave it. */
  readonly drifted?: true;
  /** What it runs is not the newest: its source fails. */
  readonly sourceStale?: true;
  /** Its controller tries again by itself. */
  readonly retrying?: true;
}

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
  return { ...verdictOn(facts, previous), ...withRevision(object), flags: flagsOf(facts) } as Readiness;
}

/** The Ready condition of an object in a state. What is not known to be ready or to have failed is Unknown. */
export function readyCondition({
  state,
  reason,
  message,
}: Pick<Readiness, 'state' | 'reason' | 'message'>): Pick<Condition, 'status' | 'reason' | 'message'> {
  return { status: STATUS_OF[state], reason, message };
}

const STATUS_OF: Readonly<Record<State, Condition['status']>> = {
  Ready: 'True',
  Failed: 'False',
  Stalled: 'False',
  Suspended: 'Unknown',
  Reconciling: 'Unknown',
  Missing: 'Unknown',
  Unknown: 'Unknown',
  Orphaned: 'Unknown',
};

/** What an object says, with everything in its place. */
interface Facts {
  readonly object: FluxObject;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
  readonly generation: number;
  /** Undefined where the kind reports none. */
  readonly observedGeneration: number;
  readonly conditions: readonly FluxCondition[];
  readonly ready?: FluxCondition;
  readonly reconciling?: FluxCondition;
  readonly stalled?: FluxCondition;
}

type Verdict = Pick<Readiness, 'state' | 'reason' | 'message' | 'since'>;

function factsOf(object: FluxObject): Facts {
  const status = mapOf(object.status);
  const generation = object.metadata.generation ?? 0;
  const conditions = conditionsOf(object);
  const find = (type: string) => conditions.find((condition) => condition.type === type);
  const on = (condition: FluxCondition | undefined) => (condition?.status === 'True' ? condition : undefined);
  return {
    object,
    spec: mapOf(object.spec),
    status,
    generation,
    // an ExternalArtifact is written by whoever makes it, and reports no generation
    observedGeneration:
      object.kind === 'ExternalArtifact' ? generation : (integerOf(status.observedGeneration) ?? NOT_OBSERVED),
    conditions,
    ready: find('Ready'),
    reconciling: on(find('Reconciling')),
    stalled: on(find('Stalled')),
  };
}

/** What Flux writes before it has looked at an object. */
const NOT_OBSERVED = -1;

/** The generation that a condition is about. */
function generationOf(condition: FluxCondition, { observedGeneration }: Facts): number {
  return condition.observedGeneration || observedGeneration;
}

/** The first that applies: the order is the decision table of docs/status.md. */
function verdictOn(facts: Facts, previous: Previous | undefined): Verdict {
  const { object, spec, generation, observedGeneration, conditions, ready, reconciling, stalled } = facts;
  if (object.metadata.deletionTimestamp !== undefined) return terminating(facts);
  if (spec.suspend === true) return suspended(facts);
  if (isStatic(facts)) return { state: 'Ready', reason: 'Static', message: 'this kind of source has no status' };
  if (conditions.length === 0) {
    return { state: 'Unknown', reason: 'NotReconciled', message: 'no controller has looked at it yet' };
  }
  if (stalled && generationOf(stalled, facts) === generation) return said('Stalled', stalled);
  if (!ready) {
    return reconciling ? said('Reconciling', reconciling) : { ...NO_READY_CONDITION, since: undefined };
  }
  if (generationOf(ready, facts) < generation) return behind(facts);
  if (ready.status === 'True') return observedGeneration === generation ? said('Ready', ready) : behind(facts);
  if (ready.status === 'False') return said(isWaiting(facts, ready) ? 'Reconciling' : 'Failed', ready);
  if (ready.status === 'Unknown' && generationOf(ready, facts) === generation) return underway(facts, ready, previous);
  return NO_READY_CONDITION;
}

const NO_READY_CONDITION: Verdict = {
  state: 'Unknown',
  reason: 'NoReadyCondition',
  message: 'its status does not say whether it is ready',
};

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
  const message = [
    'suspended',
    ...(revision === undefined ? [] : [`runs ${revision}`]),
    ...(ready?.status === 'False' && ready.message ? [`failed before: ${ready.message}`] : []),
  ].join('; ');
  return { state: 'Suspended', reason: 'Suspended', message };
}

/** A HelmRepository of type oci is a URL and nothing else: source-controller gives it no status. */
function isStatic({ object, spec }: Facts): boolean {
  return object.kind === 'HelmRepository' && spec.type === 'oci';
}

function behind({ generation, ready }: Facts): Verdict {
  return {
    state: 'Reconciling',
    reason: 'GenerationNotObserved',
    message: `its controller has not got to generation ${generation} yet`,
    since: ready?.lastTransitionTime,
  };
}

/** Reasons of Ready=False by which nothing has failed. */
const WAITING: ReadonlySet<string> = new Set(['DependencyNotReady', 'SourceNotReady', 'HealthCheckCanceled']);
/** At a first apply these two are normal until the source, or the ConfigMap of the values, is there. */
const WAITING_AT_FIRST: ReadonlySet<string> = new Set(['ArtifactFailed', 'ValuesError']);

function isWaiting({ generation, observedGeneration, reconciling }: Facts, { reason = '' }: FluxCondition): boolean {
  if (WAITING.has(reason)) return true;
  const retries = reconciling?.reason === 'ProgressingWithRetry';
  return WAITING_AT_FIRST.has(reason) && observedGeneration !== generation && !retries;
}

/**
 * Ready=Unknown: at a first try, between two tries of what has failed, and at every interval of a Kustomization that
 * changes nothing (kustomize-controller#1453).
 */
function underway(facts: Facts, ready: FluxCondition, previous: Previous | undefined): Verdict {
  if (hasFailedBefore(facts)) {
    return { ...said('Failed', ready), ...failure(facts, previous) };
  }
  if (isUnchanged(facts)) {
    if (previous?.status === 'True') return { state: 'Ready', reason: previous.reason, message: previous.message };
    const revision = stringOf(facts.status.lastAppliedRevision);
    return { state: 'Ready', reason: 'ReconciliationSucceeded', message: `Applied revision: ${revision}` };
  }
  return said('Reconciling', ready);
}

function hasFailedBefore({ object, status }: Facts): boolean {
  if (object.kind === 'HelmRelease') return (integerOf(status.failures) ?? 0) > 0;
  return newestAttempt(status) === 'ReconciliationFailed';
}

/** It has applied this generation and this revision before, with success. */
function isUnchanged({ object, status, generation, observedGeneration }: Facts): boolean {
  return (
    object.kind === 'Kustomization' &&
    observedGeneration === generation &&
    stringOf(status.lastAppliedRevision) !== undefined &&
    status.lastAppliedRevision === status.lastAttemptedRevision &&
    newestAttempt(status) === 'ReconciliationSucceeded'
  );
}

/** The reason that the newest attempt of a Kustomization ended with. */
function newestAttempt(status: Readonly<Record<string, unknown>>): string | undefined {
  const [newest] = listOf(status.history);
  return stringOf(mapOf(newest).lastReconciledStatus);
}

/** What the last try failed with: what was said then, or else what Helm said of its release. */
function failure({ conditions }: Facts, previous: Previous | undefined): Partial<Verdict> {
  if (previous?.status === 'False') {
    return { reason: previous.reason, message: previous.message, since: previous.lastTransitionTime };
  }
  const released = conditions.find(({ type, status }) => type === 'Released' && status === 'False');
  return released ? said('Failed', released) : {};
}

function withRevision(object: FluxObject): { readonly revision?: string } {
  const revision = revisionOf(object);
  return revision === undefined ? {} : { revision };
}

function flagsOf(facts: Facts): Flags {
  const { spec, object, status, generation, ready, reconciling, conditions } = facts;
  const requested = object.metadata.annotations?.[RECONCILE_REQUESTED_AT];
  const isRequested = requested !== undefined && requested !== status.lastHandledReconcileAt;
  const isFailing = ready?.status === 'False' && !isWaiting(facts, ready);
  const isOver = spec.suspend === true || object.metadata.deletionTimestamp !== undefined;
  const isBehind = ready !== undefined && generationOf(ready, facts) < generation;
  const retries = ready?.status !== 'True' && reconciling !== undefined && (isFailing || hasFailedBefore(facts));
  return {
    ...(spec.suspend !== true && (reconciling || isRequested || ready?.status === 'Unknown')
      ? { reconciling: true }
      : {}),
    ...(isFailing && (isOver || isBehind) ? { failing: true } : {}),
    ...(conditions.some(({ type, status }) => type === 'Drifted' && status === 'True') ? { drifted: true } : {}),
    ...(retries && !isOver && !isBehind ? { retrying: true } : {}),
  };
}
