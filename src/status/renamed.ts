import { isNamedByLowering, LOWERING_DIGEST, ownerOf, TARGET_KEY } from '../application';
import type { DesiredTarget } from './desired';
import type { FluxObject } from './flux-object';

/** Whether an object was lowered and then renamed. */
export function isRenamed(object: FluxObject): boolean {
  return object.metadata.annotations?.[LOWERING_DIGEST] !== undefined && !isNamedByLowering(object);
}

/**
 * Whether an object with the marks of another Application may have been lowered from this one before kustomize added a
 * prefix and suffix to the names of both: `namePrefix` and `nameSuffix` change names, but not marks.
 *
 * @param application the name of the Application
 */
export function mayBeRenamed(application: string, object: FluxObject): boolean {
  const { metadata } = object;
  const owner = ownerOf(metadata);
  const at = owner === undefined || owner === application ? -1 : application.indexOf(owner);
  if (at < 0) return false;
  const [prefix, suffix] = [application.slice(0, at), application.slice(at + (owner as string).length)];
  return metadata.name.startsWith(prefix) && metadata.name.endsWith(suffix) && isRenamed(object);
}

/** The object that was lowered for a target and then renamed; undefined if none is known. */
export function renamedObject({ key }: DesiredTarget, renamed: readonly FluxObject[] = []): FluxObject | undefined {
  return renamed.find(({ metadata }) => metadata.annotations?.[TARGET_KEY] === key);
}
