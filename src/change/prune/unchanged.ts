import { canonicalJson, mapOf, omit, type ValueMap } from '../../json';
import { withoutServerFields } from '../foretell/server-fields';

/** Whether an object is still the same and unchanged. Its status does not count. */
export function isUnchanged(before: ValueMap, now: ValueMap): boolean {
  const [old, other] = [before, now].map((object) => mapOf(object.metadata).uid);
  return old === other && contentOf(before) === contentOf(now);
}

/** The metadata that controllers write to an object that they manage, or that is being deleted. */
const OF_CONTROLLERS = ['finalizers', 'deletionTimestamp', 'deletionGracePeriodSeconds'];

function contentOf(object: ValueMap): string {
  const { metadata, ...rest } = withoutServerFields(object);
  return canonicalJson({ ...rest, metadata: omit(mapOf(metadata), OF_CONTROLLERS) });
}
