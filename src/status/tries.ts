import { integerOf, listOf, mapOf, stringOf } from '../json';
import type { Facts } from './facts';

/** What kustomize-controller notes of a try that went well; of any other it notes why it failed. */
const SUCCEEDED = 'ReconciliationSucceeded';

/** Whether the last try of a release is known to have failed, whatever its conditions say by now. */
export function hasFailedBefore({ object, status }: Facts): boolean {
  if (object.kind === 'HelmRelease') return (integerOf(status.failures) ?? 0) > 0;
  return notedFailure(status) !== undefined;
}

/** Why the newest try of a Kustomization failed, in a word; undefined where it did not. */
export function notedFailure(status: Readonly<Record<string, unknown>>): string | undefined {
  const newest = newestTry(status);
  return newest === SUCCEEDED ? undefined : newest;
}

/** Whether a Kustomization has applied this generation and this revision before, with success. */
export function isUnchanged({ object, status, generation, observedGeneration }: Facts): boolean {
  return (
    object.kind === 'Kustomization' &&
    observedGeneration === generation &&
    stringOf(status.lastAppliedRevision) !== undefined &&
    status.lastAppliedRevision === status.lastAttemptedRevision &&
    newestTry(status) === SUCCEEDED
  );
}

/** How the newest try of a Kustomization ended. Those that fail before anything is applied are not noted. */
function newestTry(status: Readonly<Record<string, unknown>>): string | undefined {
  const [newest] = listOf(status.history);
  return stringOf(mapOf(newest).lastReconciledStatus);
}
