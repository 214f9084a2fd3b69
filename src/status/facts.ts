import { cut, dateTimeOf, integerOf, isMap, listOf, mapOf, stringOf } from '../json';
import { LONGEST_WORD } from './bounds';
import type { FluxObject } from './flux-object';

/** A condition that may be incomplete: only its type is guaranteed. */
export interface FluxCondition {
  readonly type: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
  /** The generation for which it was set. Old controllers do not set it, or set it to 0. */
  readonly observedGeneration?: number;
  /** Date and time in RFC 3339 format. */
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
  /** Present if it is True, like the next one: controllers remove these conditions instead of setting them to False. */
  readonly reconciling?: FluxCondition;
  readonly stalled?: FluxCondition;
}

/** The observed generation that Flux writes before it has processed an object. */
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

/** The generation that a condition is about. Old controllers did not write it. */
export function generationOf(condition: FluxCondition, { object, generation, observedGeneration }: Facts): number {
  if (hasNoGeneration(object)) return generation;
  return condition.observedGeneration || observedGeneration;
}

/** Whether the status has no generation: that of an ExternalArtifact, which any controller may write. */
function hasNoGeneration({ kind }: FluxObject): boolean {
  return kind === 'ExternalArtifact';
}

/** The outcome that kustomize-controller records for a successful attempt; for a failed one, it records the reason. */
const SUCCEEDED = 'ReconciliationSucceeded';

/**
 * Whether the last attempt of a release is known to have failed, regardless of its current conditions. helm-controller
 * resets its counter for another generation, chart or values; the history of a Kustomization names the revision.
 */
export function hasFailedBefore({ object, status }: Facts): boolean {
  if (object.kind === 'HelmRelease') return (integerOf(status.failures) ?? 0) > 0;
  const { revision = status.lastAttemptedRevision } = mapOf(newestTry(status).metadata);
  return notedFailure(status) !== undefined && revision === status.lastAttemptedRevision;
}

/** The reason why the newest recorded attempt of a Kustomization failed, in one word; undefined if it did not fail. */
export function notedFailure(status: Readonly<Record<string, unknown>>): string | undefined {
  const outcome = stringOf(newestTry(status).lastReconciledStatus);
  return outcome === SUCCEEDED ? undefined : outcome;
}

/** The revision that was attempted last, as it is stored; undefined if none was. */
export function attemptedRevision(status: unknown): string | undefined {
  const revision = stringOf(mapOf(status).lastAttemptedRevision);
  return revision ? cut(revision, LONGEST_WORD) : undefined;
}

/** Whether a Kustomization has successfully applied this generation and this revision before. */
export function isUnchanged({ object, status, generation, observedGeneration }: Facts): boolean {
  return (
    object.kind === 'Kustomization' &&
    observedGeneration === generation &&
    stringOf(status.lastAppliedRevision) !== undefined &&
    status.lastAppliedRevision === status.lastAttemptedRevision &&
    newestTry(status).lastReconciledStatus === SUCCEEDED
  );
}

/** Whether a Kustomization is known to have succeeded after a time, which is in RFC 3339 format. */
export function hasSucceededSince({ object, status }: Facts, time: string | undefined): boolean {
  const { lastReconciledStatus, lastReconciled } = newestTry(status);
  const at = dateTimeOf(lastReconciled);
  if (object.kind !== 'Kustomization' || lastReconciledStatus !== SUCCEEDED) return false;
  return at !== undefined && time !== undefined && Date.parse(at) > Date.parse(time);
}

/** The newest recorded attempt of a Kustomization. Attempts that fail before anything is applied are not recorded. */
function newestTry(status: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return mapOf(listOf(status.history)[0]);
}

/** Reasons of Ready=False that are not failures: the object only waits for others, which report their own state. */
const WAITING: ReadonlySet<string> = new Set([
  'DependencyNotReady',
  'SourceNotReady',
  'HealthCheckCanceled',
  // for a HelmChart whose repository has no index yet (source-controller reconcileSource())
  'NoSourceArtifact',
]);

/** Reasons that are normal at a first apply, until the source, or the ConfigMap with the values, exists. */
const WAITING_AT_FIRST: ReadonlySet<string> = new Set(['ArtifactFailed', 'ValuesError']);

/**
 * A reason that is normal for a HelmChart whose repository has not been applied yet: source-controller always reports
 * it with ProgressingWithRetry.
 */
const UNAVAILABLE_AT_FIRST = 'SourceUnavailable';

/** Whether an object that is not ready waits for another one, as opposed to having failed. */
export function isWaiting({ generation, observedGeneration, reconciling }: Facts, ready: FluxCondition): boolean {
  const { reason = '' } = ready;
  if (WAITING.has(reason)) return true;
  if (observedGeneration === generation) return false;
  return (
    reason === UNAVAILABLE_AT_FIRST || (WAITING_AT_FIRST.has(reason) && reconciling?.reason !== 'ProgressingWithRetry')
  );
}

/** A release as stored by Helm. */
export interface DeployedRelease {
  /** The version of the chart. */
  readonly chartVersion: string;
  /** Helm's revision of the release, from 1. */
  readonly version?: number;
  /** The digest of the OCI artifact that contains the chart. */
  readonly ociDigest?: string;
}

/**
 * The running release: the newest deployed one in the history. The newest entry may have failed, and
 * `lastAttemptedRevision` changes before the release does.
 */
export function newestDeployed(status: unknown): DeployedRelease | undefined {
  const entry = listOf(mapOf(status).history).find((each) => isMap(each) && each.status === 'deployed');
  const { chartVersion, version, ociDigest } = mapOf(entry);
  if (typeof chartVersion !== 'string' || chartVersion === '') return undefined;
  return { chartVersion, version: integerOf(version), ociDigest: stringOf(ociDigest) };
}

/**
 * The revision that an object runs in its cluster: for a HelmRelease the chart version of the newest deployed release,
 * for a Kustomization the revision applied last, for a source the revision of its artifact.
 */
export function revisionOf({ kind, status }: FluxObject): string | undefined {
  if (kind === 'HelmRelease') return newestDeployed(status)?.chartVersion;
  const { lastAppliedRevision, artifact } = mapOf(status);
  const revision = stringOf(kind === 'Kustomization' ? lastAppliedRevision : mapOf(artifact).revision);
  return revision === '' ? undefined : revision;
}

/**
 * Whether a HelmRelease runs the chart in an artifact with this revision. The revision of a HelmChart is the version of
 * its chart. The revision of an OCIRepository or ExternalArtifact is `<tag>@<digest>`, or a digest: helm-controller
 * records it in the history, as a whole if the tag is not a version (`mutateChartWithSourceRevision()`), and by default
 * appends it to the chart's version.
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
 * Whether the last attempt of a HelmRelease used the chart in an artifact with this revision. For a chart from a
 * registry, helm-controller records the digest separately, or the whole revision if the tag is not a version
 * (`mutateChartWithSourceRevision()`). If it has recorded nothing, this returns true.
 */
export function triedRevision({ status }: FluxObject, revision: string): boolean {
  const { lastAttemptedRevision, lastAttemptedRevisionDigest: digest } = mapOf(status);
  if (stringOf(lastAttemptedRevision) === undefined || lastAttemptedRevision === revision) return true;
  if (typeof digest !== 'string' || digest === '') return false;
  return digest === revision || digest === revision.slice(revision.indexOf('@') + 1);
}
