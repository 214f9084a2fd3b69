import type { DeploymentTarget } from '../targets';
import type { Rollout } from './rollout';

/** The gate of a target. */
export interface Gate {
  /** The number of its wave, from 1. */
  readonly wave: number;
  /** The number of the wave that it waits for; absent if it waits for none. */
  readonly after?: number;
  readonly waitsFor: readonly Awaited[];
  /** Whether it also waits for approval. */
  readonly isApproved?: true;
}

/** One object that a target waits for. */
export interface Awaited {
  /** The name of the HelmRelease or Kustomization. */
  readonly name: string;
  /** The condition: the object is `ready` with the revision of its wave, or its own gate has let it `pass`. */
  readonly until: 'ready' | 'passed';
}

/** Up to this number of `dependsOn` entries in an application, every target lists all objects it waits for. */
export const MOST_EDGES = 200;

/**
 * The gates of the targets, in the order of the targets. A target waits for all targets of the previous wave, except
 * suspended ones, which would hold it forever. If all targets of that wave are suspended, it waits for the wave before
 * that.
 *
 * If that takes too many entries, the first target of a wave waits for all of them, and the other targets of the wave
 * wait until the first one has passed: `N + M - 1` entries between two waves instead of `N * M`.
 *
 * @param rollout contains every target once
 * @param isSuspended by the index of the target
 * @param mostEdges the number of `dependsOn` entries up to which every target lists all objects
 */
export function gatesOf(
  { waves, approve = [] }: Rollout,
  targets: readonly DeploymentTarget[],
  isSuspended: (index: number) => boolean,
  mostEdges = MOST_EDGES,
): readonly Gate[] {
  const indices = new Map(targets.map(({ key }, index) => [key, index]));
  const members = waves.map((wave) => wave.map((key) => indices.get(key) as number));
  const running = members.map((wave) => wave.filter((index) => !isSuspended(index)));
  const before = (wave: number) =>
    running
      .slice(0, wave)
      .map((each) => each.length > 0)
      .lastIndexOf(true);
  const edges = members.reduce((sum, wave, index) => sum + wave.length * (running[before(index)]?.length ?? 0), 0);
  const gates: Gate[] = [];
  for (const [index, wave] of members.entries()) {
    const after = before(index);
    const awaited = (running[after] ?? []).map(
      (target): Awaited => ({ name: nameOf(targets, target), until: 'ready' }),
    );
    const leader = running[index]?.[0] ?? wave[0];
    for (const target of wave) {
      const isLed = edges > mostEdges && awaited.length > 0 && leader !== undefined && leader !== target;
      const waitsFor: readonly Awaited[] = isLed ? [{ name: nameOf(targets, leader), until: 'passed' }] : awaited;
      const isApproved = approve.includes(index + 1) && !isLed; // the others wait for the first one
      gates[target] = {
        wave: index + 1,
        ...(after < 0 ? {} : { after: after + 1 }),
        waitsFor,
        ...(isApproved ? { isApproved } : {}),
      };
    }
  }
  return gates;
}

function nameOf(targets: readonly DeploymentTarget[], index: number): string {
  return (targets[index] as DeploymentTarget).objectName;
}
