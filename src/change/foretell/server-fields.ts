import { LAST_APPLIED } from '../../application';
import { isFilled, mapOf, omit } from '../../json';

type KubeObject = Readonly<Record<string, unknown>>;

/** What the API server writes into `metadata` by itself. */
const OF_THE_SERVER = ['managedFields', 'resourceVersion', 'generation', 'creationTimestamp', 'uid', 'selfLink'];

/**
 * An object without what an API server, a controller or `kubectl apply` notes in it for itself: `status`, the times and
 * versions in `metadata`, and the copy of the text in an annotation. Two states of an object that are equal then are equal
 * to everybody.
 */
export function withoutServerFields(object: unknown): KubeObject {
  const { status: _, metadata, ...rest } = mapOf(object);
  const { annotations, ...kept } = omit(mapOf(metadata), OF_THE_SERVER);
  const others = omit(mapOf(annotations), [LAST_APPLIED]);
  return { ...rest, metadata: isFilled(others) ? { ...kept, annotations: others } : kept };
}
