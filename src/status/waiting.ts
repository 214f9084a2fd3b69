import type { FluxCondition } from './conditions';
import type { Facts } from './facts';

/** Reasons of Ready=False by which nothing has failed: whatever they wait for speaks for itself. */
const WAITING: ReadonlySet<string> = new Set([
  'DependencyNotReady',
  'SourceNotReady',
  'HealthCheckCanceled',
  // of a HelmChart whose repository has no index yet (source-controller reconcileSource())
  'NoSourceArtifact',
]);

/** These two are normal at a first apply, until the source, or the ConfigMap of the values, is there. */
const WAITING_AT_FIRST: ReadonlySet<string> = new Set(['ArtifactFailed', 'ValuesError']);

/** So is this one of a HelmChart whose repository has not been applied: source-controller always calls it a retry. */
const UNAVAILABLE_AT_FIRST = 'SourceUnavailable';

/** Whether an object that is not ready waits for another one, rather than having failed. */
export function isWaiting({ generation, observedGeneration, reconciling }: Facts, ready: FluxCondition): boolean {
  const { reason = '' } = ready;
  if (WAITING.has(reason)) return true;
  if (observedGeneration === generation) return false;
  return (
    reason === UNAVAILABLE_AT_FIRST || (WAITING_AT_FIRST.has(reason) && reconciling?.reason !== 'ProgressingWithRetry')
  );
}
