/** What tells one object, and one state of it, from others. */
export interface ObjectMeta {
  /** `namespace/name`; `name` where there are no namespaces. */
  readonly key: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

/** Reads it; undefined of what is no object of an API server. */
export function metaOf(object: unknown): ObjectMeta | undefined {
  const metadata = (object as { metadata?: Record<string, unknown> } | null | undefined)?.metadata;
  if (typeof metadata?.name !== 'string') return undefined;
  const { namespace, name, uid, resourceVersion } = metadata;
  return {
    key: typeof namespace === 'string' && namespace !== '' ? `${namespace}/${name}` : name,
    uid: typeof uid === 'string' ? uid : '',
    resourceVersion: typeof resourceVersion === 'string' ? resourceVersion : '',
  };
}
