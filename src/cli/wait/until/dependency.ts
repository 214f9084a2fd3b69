import type { DeliveryKind } from '../../../kubernetes';
import { DEPENDENCY_NOT_READY, dependencyIn, type TargetReport } from '../../../status';

/**
 * The target whose HelmRelease or Kustomization has this name; undefined if unknown. Flux resolves `dependsOn` only
 * among objects of the same kind.
 *
 * @param id `<namespace>/<name>`
 */
export type DependencyLookup = (kind: DeliveryKind, id: string) => TargetReport | undefined;

/** Reasons with which Flux reports an attempt: the failure repeats until something is changed. */
const TRIED: ReadonlySet<string> = new Set([
  'InstallFailed',
  'UpgradeFailed',
  'TestFailed',
  'RollbackFailed',
  'UninstallFailed',
  'ReconciliationFailed',
  'BuildFailed',
  'PruneFailed',
  'HealthCheckFailed',
]);

/** Whether Flux has given up on a target, or has tried and failed, and is not trying again at the moment. */
export function isDefinite({ state, reason, flags, attempt }: TargetReport): boolean {
  return !flags.outdated && !attempt?.repeating && (state === 'Stalled' || (state === 'Failed' && TRIED.has(reason)));
}

/**
 * The dependency that a target waits for, or in turn the dependency of that one; undefined if it waits for no known
 * one.
 */
export function unmetDependency(target: TargetReport, lookup: DependencyLookup): TargetReport | undefined {
  const seen = new Set<TargetReport>();
  let unmet: TargetReport | undefined;
  for (let next = dependencyOf(target, lookup); next && !seen.has(next); next = dependencyOf(next, lookup)) {
    seen.add(next);
    unmet = next;
  }
  return unmet;
}

function dependencyOf({ kind, reason, message }: TargetReport, lookup: DependencyLookup): TargetReport | undefined {
  if (reason !== DEPENDENCY_NOT_READY) return undefined;
  const id = dependencyIn(message);
  return id === undefined ? undefined : lookup(kind, id);
}
