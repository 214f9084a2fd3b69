import { mapOf, stringOf } from '../json';
import type { FluxObject } from './flux-object';
import { newestDeployed } from './helm-release-history';

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
 * unless it is told not to.
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
