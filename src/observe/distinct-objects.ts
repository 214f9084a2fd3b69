import { isNewer } from '../kube';
import { objectId } from '../kubernetes';
import { LookupError } from './lookup-error';

type KubernetesObject = Readonly<Record<string, unknown>>;

interface Metadata {
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/**
 * The objects of a dump without duplicates, in the order in which they first appear. If dumps of one cluster are
 * concatenated, an object may occur several times: the newest version counts, and one from a cluster takes precedence
 * over one from a file.
 *
 * @throws LookupError if two objects have the same name, but different UIDs: the dumps are of two clusters, or the
 * object was deleted and created between them
 */
export function distinctObjects(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const byIdentity = new Map<string, KubernetesObject>();
  for (const object of objects) {
    const identity = identityOf(object);
    const known = byIdentity.get(identity);
    byIdentity.set(identity, known === undefined ? object : newest(known, object));
  }
  return [...byIdentity.values()];
}

function newest(known: KubernetesObject, object: KubernetesObject): KubernetesObject {
  const [before, now] = [metadataOf(known), metadataOf(object)];
  if (before.uid && now.uid && before.uid !== now.uid) {
    const { namespace = 'default', name = '' } = now;
    throw new LookupError(
      `${objectId({ kind: String(object.kind), namespace, name })} is in the input with two UIDs: read dumps of different clusters one by one`,
    );
  }
  if (before.resourceVersion === undefined || now.resourceVersion === undefined) {
    return now.resourceVersion === undefined && before.resourceVersion !== undefined ? known : object;
  }
  return isNewer(before.resourceVersion, now.resourceVersion) ? known : object;
}

/** The identity without the API version, because the versions of an API group contain the same objects. */
function identityOf(object: KubernetesObject): string {
  const { namespace = 'default', name = '' } = metadataOf(object);
  const group = String(object.apiVersion).split('/')[0];
  return `${group} ${objectId({ kind: String(object.kind), namespace, name })}`;
}

function metadataOf({ metadata }: KubernetesObject): Metadata {
  return (metadata ?? {}) as Metadata;
}
