import { integerOf, isMap, listOf, mapOf, stringOf } from '../json';

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
