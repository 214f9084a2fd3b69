import { digest } from '../../json';
import type { LoweredTarget, Lowering } from '../lower/lowering';
import type { Delivery, LoweredObject } from '../lower/object';
import type { DeploymentTarget } from '../targets';
import { gated } from './gated';
import { type Gate, gatesOf, MOST_EDGES } from './gates';
import { revisionsOf } from './revisions';
import { type Rollout, wholeRolloutOf } from './rollout';

/** The objects of a target, in order. */
export function objectsOfTarget({ release, valuesConfigMap }: LoweredTarget): LoweredObject[] {
  return valuesConfigMap ? [valuesConfigMap, release] : [release];
}

/** A placeholder for a revision when it does not matter. */
const ANY_REVISION = '0'.repeat(12);

/**
 * The release of every target with the gate of its wave, for comparisons. The gates contain no revision, because that
 * would need the objects of all targets as written.
 *
 * @param annotations of the Application
 */
export function releasesToCompare({ targets, target }: Lowering, annotations: unknown): (index: number) => Delivery {
  const rollout = wholeRolloutOf(annotations, targets);
  if (rollout === undefined) return (index) => target(index).release;
  const isSuspended = targets.map((_, index) => target(index).release.spec.suspend === true);
  const gates = gatesOf(rollout, targets, (index) => isSuspended[index] === true);
  const revisions = rollout.waves.map(() => ANY_REVISION);
  return (index) => gated(target(index).release, gates[index] as Gate, revisions);
}

/**
 * The lowered objects of targets, with the gates of their waves.
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
