import type { HelmReleaseTarget, KustomizationTarget } from './flux-application-props';

/**
 * A target of `deploy`, as it is written. TypeScript checks for misspelt fields in an object literal only where it knows
 * what the literal is for: it does in a list of targets, but not in what a function such as `map` returns.
 *
 * @typeParam Target the kind of target. In `deploy` it is known; elsewhere it is a Helm chart's unless another is given
 *
 * @example
 *
 *   deploy: clusters.map((cluster) => target({ destination: cluster.namespace('web') })),
 */
export function target<Target extends HelmReleaseTarget | KustomizationTarget = HelmReleaseTarget>(
  target: NoInfer<Target>,
): Target {
  return target;
}
