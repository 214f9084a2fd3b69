import { ROLLOUT_GATE } from '../application';
import { DEPENDENCY_NOT_READY } from './dependency-message';
import type { DesiredTarget } from './desired';
import { revisionOf, runsRevision, triedRevision } from './facts';
import type { FluxObject, ObjectRef } from './flux-object';
import { generatedChart, isUnread, type Observed, repositoryOf, sourceOf, type Unread } from './observed';
import { type Readiness, readinessOf } from './readiness';

/** The sources of a snapshot. */
type Sources = Pick<Observed, 'sources'>;

/**
 * The readiness of a target, taking its source into account.
 *
 * helm-controller keeps using the current artifact while a newer one cannot be created, and a change of a source does
 * not change the generation of a release. Therefore, a release that refers to a chart in another object is ready only
 * if that object is ready and its artifact is the running one; a release that waits for a failing source has failed;
 * and a release that failed with an earlier artifact of its source is outdated.
 */
export function withSource(
  verdict: Readiness,
  { target, object, observed }: { target: DesiredTarget; object: FluxObject; observed: Sources },
): Readiness {
  if (verdict.state === 'Failed' || verdict.state === 'Stalled') {
    const isOfOlder = target.chartRef !== undefined && hasChanged(sourceOf(observed, target.chartRef), object);
    return isOfOlder ? { ...verdict, flags: { ...verdict.flags, outdated: true } } : verdict;
  }
  if (verdict.state !== 'Ready' && verdict.state !== 'Reconciling') return verdict;
  if (isBehindWave(verdict, object)) return verdict; // it still runs the same revision, and has not processed the chart
  return target.chartRef
    ? withChart(verdict, target.chartRef, object, observed)
    : withFetched(verdict, [generatedChart(object), target.sourceRef], observed);
}

/** Whether a release waits for its dependencies because of a wave. */
function isBehindWave({ reason }: Readiness, { metadata }: FluxObject): boolean {
  return reason === DEPENDENCY_NOT_READY && metadata.labels?.[ROLLOUT_GATE] !== undefined;
}

/** Reasons of a release that waits for its source. */
const WAITING: ReadonlySet<string> = new Set(['ArtifactFailed', 'SourceNotReady']);

/** The readiness of a release whose chart or manifests come from a source in its own spec. */
function withFetched(verdict: Readiness, refs: readonly (ObjectRef | undefined)[], observed: Sources): Readiness {
  const failing = refs.map((ref) => ref && failureOf(ref, sourceOf(observed, ref))).find(Boolean);
  if (!failing) return verdict;
  return verdict.state === 'Reconciling' && WAITING.has(verdict.reason) ? failed(verdict, failing) : stale(verdict);
}

/** The readiness of a release that refers to a chart in another object. */
function withChart(verdict: Readiness, ref: ObjectRef, object: FluxObject, observed: Sources): Readiness {
  const isReady = verdict.state === 'Ready';
  const found = sourceOf(observed, ref);
  if (found === undefined) {
    return isReady ? waiting(verdict, 'SourceNotFound', `${titleOf(ref)} does not exist`) : verdict;
  }
  if (isUnread(found)) {
    return isReady ? { ...verdict, state: 'Unknown', reason: found.unread, message: found.message } : verdict;
  }
  const failing = failureOf(ref, found);
  if (failing) return failed(verdict, failing);
  const chart = readinessOf(found);
  const repository = repositoryOf(found);
  const failingRepository = repository && failureOf(repository, sourceOf(observed, repository));
  if (chart.state === 'Ready' || chart.state === 'Suspended') {
    const flagged = failingRepository ? stale(verdict) : verdict;
    const revision = chartRevision(found);
    if (!isReady || revision === undefined || runsRevision(object, revision)) return flagged;
    const message = `${titleOf(ref)} is at ${revision}, ${verdict.revision ?? 'nothing'} runs`;
    return waiting(flagged, 'RevisionNotApplied', message);
  }
  if (failingRepository) return failed(verdict, failingRepository);
  return isReady ? waiting(verdict, 'SourceNotReady', `${titleOf(ref)} is not ready: ${chart.message}`) : verdict;
}

/**
 * Whether the chart has changed since a release failed with it, or is about to change, so that the release is retried.
 * A failing chart does not count.
 */
function hasChanged(found: FluxObject | Unread | undefined, release: FluxObject): boolean {
  if (found === undefined || isUnread(found)) return false;
  const { state, reason } = readinessOf(found);
  const revision = chartRevision(found);
  if (state === 'Failed' || state === 'Stalled') return false;
  return reason === 'GenerationNotObserved' || (revision !== undefined && !triedRevision(release, revision));
}

/**
 * The revision of a source that a release of its chart can be compared with; undefined if there is none. Without a
 * digest, that of an ExternalArtifact says nothing about the version of the chart, and helm-controller does not record
 * it (`isSourceWithRevisionDigest()`).
 */
function chartRevision(source: FluxObject): string | undefined {
  const revision = revisionOf(source);
  return source.kind === 'ExternalArtifact' && !revision?.includes(':') ? undefined : revision;
}

/** A failing source, and its error. */
interface Failure {
  readonly ref: ObjectRef;
  readonly readiness: Readiness;
}

function failureOf(ref: ObjectRef, found: FluxObject | Unread | undefined): Failure | undefined {
  if (found === undefined || isUnread(found)) return undefined;
  const readiness = readinessOf(found);
  return readiness.state === 'Failed' || readiness.state === 'Stalled' ? { ref, readiness } : undefined;
}

function stale(verdict: Readiness): Readiness {
  return { ...verdict, flags: { ...verdict.flags, sourceStale: true } };
}

function failed(verdict: Readiness, { ref, readiness: { reason, message, since } }: Failure): Readiness {
  return { ...stale(verdict), state: 'Failed', reason, message: `${titleOf(ref)}: ${message}`, since };
}

function waiting(verdict: Readiness, reason: string, message: string): Readiness {
  return { ...verdict, state: 'Reconciling', reason, message, since: undefined };
}

function titleOf({ kind, name }: ObjectRef): string {
  return `${kind} ${name}`;
}
