import type { ApplicationStatus } from '../../imports/gitops.kubesphere.io';
import { LAST_REVISION, READY_NUMBER, TYPE } from '../application';
import {
  entryOf,
  isFilled,
  isMap,
  listOf,
  mapOf,
  mapParts,
  mergePatch,
  pick,
  type ValueMap,
  valueAt,
  withoutUndefined,
} from '../json';
import { STATUS_FIELDS, type StatusMetadata } from './application-status';

/** The JSON merge patches that bring a stored Application up to date; each absent where nothing differs. */
export interface Patches {
  /** `{status: …}`, for the status subresource. */
  readonly status?: { readonly status: unknown };
  /** `{metadata: …}`: the status subresource ignores metadata, and the Application itself ignores status. */
  readonly metadata?: { readonly metadata: unknown };
}

/** The fields within `status.fluxApp` that a report decides. */
const KEY_MAPS = ['helmReleaseStatus', 'kustomizationStatus'];

/**
 * What differs between a stored Application and its report, in the fields of {@link STATUS_FIELDS}, the
 * maps by KEY, two labels and an annotation. Nothing else is ever written.
 *
 * @param schema of the installed Application, as the API server publishes it: what it would prune is not written
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

/** A part of a JSON schema as the API server publishes it (OpenAPI 3). */
export type Schema = Readonly<Record<string, unknown>>;

/**
 * The schema of a kind in an OpenAPI document of the API server (`/openapi/v3/apis/<group>/<version>`).
 *
 * @returns undefined where the document has no such kind
 */
export function schemaOfKind(document: unknown, group: string, version: string, kind: string): Schema | undefined {
  const isOfKind = (each: unknown): boolean => {
    const found = mapOf(each);
    return found.group === group && found.version === version && found.kind === kind;
  };
  return Object.values(mapOf(valueAt(document, ['components', 'schemas'])))
    .filter(isMap)
    .find((schema) => listOf(schema['x-kubernetes-group-version-kind']).some(isOfKind));
}

/**
 * The value without what the API server would prune: fields of maps that the schema does not have
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning).
 */
export function project(value: unknown, schema: unknown): unknown {
  if (!isMap(schema) || schema['x-kubernetes-preserve-unknown-fields'] === true) return value;
  const { items, additionalProperties } = schema;
  if (Array.isArray(value)) return items === undefined ? value : mapParts(value, (item) => project(item, items));
  return mapParts(value, (entry, key) => {
    const known = entryOf(mapOf(schema.properties), String(key)) ?? additionalProperties;
    return known === undefined || known === false ? undefined : project(entry, known);
  });
}
