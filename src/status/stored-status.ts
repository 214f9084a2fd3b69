import { entryOf } from '../model/values/json';
import type { ReleaseKind } from './desired';
import type { KeyEntry } from './key-entry';
import type { Previous } from './readiness';
import { isMap, stringOf } from './untyped';

/** What the stored status of an Application says of the target of this key. */
export function storedEntry(status: unknown, kind: ReleaseKind, key: string): KeyEntry | undefined {
  const fluxApp = isMap(status) && isMap(status.fluxApp) ? status.fluxApp : {};
  const entries = fluxApp[keyMapOf(kind)];
  const entry = isMap(entries) ? entryOf(entries, key) : undefined;
  return isMap(entry) ? (entry as KeyEntry) : undefined;
}

/** The field that holds the entries of such targets. */
export function keyMapOf(kind: ReleaseKind): 'helmReleaseStatus' | 'kustomizationStatus' {
  return kind === 'HelmRelease' ? 'helmReleaseStatus' : 'kustomizationStatus';
}

/** What was said of a target before: the first condition of its entry, if that is Ready. */
export function previousOf(entry: KeyEntry | undefined): (Previous & { readonly revision?: string }) | undefined {
  const condition: unknown = Array.isArray(entry?.conditions) ? entry.conditions[0] : undefined;
  if (!isMap(condition) || condition.type !== 'Ready') return undefined;
  const lastTransitionTime = stringOf(condition.lastTransitionTime);
  const revision = stringOf(entry?.lastAppliedRevision);
  return {
    status: stringOf(condition.status) ?? '',
    reason: stringOf(condition.reason) ?? '',
    message: stringOf(condition.message) ?? '',
    ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }),
    ...(revision === undefined || revision === '' ? {} : { revision }),
  };
}
