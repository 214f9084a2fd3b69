import { digest } from '../../json';
import type { LoweredTarget } from '../lower/lowering';
import type { LoweredObject } from '../lower/object';
import type { DeploymentTarget } from '../targets';
import { gated } from './gated';
import { type Gate, gatesOf, MOST_EDGES } from './gates';
import { revisionsOf } from './revisions';
import type { Rollout } from './rollout';

/** The objects of a target, in their order. */
export function objectsOfTarget({ release, valuesConfigMap }: LoweredTarget): LoweredObject[] {
  return valuesConfigMap ? [valuesConfigMap, release] : [release];
}

/**
 * What targets are lowered to, with the gates of their waves.
 *
 * @param rollout without errors
 * @param mostEdges see {@link gatesOf}
 */
export function inWaves(
  rollout: Rollout,
  targets: readonly DeploymentTarget[],
  lowered: readonly LoweredTarget[],
  mostEdges = MOST_EDGES,
): LoweredTarget[] {
  const at = (index: number) => lowered[index] as LoweredTarget;
  const gates = gatesOf(rollout, targets, (index) => at(index).release.spec.suspend === true, mostEdges);
  const revisions = revisionsOf(rollout, targets, (index) => digest(objectsOfTarget(at(index))));
  return lowered.map((target, index) => ({
    ...target,
    release: gated(target.release, gates[index] as Gate, revisions),
  }));
}
