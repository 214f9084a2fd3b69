import type { HelmReleaseTargetStatus, KustomizationTargetStatus } from '../../imports/gitops.kubesphere.io';
import { dateTimeOf, entryOf, isMap, listOf, mapOf, stringOf } from '../json';
import type { ReleaseKind } from '../kubernetes';
import type { Previous } from './readiness';

/** What the KEY of a target maps to, in the shape that the KubeSphere console reads. */
export type KeyEntry = HelmReleaseTargetStatus & KustomizationTargetStatus;

/** What the stored status of an Application says of the target of this key. */
export function storedEntry(status: unknown, kind: ReleaseKind, key: string): KeyEntry | undefined {
  const entries = mapOf(mapOf(mapOf(status).fluxApp)[keyMapOf(kind)]);
  const entry = entryOf(entries, key);
  return isMap(entry) ? (entry as KeyEntry) : undefined;
}

/** The field that holds the entries of such targets. */
export function keyMapOf(kind: ReleaseKind): 'helmReleaseStatus' | 'kustomizationStatus' {
  return kind === 'HelmRelease' ? 'helmReleaseStatus' : 'kustomizationStatus';
}

/** What was said of a target before. */
export interface PreviousEntry extends Previous {
  /** The revision that ran. */
  readonly revision?: string;
  /** The revision that was tried last. */
  readonly attempted?: string;
}

/** What was said of a target before: the first condition of its entry, if that is Ready. */
export function previousOf(entry: KeyEntry | undefined): PreviousEntry | undefined {
  const [condition] = listOf(entry?.conditions);
  if (!isMap(condition) || condition.type !== 'Ready') return undefined;
  const lastTransitionTime = dateTimeOf(condition.lastTransitionTime);
  const revision = stringOf(entry?.lastAppliedRevision);
  const attempted = stringOf(entry?.lastAttemptedRevision);
  return {
    status: stringOf(condition.status) ?? '',
    reason: stringOf(condition.reason) ?? '',
    message: stringOf(condition.message) ?? '',
    ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }),
    ...(revision === undefined || revision === '' ? {} : { revision }),
    ...(attempted === undefined ? {} : { attempted }),
  };
}
