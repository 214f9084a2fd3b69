import type { ApplicationStatus } from '../../imports/gitops.kubesphere.io';
import { LAST_REVISION, READY_NUMBER, TYPE } from '../application';
import { isPlainObject, mergePatch, type ValueMap } from '../json';
import { STATUS_FIELDS, type StatusMetadata } from './application-status';
import { project, type Schema } from './schema-projection';

/** The JSON merge patches that make a stored Application say how it stands; each absent where nothing differs. */
export interface Patches {
  /** `{status: …}`, for the status subresource. */
  readonly status?: { readonly status: unknown };
  /** `{metadata: …}`: the status subresource ignores metadata, and the Application itself ignores status. */
  readonly metadata?: { readonly metadata: unknown };
}

/** The fields within `status.fluxApp` that a report decides. */
const KEY_MAPS = ['helmReleaseStatus', 'kustomizationStatus'];

/**
 * What differs between a stored Application and what is to be said of it, in the fields of {@link STATUS_FIELDS}, the
 * maps by KEY, two labels and an annotation. Nothing else is ever written.
 *
 * @param schema of the installed Application, as the API server publishes it: what it would prune is not written
 */
export function patchesOf(
  stored: { readonly metadata: ValueMap; readonly status?: unknown },
  wanted: { readonly status: ApplicationStatus; readonly metadata: StatusMetadata },
  schema: Schema,
): Patches {
  const { status: statusSchema } = isPlainObject(schema.properties) ? schema.properties : {};
  const status = mergePatch(decided(stored.status), decided(project(wanted.status, statusSchema)));
  const metadata = mergePatch(decidedMetadata(stored.metadata), withoutAbsent(wanted.metadata));
  return {
    ...(status === undefined ? {} : { status: { status } }),
    ...(metadata === undefined ? {} : { metadata: { metadata } }),
  };
}

function decided(status: unknown): ValueMap {
  if (!isPlainObject(status)) return {};
  const fluxApp = isPlainObject(status.fluxApp) ? pick(status.fluxApp, KEY_MAPS) : {};
  return { ...pick(status, STATUS_FIELDS), ...(Object.keys(fluxApp).length === 0 ? {} : { fluxApp }) };
}

function decidedMetadata({ labels, annotations }: ValueMap): ValueMap {
  return {
    labels: isPlainObject(labels) ? pick(labels, [READY_NUMBER, TYPE]) : {},
    annotations: isPlainObject(annotations) ? pick(annotations, [LAST_REVISION]) : {},
  };
}

function withoutAbsent({ labels, annotations }: StatusMetadata): ValueMap {
  return { labels, annotations: pick(annotations, Object.keys(annotations)) };
}

function pick(map: ValueMap, keys: readonly string[]): ValueMap {
  return Object.fromEntries(keys.flatMap((key) => (map[key] === undefined ? [] : [[key, map[key]] as const])));
}
