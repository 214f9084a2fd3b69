import type { ApplicationStatus } from '../../imports/gitops.kubesphere.io';
import { LAST_REVISION, READY_NUMBER, TYPE } from '../application';
import {
  canonicalJson,
  type FieldPath,
  formatPath,
  isFilled,
  isPlainObject,
  mapOf,
  mergePatch,
  pick,
  type ValueMap,
  withoutUndefined,
} from '../json';
import { STATUS_FIELDS, type StatusMetadata } from './application-status';
import { project, type Schema } from './schema';

/** The JSON merge patches that update a stored Application; each absent if there are no differences. */
export interface Patches {
  /** `{status: …}`, for the status subresource. */
  readonly status?: { readonly status: unknown };
  /**
   * `{metadata: …}`, a separate patch: the status subresource ignores metadata, and the main resource ignores status.
   */
  readonly metadata?: { readonly metadata: unknown };
}

/** The fields within `status.fluxApp` that a report determines. */
export const KEY_MAPS = ['helmReleaseStatus', 'kustomizationStatus'];

/**
 * The patches that bring a stored Application up to date with its report: the fields of {@link STATUS_FIELDS}, the maps
 * by KEY, two labels and an annotation. Nothing else is ever written.
 *
 * @param schema the schema of the installed Application, as published by the API server: fields that it would prune are
 * not written
 */
export function patchesOf(
  stored: { readonly metadata: ValueMap; readonly status?: unknown },
  wanted: { readonly status: ApplicationStatus; readonly metadata: StatusMetadata },
  schema: Schema,
): Patches {
  const { status: statusSchema } = mapOf(schema.properties);
  const status = mergePatch(decided(stored.status), decided(project(wanted.status, statusSchema)));
  const { labels, annotations } = wanted.metadata;
  const metadata = mergePatch(decidedMetadata(stored.metadata), { labels, annotations: withoutUndefined(annotations) });
  return withoutUndefined({
    status: status === undefined ? undefined : { status },
    metadata: metadata === undefined ? undefined : { metadata },
  });
}

function decided(status: unknown): ValueMap {
  const fields = mapOf(status);
  const fluxApp = pick(mapOf(fields.fluxApp), KEY_MAPS);
  return { ...pick(fields, STATUS_FIELDS), ...(isFilled(fluxApp) ? { fluxApp } : {}) };
}

function decidedMetadata({ labels, annotations }: ValueMap): ValueMap {
  return { labels: pick(mapOf(labels), [READY_NUMBER, TYPE]), annotations: pick(mapOf(annotations), [LAST_REVISION]) };
}

/** The patched fields whose stored values differ from the written ones, such as `status.summary`. */
export function fieldsNotStored(patches: Patches, application: unknown): string[] {
  const lacking = (patch: unknown, stored: unknown, path: FieldPath): string[] => {
    if (!isPlainObject(patch)) {
      const isStored = patch === null ? stored === undefined : canonicalJson(patch) === canonicalJson(stored);
      return isStored ? [] : [formatPath(path)];
    }
    return Object.entries(patch).flatMap(([key, value]) => lacking(value, mapOf(stored)[key], [...path, key]));
  };
  return lacking({ ...patches.status, ...patches.metadata }, application, []);
}
