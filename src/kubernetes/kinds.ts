/** A kind as the API server serves it. */
export interface Resource {
  /** The API group; '' for the core group. */
  readonly group: string;
  readonly version: string;
  /** Its name in paths, for example `helmreleases`. */
  readonly plural: string;
  readonly kind: string;
}

/** The Flux API versions that are emitted and read: every supported Flux serves them. */
const GITOPS = { group: 'gitops.kubesphere.io', version: 'v1alpha1' } as const;
const HELM = { group: 'helm.toolkit.fluxcd.io', version: 'v2' } as const;
const KUSTOMIZE = { group: 'kustomize.toolkit.fluxcd.io', version: 'v1' } as const;
const SOURCE = { group: 'source.toolkit.fluxcd.io', version: 'v1' } as const;

export const APPLICATION = { ...GITOPS, plural: 'applications', kind: 'Application' } as const satisfies Resource;

/** The kinds that deliver to a target. */
export const RELEASES = {
  HelmRelease: { ...HELM, plural: 'helmreleases', kind: 'HelmRelease' },
  Kustomization: { ...KUSTOMIZE, plural: 'kustomizations', kind: 'Kustomization' },
} as const satisfies Readonly<Record<string, Resource>>;

/** The kind of Flux object that delivers to a target of an application. */
export type ReleaseKind = keyof typeof RELEASES;

/** {@link RELEASES} in the order in which they are listed. */
export const RELEASE_KINDS = Object.keys(RELEASES) as readonly ReleaseKind[];

/** A HelmChart, which is a template or belongs to a single HelmRelease. */
export const HELM_CHART = { ...SOURCE, plural: 'helmcharts', kind: 'HelmChart' } as const satisfies Resource;

/** By kind: what a release may take its chart or its manifests from. */
export const SOURCES: ReadonlyMap<string, Resource> = new Map(
  [
    HELM_CHART,
    { ...SOURCE, plural: 'helmrepositories', kind: 'HelmRepository' },
    { ...SOURCE, plural: 'gitrepositories', kind: 'GitRepository' },
    { ...SOURCE, plural: 'ocirepositories', kind: 'OCIRepository' },
    { ...SOURCE, plural: 'buckets', kind: 'Bucket' },
    { ...SOURCE, plural: 'externalartifacts', kind: 'ExternalArtifact' },
  ].map((resource) => [resource.kind, resource]),
);

/** The `apiVersion` of objects of a kind: `helm.toolkit.fluxcd.io/v2`. */
export function apiVersionOf<G extends string, V extends string>(resource: { group: G; version: V }): `${G}/${V}` {
  return `${resource.group}/${resource.version}`;
}

/**
 * The path of a kind, of one object or of a subresource of it: `/apis/GROUP/VERSION/namespaces/NAMESPACE/PLURAL/NAME/SUB`.
 *
 * @param namespace absent: across all namespaces, or of a kind that has no namespaces
 */
export function pathOf(resource: Resource, namespace?: string, name?: string, subresource?: string): string {
  const { group, version, plural } = resource;
  const parts = [group === '' ? `/api/${version}` : `/apis/${group}/${version}`];
  if (namespace) parts.push('namespaces', encodeURIComponent(namespace));
  parts.push(plural);
  if (name) parts.push(encodeURIComponent(name));
  if (subresource) parts.push(subresource);
  return parts.join('/');
}

/** What tells an object from others of its kind. */
export interface NamespacedName {
  /** Absent or empty: the object has no namespace, or it is not known yet. */
  readonly namespace?: string;
  readonly name: string;
}

/** `<namespace>/<name>`, or the name alone where there is no namespace. Equal for the same object of a kind only. */
export function namespacedName({ namespace, name }: NamespacedName): string {
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

/** `<kind> <namespace>/<name>`: names an object in messages, and is equal for the same object only. */
export function objectId(object: NamespacedName & { readonly kind: string }): string {
  return `${object.kind} ${namespacedName(object)}`;
}
