import { isPlainObject, listOf, mapOf, parsedJson } from '../../json';
import { ROLLOUT } from '../marks';
import type { DeploymentTarget } from '../targets';

/** The order in which the targets of an application receive a change. */
export interface Rollout {
  /** The KEYs of the targets of each wave, from the first to the last. */
  readonly waves: readonly (readonly string[])[];
  /** The numbers of the waves, from 1, that need approval before they begin. */
  readonly approve?: readonly number[];
}

/**
 * The rollout of an Application, from the annotation {@link ROLLOUT}; undefined if there is none, or if it does not
 * have the format of {@link rolloutAnnotation}.
 *
 * @param annotations of the Application
 */
export function rolloutOf(annotations: unknown): Rollout | undefined {
  const rollout = parsedJson(mapOf(annotations)[ROLLOUT]);
  return isRollout(rollout) ? rollout : undefined;
}

/** The rollout of an Application if it contains every target once; otherwise undefined. */
export function wholeRolloutOf(annotations: unknown, targets: readonly DeploymentTarget[]): Rollout | undefined {
  const rollout = rolloutOf(annotations);
  const keys = new Set(targets.map(({ key }) => key));
  const waved = new Set(rollout?.waves.flat());
  const isWhole = rollout?.waves.flat().length === waved.size && waved.size === keys.size;
  return isWhole && [...waved].every((key) => keys.has(key)) ? rollout : undefined;
}

/** Whether data has the structure of a rollout: lists of KEYs, at least one, and numbers of waves after the first. */
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

/** Whether data is a list of wave numbers from 2 to `waves`: the first wave waits for no other. */
export function isApproval(data: unknown, waves: number): data is readonly number[] {
  return Array.isArray(data) && data.every((wave) => Number.isInteger(wave) && wave > 1 && wave <= waves);
}
