/** A kind in the API server. */
export interface Resource {
  /** The API group; '' for the core group. */
  readonly group: string;
  readonly version: string;
  /** Its name in API paths, for example `helmreleases`. */
  readonly plural: string;
  readonly kind: string;
}

function api<G extends string, V extends string>(group: G, version: V) {
  return { group, version, apiVersion: `${group}/${version}` } as const;
}

/** The API versions that are emitted and read: every supported Flux release serves them. */
const GITOPS_API = api('gitops.kubesphere.io', 'v1alpha1');
const HELM_API = api('helm.toolkit.fluxcd.io', 'v2');
const KUSTOMIZE_API = api('kustomize.toolkit.fluxcd.io', 'v1');
export const SOURCE_API = api('source.toolkit.fluxcd.io', 'v1');

export const APPLICATION = { ...GITOPS_API, plural: 'applications', kind: 'Application' } as const;

export const NAMESPACE = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace' } as const;

export const CONFIG_MAP = {
  ...{ group: '', version: 'v1', apiVersion: 'v1' },
  ...{ plural: 'configmaps', kind: 'ConfigMap' },
} as const;

/** The kinds that deliver to a target. */
export const DELIVERIES = {
  HelmRelease: { ...HELM_API, plural: 'helmreleases', kind: 'HelmRelease' },
  Kustomization: { ...KUSTOMIZE_API, plural: 'kustomizations', kind: 'Kustomization' },
} as const;

/** The kind of Flux object that delivers to a target of an application. */
export type DeliveryKind = keyof typeof DELIVERIES;

export const DELIVERY_KINDS = Object.keys(DELIVERIES) as readonly DeliveryKind[];

const HELM_CHART = { ...SOURCE_API, plural: 'helmcharts', kind: 'HelmChart' } as const;

/** The kinds that Applications are lowered to. */
export const LOWERED_KINDS = [...Object.values(DELIVERIES), HELM_CHART, CONFIG_MAP] as const;

/** The kinds of sources of charts and manifests, by the name of the kind. */
export const SOURCES: ReadonlyMap<string, Resource> = new Map(
  [
    HELM_CHART,
    { ...SOURCE_API, plural: 'helmrepositories', kind: 'HelmRepository' },
    { ...SOURCE_API, plural: 'gitrepositories', kind: 'GitRepository' },
    { ...SOURCE_API, plural: 'ocirepositories', kind: 'OCIRepository' },
    { ...SOURCE_API, plural: 'buckets', kind: 'Bucket' },
    { ...SOURCE_API, plural: 'externalartifacts', kind: 'ExternalArtifact' },
  ].map((resource) => [resource.kind, resource]),
);

/**
 * The API path of a kind, an object or a subresource: `/apis/GROUP/VERSION/namespaces/NAMESPACE/PLURAL/NAME/SUB`.
 *
 * @param namespace absent: all namespaces, or a cluster-scoped kind
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

/** The identity of an object within its kind. */
export interface NamespacedName {
  /** Absent or empty: the object has no namespace, or it is not known yet. */
  readonly namespace?: string;
  readonly name: string;
}

/** `<namespace>/<name>`, or only the name if there is no namespace. Unique among the objects of a kind. */
export function namespacedName({ namespace, name }: NamespacedName): string {
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

/** `<kind> <namespace>/<name>`: a unique name of an object, also for messages. */
export function objectId(object: NamespacedName & { readonly kind: string }): string {
  return `${object.kind} ${namespacedName(object)}`;
}
