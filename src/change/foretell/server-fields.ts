import { LAST_APPLIED } from '../../application';
import { isFilled, mapOf, omit } from '../../json';

type KubeObject = Readonly<Record<string, unknown>>;

/** The fields that the API server sets in `metadata`. */
const OF_THE_SERVER = ['managedFields', 'resourceVersion', 'generation', 'creationTimestamp', 'uid', 'selfLink'];

/**
 * An object without the data that an API server, a controller or `kubectl apply` stores in it for its own use:
 * `status`, the times and versions in `metadata`, and the copy of the text in an annotation. If two states of an object
 * are equal without these, they do not differ for users.
 */
export function withoutServerFields(object: unknown): KubeObject {
  const { status: _, metadata, ...rest } = mapOf(object);
  const { annotations, ...kept } = omit(mapOf(metadata), OF_THE_SERVER);
  const others = omit(mapOf(annotations), [LAST_APPLIED]);
  return { ...rest, metadata: isFilled(others) ? { ...kept, annotations: others } : kept };
}
