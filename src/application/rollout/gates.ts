import type { DeploymentTarget } from '../targets';
import type { Rollout } from './rollout';

/** What a target waits for. */
export interface Gate {
  /** The number of its wave, from 1. */
  readonly wave: number;
  /** The number of the wave that it waits for; absent where it waits for none. */
  readonly after?: number;
  readonly waitsFor: readonly Awaited[];
  /** Whether it waits for somebody's approval too. */
  readonly isApproved?: true;
}

/** One object that a target waits for. */
export interface Awaited {
  /** The name of the HelmRelease or Kustomization. */
  readonly name: string;
  /**
   * Of what it is to be true: that it is `ready` with what its wave is to have, or that its own gate has let it `pass`.
   */
  readonly until: 'ready' | 'passed';
}

/** Up to so many entries of `dependsOn` in an application every target names all that it waits for. */
export const MOST_EDGES = 200;

/**
 * The gates of the targets, in the order of the targets. A target waits for all targets of the wave before, but for those that
 * are suspended, which would hold it for ever; where all of that wave are, for those of the wave before it.
 *
 * Where that takes too many entries, the first target of a wave waits for them, and the other targets of the wave wait until
 * that one has passed: `N + M - 1` entries between two waves in place of `N * M`.
 *
 * @param rollout that has every target once
 * @param isSuspended by the index of the target
 * @param mostEdges of an application that has all
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
      const isApproved = approve.includes(index + 1) && !isLed; // those behind the first wait for it
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
