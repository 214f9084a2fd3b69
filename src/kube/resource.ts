/** A kind as an API server serves it. */
export interface Resource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Such as helmreleases. */
  readonly plural: string;
  readonly kind: string;
}

/** `/apis/<group>/<version>/namespaces/<namespace>/<plural>/<name>/<subresource>`, without what is not given. */
export function pathOf(
  { group, version, plural }: Resource,
  namespace?: string,
  name?: string,
  subresource?: string,
): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const scope = namespace === undefined ? [] : ['namespaces', namespace];
  const rest = [...scope, plural, name, subresource].filter((part) => part !== undefined);
  return [root, ...rest.map(encodeURIComponent)].join('/');
}
