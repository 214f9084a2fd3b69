import type { HelmReleaseTarget, KustomizationTarget } from './flux-application-props';

/**
 * Returns a target of `deploy` unchanged. TypeScript checks an object literal for misspelt fields only if it knows the
 * expected type: it does in a literal list of targets, but not in the result of a function such as `map`.
 *
 * @typeParam Target the kind of target. In `deploy` it is known; elsewhere it is a target of a Helm chart unless you
 * specify another one
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
