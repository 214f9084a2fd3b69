import { canonicalJson, mapOf, omit, type ValueMap } from '../../json';
import { withoutServerFields } from '../foretell/server-fields';

/** Whether an object is still the one that it was, and nobody has changed it. Its status does not count. */
export function isUnchanged(before: ValueMap, now: ValueMap): boolean {
  const [old, other] = [before, now].map((object) => mapOf(object.metadata).uid);
  return old === other && contentOf(before) === contentOf(now);
}

/** What controllers write into the metadata of an object that they have in their care, or that is being deleted. */
const OF_CONTROLLERS = ['finalizers', 'deletionTimestamp', 'deletionGracePeriodSeconds'];

function contentOf(object: ValueMap): string {
  const { metadata, ...rest } = withoutServerFields(object);
  return canonicalJson({ ...rest, metadata: omit(mapOf(metadata), OF_CONTROLLERS) });
}
