import { LAST_REVISION, READY_NUMBER, TYPE } from '../application';
import { listOf, mapOf, stringOf } from '../json';
import { STATUS_FIELDS } from '../status';

/** The field manager of all watchers. They share it, because they write the same content. */
export const WATCHER_MANAGER = 'fluxapp-watcher';

/** The fields that only a watcher writes, in the format of managedFields. */
const DECIDED: readonly (readonly string[])[] = [
  // other writers may add their own conditions
  ...STATUS_FIELDS.filter((field) => field !== 'conditions').map((field) => ['f:status', `f:${field}`]),
  ['f:status', 'f:fluxApp', 'f:helmReleaseStatus'],
  ['f:status', 'f:fluxApp', 'f:kustomizationStatus'],
  ['f:metadata', 'f:labels', `f:${READY_NUMBER}`],
  ['f:metadata', 'f:labels', `f:${TYPE}`],
  ['f:metadata', 'f:annotations', `f:${LAST_REVISION}`],
];

/**
 * Other owners of a field that a watcher determines, by name
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management).
 */
export function foreignWriters(managedFields: unknown): string[] {
  const names = listOf(managedFields)
    .map(mapOf)
    .filter(({ manager, fieldsV1 }) => manager !== WATCHER_MANAGER && DECIDED.some((path) => has(fieldsV1, path)))
    .map(({ manager }) => stringOf(manager) ?? 'unknown');
  return [...new Set(names)].sort();
}

function has(fields: unknown, path: readonly string[]): boolean {
  let at: unknown = fields;
  for (const key of path) at = mapOf(at)[key];
  return at !== undefined;
}
