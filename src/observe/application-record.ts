import { CLUSTERS, DIGESTS, LAST_REVISION, READY_NUMBER, ROLLOUT, SAVE_HELM_TEMPLATE, TYPE } from '../application';
import {
  dateTimeOf,
  integerOf,
  isMap,
  listOf,
  mapOf,
  omit,
  parsedJson,
  pick,
  storedBytes,
  stringOf,
  type ValueMap,
  withoutUndefined,
} from '../json';
import { type ApplicationOrigin, type Desired, desiredOf, KEY_MAPS, STATUS_FIELDS } from '../status';
import { editorOf } from './field-owners';
import { foreignWriters, WATCHER_MANAGER } from './foreign-writers';

/** The part of an Application that a watcher keeps: its desired state, and its status. */
export interface ApplicationRecord {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  /** Its creation time in RFC 3339 format. */
  readonly created?: string;
  readonly desired: Desired;
  /** The origin of its current state. */
  readonly origin: ApplicationOrigin;
  /** The label that saves its chart as a template. Lowering depends on it. */
  readonly savesTemplate?: string;
  /** The annotation with the names of clusters, which reports show. */
  readonly clusters?: string;
  /** The annotation with its waves. Lowering depends on it. */
  readonly rollout?: string;
  /** The labels and annotations that a report determines. */
  readonly labels: Readonly<Record<string, unknown>>;
  readonly annotations: Readonly<Record<string, unknown>>;
  /** The part of its status that a report determines, as JSON, which takes a tenth of the memory of objects. */
  readonly statusJson: string;
  /** The stored size of its spec, in bytes. */
  readonly specBytes: number;
  /** The stored size of the parts that no watcher writes, in bytes. */
  readonly othersBytes: number;
  /** All labels: commands select Applications by them. */
  readonly allLabels: Readonly<Record<string, string>>;
  /** Other writers of the fields that a report determines. */
  readonly foreignWriters: readonly string[];
}

/**
 * The record of an Application returned by an API server.
 *
 * @param before the previous record of the same Application: it is lowered again only if its desired state has changed
 * @returns undefined if the Application is not delivered by Flux
 */
export function recordOf(application: unknown, before?: ApplicationRecord): ApplicationRecord | undefined {
  if (!isMap(application)) return undefined;
  const metadata = mapOf(application.metadata);
  const [namespace, name, uid] = [stringOf(metadata.namespace), stringOf(metadata.name), stringOf(metadata.uid)];
  if (namespace === undefined || name === undefined || uid === undefined) return undefined;
  const generation = integerOf(metadata.generation);
  const savesTemplate = stringOf(mapOf(metadata.labels)[SAVE_HELM_TEMPLATE]);
  const clusters = stringOf(mapOf(metadata.annotations)[CLUSTERS]);
  const rollout = stringOf(mapOf(metadata.annotations)[ROLLOUT]);
  const isSame =
    before?.uid === uid &&
    before.generation === generation &&
    before.savesTemplate === savesTemplate &&
    before.clusters === clusters &&
    before.rollout === rollout;
  const desired = isSame ? before.desired : desiredOf(application);
  if (desired === undefined) return undefined;
  const specBytes = isSame ? before.specBytes : storedBytes(application.spec);
  const digests = parsedJson(mapOf(metadata.annotations)[DIGESTS]);
  return {
    namespace,
    name,
    uid,
    resourceVersion: stringOf(metadata.resourceVersion) ?? '',
    generation,
    created: dateTimeOf(metadata.creationTimestamp),
    desired,
    origin: withoutUndefined({
      digests: digests === undefined ? undefined : mapOf(digests),
      editor: editorOf(application),
    }),
    savesTemplate,
    clusters,
    rollout,
    labels: pick(mapOf(metadata.labels), [READY_NUMBER, TYPE]),
    annotations: pick(mapOf(metadata.annotations), [LAST_REVISION]),
    statusJson: JSON.stringify(pick(mapOf(application.status), [...STATUS_FIELDS, 'fluxApp'])),
    specBytes,
    othersBytes: specBytes + storedBytes(othersOf(application)),
    allLabels: textsOf(metadata.labels),
    foreignWriters: foreignWriters(metadata.managedFields),
  };
}

/** The parts of an application that are needed to look up its deliveries. */
export type DeliveryOwner = Pick<ApplicationRecord, 'namespace' | 'name' | 'desired'>;

/** The record for an application that has objects but no Application. */
export function undeclaredRecord({ namespace, name, desired }: DeliveryOwner): ApplicationRecord {
  return {
    ...{ namespace, name, uid: '', resourceVersion: '', desired, origin: {} },
    ...{ labels: {}, annotations: {}, allLabels: {}, foreignWriters: [] },
    ...{ statusJson: '{}', specBytes: 0, othersBytes: 0 },
  };
}

/** The Application without its spec, and without the fields that a watcher writes and their managedFields. */
function othersOf({ spec: _, metadata, status, ...rest }: ValueMap): ValueMap {
  const { labels, annotations, managedFields, ...meta } = mapOf(metadata);
  const { fluxApp, ...fields } = mapOf(status);
  return {
    ...rest,
    metadata: {
      ...meta,
      labels: omit(mapOf(labels), [READY_NUMBER, TYPE]),
      annotations: omit(mapOf(annotations), [LAST_REVISION]),
      managedFields: listOf(managedFields).filter((entry) => mapOf(entry).manager !== WATCHER_MANAGER),
    },
    status: { ...omit(fields, STATUS_FIELDS), fluxApp: omit(mapOf(fluxApp), KEY_MAPS) },
  };
}

function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(mapOf(value)).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text] as const] : [])),
  );
}

/** The part of the stored status that a report determines. */
export function storedStatus({ statusJson }: ApplicationRecord): Readonly<Record<string, unknown>> {
  return JSON.parse(statusJson);
}
