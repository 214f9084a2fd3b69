import { type Facts, generationOf } from './facts';
import { RECONCILE_REQUESTED_AT } from './flux-object';
import { hasFailedBefore } from './tries';
import { isWaiting } from './waiting';

/** What else is to be said of an object; each absent unless it is so. */
export interface Flags {
  /** Its controller is at work on it, or was asked to be. */
  readonly reconciling?: true;
  /** It is suspended, on its way out or changed, and what Flux said last was that it failed. */
  readonly failing?: true;
  /** The cluster holds something else than was released, and Flux was told to leave it. */
  readonly drifted?: true;
  /** What it runs is not the newest: its source fails. */
  readonly sourceStale?: true;
  /** What it says is of something older than the Application as it is stored, or than the chart that it takes by now. */
  readonly outdated?: true;
  /** Its controller tries again by itself. */
  readonly retrying?: true;
}

/** The flags of an object by itself: whether its source is stale only its source tells. */
export function flagsOf(facts: Facts): Flags {
  const { spec, object, generation, ready, reconciling, conditions } = facts;
  const isSuspended = spec.suspend === true;
  const isOver = isSuspended || object.metadata.deletionTimestamp !== undefined;
  const isBehind = ready !== undefined && generationOf(ready, facts) < generation;
  const isFailing = ready?.status === 'False' && !isWaiting(facts, ready);
  const isAtWork = reconciling !== undefined || ready?.status === 'Unknown' || isRequested(facts);
  const isRetrying = ready?.status !== 'True' && reconciling !== undefined && (isFailing || hasFailedBefore(facts));
  return {
    ...(isAtWork && !isSuspended ? { reconciling: true } : {}),
    ...(isFailing && (isOver || isBehind) ? { failing: true } : {}),
    ...(conditions.some(({ type, status }) => type === 'Drifted' && status === 'True') ? { drifted: true } : {}),
    ...(isRetrying && !isOver && !isBehind ? { retrying: true } : {}),
  };
}

/** Whether somebody asked for a reconciliation (`flux reconcile`) that has not been taken up. */
function isRequested({ object, status }: Facts): boolean {
  const requested = object.metadata.annotations?.[RECONCILE_REQUESTED_AT];
  return requested !== undefined && requested !== status.lastHandledReconcileAt;
}
