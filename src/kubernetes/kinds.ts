import type { Resource } from './resource';

/** The kind of Flux object that a target of an application is. */
export type ReleaseKind = 'HelmRelease' | 'Kustomization';

/** What is watched: served by every supported Flux. */
export const APPLICATION: Resource = {
  group: 'gitops.kubesphere.io',
  version: 'v1alpha1',
  plural: 'applications',
  kind: 'Application',
};

export const RELEASES: Readonly<Record<ReleaseKind, Resource>> = {
  HelmRelease: { group: 'helm.toolkit.fluxcd.io', version: 'v2', plural: 'helmreleases', kind: 'HelmRelease' },
  Kustomization: {
    group: 'kustomize.toolkit.fluxcd.io',
    version: 'v1',
    plural: 'kustomizations',
    kind: 'Kustomization',
  },
};

const SOURCE = { group: 'source.toolkit.fluxcd.io', version: 'v1' };

/** By kind: what a release may take its chart or its manifests from. */
export const SOURCES: ReadonlyMap<string, Resource> = new Map(
  [
    { ...SOURCE, plural: 'helmcharts', kind: 'HelmChart' },
    { ...SOURCE, plural: 'helmrepositories', kind: 'HelmRepository' },
    { ...SOURCE, plural: 'gitrepositories', kind: 'GitRepository' },
    { ...SOURCE, plural: 'ocirepositories', kind: 'OCIRepository' },
    { ...SOURCE, plural: 'buckets', kind: 'Bucket' },
    { ...SOURCE, plural: 'externalartifacts', kind: 'ExternalArtifact' },
  ].map((resource) => [resource.kind, resource]),
);
