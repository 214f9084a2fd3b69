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

/** What a watcher remembers of an Application: what it wants, and what is said of it. */
export interface ApplicationRecord {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  /** When it was made: date and time as in RFC 3339. */
  readonly created?: string;
  readonly desired: Desired;
  /** How it was applied. */
  readonly origin: ApplicationOrigin;
  /** The label by which its chart is saved as a template: lowering depends on it. */
  readonly savesTemplate?: string;
  /** The annotation with the names of clusters: reports show them. */
  readonly clusters?: string;
  /** The annotation with its waves: lowering depends on it. */
  readonly rollout?: string;
  /** The labels and annotations that a report decides. */
  readonly labels: Readonly<Record<string, unknown>>;
  readonly annotations: Readonly<Record<string, unknown>>;
  /** The part of its status that a report decides, as JSON: a tenth of what the objects would take. */
  readonly statusJson: string;
  /** What its spec takes where it is stored, in bytes. */
  readonly specBytes: number;
  /** What all of it takes there that no watcher writes, in bytes. */
  readonly othersBytes: number;
  /** All labels: commands select Applications by them. */
  readonly allLabels: Readonly<Record<string, string>>;
  /** Who else has written what a report decides. */
  readonly foreignWriters: readonly string[];
}

/**
 * The record of an Application as an API server returns it.
 *
 * @param before of the same Application: what it wants is lowered anew only when that has changed
 * @returns undefined where it is not Flux that delivers it
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

/** An application, as far as its deliveries are looked for. */
export type DeliveryOwner = Pick<ApplicationRecord, 'namespace' | 'name' | 'desired'>;

/** Stands for the record of an Application that is not there, while its objects are. */
export function undeclaredRecord({ namespace, name, desired }: DeliveryOwner): ApplicationRecord {
  return {
    ...{ namespace, name, uid: '', resourceVersion: '', desired, origin: {} },
    ...{ labels: {}, annotations: {}, allLabels: {}, foreignWriters: [] },
    ...{ statusJson: '{}', specBytes: 0, othersBytes: 0 },
  };
}

/** The Application without its spec, and without what a watcher writes and what the API server notes of that. */
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

/** The part of the stored status that a report decides. */
export function storedStatus({ statusJson }: ApplicationRecord): Readonly<Record<string, unknown>> {
  return JSON.parse(statusJson);
}
