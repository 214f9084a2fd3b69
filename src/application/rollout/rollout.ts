import { isPlainObject, listOf, mapOf, parsedJson } from '../../json';
import { ROLLOUT } from '../marks';

/** In which order the targets of an application get what is new. */
export interface Rollout {
  /** The KEYs of the targets of each wave, from the first to the last. */
  readonly waves: readonly (readonly string[])[];
}

/**
 * The rollout of an Application, as the annotation {@link ROLLOUT} says it; undefined where there is none, and where it is not
 * what {@link rolloutAnnotation} writes.
 *
 * @param annotations of the Application
 */
export function rolloutOf(annotations: unknown): Rollout | undefined {
  const rollout = parsedJson(mapOf(annotations)[ROLLOUT]);
  return isRollout(rollout) ? { waves: rollout.waves } : undefined;
}

/** Whether data has the shape of a rollout: lists of KEYs, one at least. */
export function isRollout(data: unknown): data is Rollout {
  if (!isPlainObject(data) || Object.keys(data).join() !== 'waves') return false;
  const waves = listOf(data.waves);
  return waves.length > 0 && waves.every((wave) => Array.isArray(wave) && wave.every((key) => typeof key === 'string'));
}

/** The annotation {@link ROLLOUT}. */
export function rolloutAnnotation({ waves }: Rollout): string {
  return JSON.stringify({ waves });
}
