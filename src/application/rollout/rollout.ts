import { isPlainObject, listOf, mapOf, parsedJson } from '../../json';
import { ROLLOUT } from '../marks';
import type { DeploymentTarget } from '../targets';

/** In which order the targets of an application get what is new. */
export interface Rollout {
  /** The KEYs of the targets of each wave, from the first to the last. */
  readonly waves: readonly (readonly string[])[];
  /** The numbers of the waves, from 1, that begin only when somebody has approved them. */
  readonly approve?: readonly number[];
}

/**
 * The rollout of an Application, as the annotation {@link ROLLOUT} says it; undefined where there is none, and where it is not
 * what {@link rolloutAnnotation} writes.
 *
 * @param annotations of the Application
 */
export function rolloutOf(annotations: unknown): Rollout | undefined {
  const rollout = parsedJson(mapOf(annotations)[ROLLOUT]);
  return isRollout(rollout) ? rollout : undefined;
}

/** The rollout of an Application where it has every target once; undefined of any other. */
export function wholeRolloutOf(annotations: unknown, targets: readonly DeploymentTarget[]): Rollout | undefined {
  const rollout = rolloutOf(annotations);
  const keys = new Set(targets.map(({ key }) => key));
  const waved = new Set(rollout?.waves.flat());
  const isWhole = rollout?.waves.flat().length === waved.size && waved.size === keys.size;
  return isWhole && [...waved].every((key) => keys.has(key)) ? rollout : undefined;
}

/** Whether data has the shape of a rollout: lists of KEYs, one at least, and numbers of waves behind the first. */
export function isRollout(data: unknown): data is Rollout {
  if (!isPlainObject(data) || !Object.keys(data).every((key) => key === 'waves' || key === 'approve')) return false;
  const waves = listOf(data.waves);
  const isWave = (wave: unknown) => Array.isArray(wave) && wave.every((key) => typeof key === 'string');
  return waves.length > 0 && waves.every(isWave) && isApproval(data.approve ?? [], waves.length);
}

/** The annotation {@link ROLLOUT}. */
export function rolloutAnnotation({ waves, approve = [] }: Rollout): string {
  return JSON.stringify({ waves, ...(approve.length === 0 ? {} : { approve }) });
}

/** Whether data is a list of numbers of waves that wait for another one. */
export function isApproval(data: unknown, waves: number): data is readonly number[] {
  return Array.isArray(data) && data.every((wave) => Number.isInteger(wave) && wave > 1 && wave <= waves);
}
