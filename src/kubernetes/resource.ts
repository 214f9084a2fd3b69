/** A kind as the API server serves it. */
export interface Resource {
  /** The API group; '' for the core group. */
  readonly group: string;
  readonly version: string;
  /** As it stands in paths, for example `helmreleases`. */
  readonly plural: string;
  readonly kind: string;
}

/**
 * The path of a kind, of one object or of a subresource of it: `/apis/GROUP/VERSION/namespaces/NAMESPACE/PLURAL/NAME/SUB`.
 *
 * @param namespace none: across all namespaces, or of a kind that has no namespaces
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
