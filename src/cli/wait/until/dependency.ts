import type { DeliveryKind } from '../../../kubernetes';
import { DEPENDENCY_NOT_READY, dependencyIn, type TargetReport } from '../../../status';
import { matchesRevision } from './matches-revision';

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

/** Reasons with which Flux gives up on a revision: another one is tried. */
const GIVEN_UP: ReadonlySet<string> = new Set(['RetriesExceeded', 'MissingRollbackTarget']);

/** Whether Flux has failed to apply another revision than the wanted one, which it has not tried yet. */
export function hasFailedWithAnother({ state, reason, attempt }: TargetReport, wanted: string | undefined): boolean {
  if (state !== 'Failed' && state !== 'Stalled') return false;
  if (wanted === undefined || attempt?.revision === undefined) return false;
  return (TRIED.has(reason) || GIVEN_UP.has(reason)) && !matchesRevision(attempt.revision, wanted);
}

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
