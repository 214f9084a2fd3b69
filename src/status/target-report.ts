import { LOWERING_DIGEST, ownerOf } from '../application';
import { cut, fits, stringOf, withoutUndefined } from '../json';
import type { DeliveryKind } from '../kubernetes';
import { coreOf } from '../message';
import {
  type Agreement,
  type Alteration,
  type ApplicationOrigin,
  agreementOf,
  type DeliveryComparison,
} from './agreement';
import { LONGEST_WORD } from './bounds';
import { isToCompare } from './comparison';
import type { DesiredTarget } from './desired';
import { attemptedRevision, factsOf, hasSucceededSince } from './facts';
import type { FluxObject } from './flux-object';
import { isUnread, type Observed, type Unread } from './observed';
import { isExpired, PAUSE_EXPIRED, type Pause, pauseOf } from './pause';
import type { Attempt, Flags, State } from './readiness';
import { type Readiness, readinessOf } from './readiness';
import { renamedObject } from './renamed';
import { withSource } from './source-readiness';
import type { PreviousEntry } from './stored-status';
import { isReason, readyCondition, steadyMessage } from './stored-status';
import { wantedVersion } from './wanted-version';

/** The state of a deployment target. */
export interface TargetReport {
  /** The KEY of the target in the status of its Application. */
  readonly key: string;
  /** The name of its cluster. Absent for the host. */
  readonly cluster?: string;
  /** The Secret or ConfigMap of the cluster, if its name differs from the cluster's. */
  readonly kubeConfig?: string;
  /** The target namespace. */
  readonly namespace?: string;
  readonly kind: DeliveryKind;
  /** The name of its HelmRelease or Kustomization. */
  readonly name: string;
  readonly state: State;
  /** One word. */
  readonly reason: string;
  readonly message: string;
  /** The running revision; absent if unknown. */
  readonly revision?: string;
  /** The requested chart version, if it is an exact version and differs from the running one. */
  readonly wanted?: string;
  /** The time at which it entered this state, in RFC 3339 format. */
  readonly since: string;
  /** Whether `since` is when it was first seen in this state, because the time of the change is unknown. */
  readonly firstSeen?: true;
  /** Its pause, if it is suspended. */
  readonly pause?: Pause;
  readonly flags: Flags;
  /** The number of its wave, from 1, in an application with waves. */
  readonly wave?: number;
  /** Whether it waits for an earlier wave. */
  readonly held?: true;
  /** Whether it is held although its dependencies are ready, because Flux has not checked again yet. */
  readonly due?: true;
  /** The changes of its object between synthesis and cluster, if any. */
  readonly altered?: Alteration;
  /** Fields of its object that the installed CRD of the Application dropped from the Application. */
  readonly dropped?: readonly string[];
  /** The attempt that failed, if it is Failed or Stalled by itself. */
  readonly attempt?: Attempt;
}

/** The input for the report on a target. */
export interface TargetEvidence {
  readonly target: DesiredTarget;
  readonly kind: DeliveryKind;
  /** Its HelmRelease or Kustomization; undefined if it does not exist. */
  readonly object: FluxObject | Unread | undefined;
  readonly observed: Pick<Observed, 'sources' | 'comparisons' | 'renamed'>;
  readonly origin: ApplicationOrigin;
  /** There is no Application. */
  readonly undeclared?: true;
  /** Its stored condition and revisions. */
  readonly previous?: PreviousEntry;
  /** The limit for the message, in bytes. */
  readonly messageLimit: number;
  /** The current time in RFC 3339 format. */
  readonly now: string;
}

/** The report on a target, from its object, its source and its stored condition. */
export function reportOnTarget(known: TargetEvidence): TargetReport {
  const evidence = hasEnded(known) ? { ...known, previous: undefined } : known;
  const { target, kind, object, previous, messageLimit, now } = evidence;
  const judged = readinessOfTarget(evidence);
  const { state, message, revision, since, flags, pause, altered, dropped, attempt, ...verdict } = judged;
  const reason = isReason(verdict.reason) ? verdict.reason : state;
  const { status } = readyCondition({ state, reason, message });
  const unchanged = previous?.status === status && previous.reason === reason;
  const shown = fits(message, messageLimit) ? message : coreOf(message);
  const wanted = object === undefined || isUnread(object) ? undefined : wantedVersion(object, revision);
  const entered = (unchanged ? previous.lastTransitionTime : undefined) ?? since;
  const steady = unchanged && isSameAttempt(evidence) ? steadyMessage(shown, previous.message) : shown;
  return withoutUndefined({
    key: target.key,
    cluster: target.cluster,
    kubeConfig: target.kubeConfig,
    namespace: target.namespace,
    kind,
    name: target.name,
    state,
    reason,
    message: cut(steady, messageLimit),
    revision: revision && cut(revision, LONGEST_WORD),
    wanted: wanted && cut(wanted, LONGEST_WORD),
    since: entered ?? now,
    firstSeen: entered === undefined ? true : undefined,
    pause,
    flags,
    altered,
    dropped,
    attempt,
  });
}

/**
 * Whether the stored failure has ended, according to what Flux has recorded since. Nothing writes the stored status of
 * an Application whose watcher is gone.
 */
function hasEnded({ object, previous }: TargetEvidence): boolean {
  if (previous?.status !== 'False' || object === undefined || isUnread(object)) return false;
  return hasSucceededSince(factsOf(object), previous.lastTransitionTime);
}

/** Whether this failure belongs to the same attempt as the stored one, according to the status. */
function isSameAttempt({ object, previous }: TargetEvidence): boolean {
  if (previous?.status !== 'False' || object === undefined || isUnread(object)) return false;
  return attemptedRevision(object.status) === previous.attempted;
}

/** The readiness of a target, and further facts about it. */
type TargetReadiness = Readiness & Pick<TargetReport, 'pause' | 'altered' | 'dropped'>;

function readinessOfTarget(evidence: TargetEvidence): TargetReadiness {
  const { target, object, observed, previous, now } = evidence;
  if (object === undefined) {
    return { state: 'Missing', ...missing(evidence), flags: {} };
  }
  if (isUnread(object)) return unknown(object, previous?.revision);
  const own = readinessOf(object, previous);
  const verdict = withSource(own, { target, object, observed });
  const agreement = agreementWith(evidence, object);
  if (agreement.verdict !== 'notApplied') {
    const { altered, dropped } = agreement.verdict === 'judged' ? agreement : {};
    const flags = altered ? { ...verdict.flags, altered: true as const } : verdict.flags;
    const judged = withoutUndefined({ ...verdict, flags, altered, dropped });
    return judged.state === 'Suspended' ? paused(judged, object, now) : judged;
  }
  const outdated: Readiness = { ...verdict, flags: { ...verdict.flags, outdated: true } };
  return outdated.state === 'Suspended' ? paused(outdated, object, now) : notApplied(outdated, agreement.message);
}

function missing({ target, kind, observed }: TargetEvidence): Pick<Readiness, 'reason' | 'message'> {
  const renamed = renamedObject(target, observed.renamed);
  if (renamed === undefined) {
    return { reason: 'Missing', message: `${kind} ${target.name} does not exist: it has not been applied` };
  }
  const { metadata } = renamed;
  const message =
    `${kind} ${metadata.name} has the marks of Application ${ownerOf(metadata)}: ` +
    'namePrefix and nameSuffix of kustomize rename an Application and its objects, but not references to them';
  return { reason: 'Renamed', message };
}

/** Whether the object matches the stored Application. */
function agreementWith({ target, observed, origin, undeclared }: TargetEvidence, object: FluxObject): Agreement {
  const digest = object.metadata.annotations?.[LOWERING_DIGEST];
  const isSame = digest === undefined || digest === target.digest;
  const comparison =
    observed.comparisons?.get(target.name) ?? (isToCompare(target, object) ? undefined : NO_DIFFERENCE);
  if (comparison === undefined || (!isSame && object.specDigest === undefined)) {
    return isSame ? { verdict: 'judged' } : { verdict: 'notApplied', message: 'the Application has not been applied' };
  }
  return agreementOf({
    undeclared,
    wantedDigest: target.digest,
    digest,
    writtenDigest: stringOf(origin.digests?.[target.key]),
    editor: origin.editor,
    ...comparison,
  });
}

const NO_DIFFERENCE: DeliveryComparison = { differing: [], dropped: [], owners: [] };

/** The state is unknown; the last known revision is kept, because it may still be running. */
function unknown({ unread, message }: Unread, revision: string | undefined): Readiness {
  return withoutUndefined({ state: 'Unknown', reason: unread, message, flags: {}, revision });
}

/** A pause whose `until` has passed continues: Flux ignores the annotation. */
function paused(verdict: TargetReadiness, object: FluxObject, now: string): TargetReadiness {
  const pause = pauseOf(object);
  if (pause === undefined || !isExpired(pause, now)) return { ...verdict, pause };
  const message = `the pause should have ended at ${pause.until}; ${verdict.message}`;
  return { ...verdict, pause, reason: PAUSE_EXPIRED, message, since: pause.until };
}

/** Reconciling, with the reason NotApplied; a worse state of the object takes precedence. */
function notApplied(verdict: Readiness, message: string): Readiness {
  if (verdict.state !== 'Ready' && verdict.state !== 'Reconciling') return verdict;
  return { ...verdict, state: 'Reconciling', reason: 'NotApplied', message, since: undefined };
}
