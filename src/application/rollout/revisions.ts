import { compareText, sha256 } from '../../json';
import type { DeploymentTarget } from '../targets';
import type { Rollout } from './rollout';

/** Hexadecimal digits of a revision. */
const DIGITS = 12;

/**
 * The revision of every wave: a digest of the desired state of all targets in this wave and earlier waves. A change in
 * a later wave does not affect it.
 *
 * @param digestOf the digest of the objects of a target, by index, as written and without gates
 */
export function revisionsOf(
  { waves }: Rollout,
  targets: readonly DeploymentTarget[],
  digestOf: (index: number) => string,
): readonly string[] {
  const digests = new Map(targets.map(({ key }, index) => [key, digestOf(index)]));
  return waves.map((_, index) => {
    const keys = waves
      .slice(0, index + 1)
      .flat()
      .sort(compareText);
    return sha256(keys.map((key) => digests.get(key)).join('\n')).slice(0, DIGITS);
  });
}
