import { dateTimeOf, integerOf, isMap, listOf, mapOf, stringOf } from '../json';
import type { FluxObject } from './flux-object';

/** A condition as it may be found: only its type is sure to be there. */
export interface FluxCondition {
  readonly type: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
  /** The generation that it was set for. Objects written by old controllers have none, or 0. */
  readonly observedGeneration?: number;
  /** Date and time as in RFC 3339. */
  readonly lastTransitionTime?: string;
}

/** The conditions in a status, without items that have no type. */
export function conditionsOf({ status }: { readonly status?: unknown }): FluxCondition[] {
  return listOf(mapOf(status).conditions).flatMap((value) => {
    if (!isMap(value)) return [];
    const type = stringOf(value.type);
    if (type === undefined) return [];
    return [
      {
        type,
        status: stringOf(value.status),
        reason: stringOf(value.reason),
        message: stringOf(value.message),
        observedGeneration: integerOf(value.observedGeneration),
        lastTransitionTime: dateTimeOf(value.lastTransitionTime),
      },
    ];
  });
}

/** The parts of an object that its readiness depends on. */
export interface Facts {
  readonly object: FluxObject;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
  readonly generation: number;
  readonly observedGeneration: number;
  readonly conditions: readonly FluxCondition[];
  readonly ready?: FluxCondition;
  /** Present where it is True, as are the next ones: controllers take these away, they do not set them to False. */
  readonly reconciling?: FluxCondition;
  readonly stalled?: FluxCondition;
}

/** What Flux writes before it has looked at an object. */
const NOT_OBSERVED = -1;

export function factsOf(object: FluxObject): Facts {
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
    observedGeneration: hasNoGeneration(object) ? generation : (integerOf(status.observedGeneration) ?? NOT_OBSERVED),
    conditions,
    ready: find('Ready'),
    reconciling: on(find('Reconciling')),
    stalled: on(find('Stalled')),
  };
}

/** The generation that a condition is about. Controllers of old wrote none. */
export function generationOf(condition: FluxCondition, { object, generation, observedGeneration }: Facts): number {
  if (hasNoGeneration(object)) return generation;
  return condition.observedGeneration || observedGeneration;
}

/** The status of an ExternalArtifact, which any controller may write, has no generation. */
function hasNoGeneration({ kind }: FluxObject): boolean {
  return kind === 'ExternalArtifact';
}

/** What kustomize-controller notes of a try that went well; of any other it notes why it failed. */
const SUCCEEDED = 'ReconciliationSucceeded';

/** Whether the last try of a release is known to have failed, whatever its conditions say by now. */
export function hasFailedBefore({ object, status }: Facts): boolean {
  if (object.kind === 'HelmRelease') return (integerOf(status.failures) ?? 0) > 0;
  return notedFailure(status) !== undefined;
}

/** Why the newest try of a Kustomization failed, in a word; undefined where it did not. */
export function notedFailure(status: Readonly<Record<string, unknown>>): string | undefined {
  const newest = newestTry(status);
  return newest === SUCCEEDED ? undefined : newest;
}

/** Whether a Kustomization has applied this generation and this revision before, with success. */
export function isUnchanged({ object, status, generation, observedGeneration }: Facts): boolean {
  return (
    object.kind === 'Kustomization' &&
    observedGeneration === generation &&
    stringOf(status.lastAppliedRevision) !== undefined &&
    status.lastAppliedRevision === status.lastAttemptedRevision &&
    newestTry(status) === SUCCEEDED
  );
}

/** How the newest try of a Kustomization ended. Those that fail before anything is applied are not noted. */
function newestTry(status: Readonly<Record<string, unknown>>): string | undefined {
  const [newest] = listOf(status.history);
  return stringOf(mapOf(newest).lastReconciledStatus);
}

/** Reasons of Ready=False by which nothing has failed: whatever they wait for speaks for itself. */
const WAITING: ReadonlySet<string> = new Set([
  'DependencyNotReady',
  'SourceNotReady',
  'HealthCheckCanceled',
  // of a HelmChart whose repository has no index yet (source-controller reconcileSource())
  'NoSourceArtifact',
]);

/** These two are normal at a first apply, until the source, or the ConfigMap of the values, is there. */
const WAITING_AT_FIRST: ReadonlySet<string> = new Set(['ArtifactFailed', 'ValuesError']);

/** So is this one of a HelmChart whose repository has not been applied: source-controller always calls it a retry. */
const UNAVAILABLE_AT_FIRST = 'SourceUnavailable';

/** Whether an object that is not ready waits for another one, rather than having failed. */
export function isWaiting({ generation, observedGeneration, reconciling }: Facts, ready: FluxCondition): boolean {
  const { reason = '' } = ready;
  if (WAITING.has(reason)) return true;
  if (observedGeneration === generation) return false;
  return (
    reason === UNAVAILABLE_AT_FIRST || (WAITING_AT_FIRST.has(reason) && reconciling?.reason !== 'ProgressingWithRetry')
  );
}

/** A release as Helm has stored it. */
export interface DeployedRelease {
  /** Version of the chart. */
  readonly chartVersion: string;
  /** Helm's revision of the release, from 1. */
  readonly version?: number;
  /** Digest of the OCI artifact that the chart came from. */
  readonly ociDigest?: string;
}

/**
 * The release that runs: the newest one in the history that is deployed. The newest of all may have failed, and
 * `lastAttemptedRevision` moves before a release does.
 */
export function newestDeployed(status: unknown): DeployedRelease | undefined {
  const entry = listOf(mapOf(status).history).find((each) => isMap(each) && each.status === 'deployed');
  const { chartVersion, version, ociDigest } = mapOf(entry);
  if (typeof chartVersion !== 'string' || chartVersion === '') return undefined;
  return { chartVersion, version: integerOf(version), ociDigest: stringOf(ociDigest) };
}

/**
 * The revision that an object has brought to its cluster: of a HelmRelease the chart version of the newest deployed
 * release, of a Kustomization the revision applied last, of a source that of its artifact.
 */
export function revisionOf({ kind, status }: FluxObject): string | undefined {
  if (kind === 'HelmRelease') return newestDeployed(status)?.chartVersion;
  const { lastAppliedRevision, artifact } = mapOf(status);
  const revision = stringOf(kind === 'Kustomization' ? lastAppliedRevision : mapOf(artifact).revision);
  return revision === '' ? undefined : revision;
}

/**
 * Whether a HelmRelease runs the chart in an artifact of this revision. That of a HelmChart is the version of its chart.
 * Of an OCIRepository or ExternalArtifact it is `<tag>@<digest>`, or a digest: helm-controller notes that in the history,
 * as a whole where the tag is no version (`mutateChartWithSourceRevision()`), and appends it to the chart's version
 * by default.
 */
export function runsRevision({ status }: FluxObject, revision: string): boolean {
  const deployed = newestDeployed(status);
  if (!deployed) return false;
  const { chartVersion, ociDigest } = deployed;
  if (chartVersion === revision || ociDigest === revision) return true;
  const at = revision.indexOf('@');
  if (at < 0) return false;
  return ociDigest === revision.slice(at + 1) || chartVersion === revision.slice(0, at);
}

/**
 * Whether a HelmRelease was last tried with the chart in an artifact of this revision. Of one out of a registry
 * helm-controller notes the digest by itself. Where it notes nothing, nothing speaks against it.
 */
export function triedRevision({ status }: FluxObject, revision: string): boolean {
  const { lastAttemptedRevision, lastAttemptedRevisionDigest: digest } = mapOf(status);
  if (stringOf(lastAttemptedRevision) === undefined || lastAttemptedRevision === revision) return true;
  return typeof digest === 'string' && digest !== '' && digest === revision.slice(revision.indexOf('@') + 1);
}
