import { applicationOf, releasesOf } from '../../harness/fleet/synthetic-fleet';
import type { Application } from '../../imports/gitops.kubesphere.io';
import type { HelmRelease } from '../../imports/helm.toolkit.fluxcd.io';

/** The parts of a release that its controller writes. */
export interface Told {
  readonly status?: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly suspend?: boolean;
  readonly version?: string;
}

const CREATED = '2026-11-20T00:00:00Z';
const SAID = '2026-11-26T10:00:00Z';

/** An Application and its releases as in a dump. The status of each release is given; by default, it is ready. */
export function dumped(
  namespace: string,
  name: string,
  told: readonly Told[],
  change: (release: HelmRelease, index: number) => HelmRelease | undefined = (release) => release,
): (Application | HelmRelease)[] {
  const application = applicationOf(namespace, name, told.length);
  const stored = {
    ...application,
    metadata: { ...application.metadata, uid: `uid-of-${name}`, generation: 1, creationTimestamp: CREATED },
  };
  const releases = releasesOf(application).flatMap((release, index) => {
    const changed = change(said(release, told[index] ?? {}), index);
    return changed ? [changed] : [];
  });
  return [stored, ...releases];
}

function said(release: HelmRelease, told: Told): HelmRelease {
  const { status = 'True', reason = 'InstallSucceeded', message = 'installed', suspend, version = '1.0.0' } = told;
  const condition = { type: 'Ready', status, reason, message, observedGeneration: 1, lastTransitionTime: SAID };
  const history = [{ status: 'deployed', chartVersion: version, version: 1 }];
  return {
    ...release,
    metadata: { ...release.metadata, generation: 1 },
    spec: { ...release.spec, ...(suspend ? { suspend } : {}) },
    status: { observedGeneration: 1, conditions: [condition], history },
  } as unknown as HelmRelease;
}

/** A List as printed by kubectl. */
export function listOf(objects: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
}
