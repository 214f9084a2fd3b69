import type { DesiredTarget } from './desired';
import type { FluxObject } from './flux-object';
import type { ObjectRef } from './object-ref';
import { isUnread, type Observed } from './observed';
import { type Readiness, readinessOf } from './readiness';
import { runsRevision } from './revision';
import { mapOf, stringOf } from './untyped';

/**
 * What is to be said of a target once its source is looked at too.
 *
 * helm-controller goes on with the artifact it has while a newer one cannot be made, and no change of a source moves the
 * generation of a release. So a release that takes its chart as it is from another object is ready only where that is
 * ready and its artifact is what runs; and a release that waits for a source which fails has failed.
 */
export function withSource(
  verdict: Readiness,
  { target, object, source }: { target: DesiredTarget; object: FluxObject; source: Observed['source'] },
): Readiness {
  if (verdict.state !== 'Ready' && verdict.state !== 'Reconciling') return verdict;
  if (target.chartRef) return withChart(verdict, target.chartRef, object, source(target.chartRef));
  const refs = [generatedChart(object), target.sourceRef].filter((ref) => ref !== undefined);
  const failing = refs
    .map((ref) => ({ ref, found: source(ref) }))
    .flatMap(({ ref, found }) => (found && !isUnread(found) ? [{ ref, readiness: readinessOf(found) }] : []))
    .find(({ readiness }) => hasFailed(readiness));
  if (!failing) return verdict;
  const stale: Readiness = { ...verdict, flags: { ...verdict.flags, sourceStale: true } };
  return verdict.state === 'Ready' || !WAITING.has(verdict.reason)
    ? stale
    : failed(stale, failing.ref, failing.readiness);
}

/** What a release says while it waits for its source. */
const WAITING: ReadonlySet<string> = new Set(['ArtifactFailed', 'SourceNotReady']);

function withChart(
  verdict: Readiness,
  ref: ObjectRef,
  object: FluxObject,
  found: ReturnType<Observed['source']>,
): Readiness {
  const isReady = verdict.state === 'Ready';
  if (found === undefined) {
    return isReady ? waiting(verdict, 'SourceNotFound', `${titleOf(ref)} is not there`) : verdict;
  }
  if (isUnread(found)) {
    return isReady ? { ...verdict, state: 'Unknown', reason: found.unread, message: found.message } : verdict;
  }
  const source = readinessOf(found);
  if (hasFailed(source)) return failed({ ...verdict, flags: { ...verdict.flags, sourceStale: true } }, ref, source);
  if (!isReady) return verdict;
  if (source.state !== 'Ready' && source.state !== 'Suspended') {
    return waiting(verdict, 'SourceNotReady', `${titleOf(ref)} is not ready: ${source.message}`);
  }
  if (source.revision === undefined || runsRevision(object, source.revision)) return verdict;
  const message = `${titleOf(ref)} is at ${source.revision}, ${verdict.revision ?? 'nothing'} runs`;
  return waiting(verdict, 'RevisionNotApplied', message);
}

/** The HelmChart that helm-controller makes of a chart that is written into a release. */
function generatedChart({ spec, status }: FluxObject): ObjectRef | undefined {
  const title = stringOf(mapOf(status).helmChart);
  const slash = title?.indexOf('/') ?? -1;
  if (title === undefined || slash < 1 || mapOf(spec).chartRef !== undefined) return undefined;
  return { kind: 'HelmChart', namespace: title.slice(0, slash), name: title.slice(slash + 1) };
}

function hasFailed({ state }: Readiness): boolean {
  return state === 'Failed' || state === 'Stalled';
}

function waiting(verdict: Readiness, reason: string, message: string): Readiness {
  return { ...verdict, state: 'Reconciling', reason, message, since: undefined };
}

function failed(verdict: Readiness, ref: ObjectRef, { reason, message, since }: Readiness): Readiness {
  return { ...verdict, state: 'Failed', reason, message: `${titleOf(ref)}: ${message}`, since };
}

function titleOf({ kind, name }: ObjectRef): string {
  return `${kind} ${name}`;
}
