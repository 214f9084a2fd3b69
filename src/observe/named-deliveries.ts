import { ownerOf } from '../application';
import { canonicalJson } from '../json';
import { type KubeClient, listObjects, pathOf } from '../kube';
import { DELIVERIES, namespacedName } from '../kubernetes';
import {
  type FluxObject,
  fluxObjectOf,
  isUnread,
  mayBeRenamed,
  type ObservedDeliveries,
  objectsOfTargets,
} from '../status';
import type { ApplicationRecord, DeliveryOwner } from './application-record';
import { Readings } from './readings';

/** Up to this number, objects are read one by one: beyond it, a list of the namespace is cheaper. */
const MOST_BY_NAME = 10;

/**
 * Reads the objects of missing targets by their names, regardless of their labels. If there are many of them, or no
 * other object of the application was found, the whole namespace is read, because its objects may have been renamed.
 *
 * @param missing the names of the objects
 * @throws ApiError, ConnectionError, KubeconfigError
 */
export async function readMissing(
  client: KubeClient,
  { namespace, desired: { kind, targets } }: DeliveryOwner,
  missing: readonly string[],
  signal?: AbortSignal,
): Promise<unknown[]> {
  const path = pathOf(DELIVERIES[kind], namespace);
  const isWhole = missing.length > MOST_BY_NAME || missing.length === targets.length;
  const selectors = isWhole ? [undefined] : missing.map((name) => `metadata.name=${name}`);
  const found: unknown[] = [];
  for (const fieldSelector of selectors) {
    found.push(...(await listObjects(client, path, { fieldSelector, signal })));
  }
  return found;
}

/** The object names of the targets of an application for which no object with its marks was found. */
export function missingNames({ desired }: Pick<DeliveryOwner, 'desired'>, observed: ObservedDeliveries): string[] {
  const objects = observed[desired.kind];
  if (isUnread(objects)) return [];
  const find = objectsOfTargets(desired.targets, objects);
  return desired.targets.filter((target) => find(target) === undefined).map(({ name }) => name);
}

/**
 * Adds further objects that belong to an application to its deliveries, and the objects that may be its renamed
 * targets.
 */
export function withFound(
  { name, desired: { kind } }: DeliveryOwner,
  observed: ObservedDeliveries,
  found: readonly FluxObject[],
): ObservedDeliveries {
  const objects = observed[kind];
  if (isUnread(objects) || found.length === 0) return observed;
  const known = new Set(objects.map(({ metadata }) => metadata.name));
  const own = found.filter(({ metadata }) => ownerOf(metadata) === name && !known.has(metadata.name));
  const renamed = found.filter((object) => mayBeRenamed(name, object));
  return { ...observed, [kind]: [...objects, ...own], renamed };
}

/** How to read objects, and callbacks. */
export interface NamedDeliveriesOptions {
  readonly client: KubeClient;
  readonly signal: AbortSignal;
  /** Whether they are read repeatedly while a target lacks its object. */
  readonly repeats: boolean;
  /** Called when the objects of an application have been read, or have changed. */
  readonly read: (application: string) => void;
}

/**
 * Reads the objects of missing targets by name, because they may have lost the label of their application. Used if only
 * objects with that label are listed and watched.
 */
export class NamedDeliveries {
  private readonly readings: Readings<readonly FluxObject[]>;

  constructor(private readonly options: NamedDeliveriesOptions) {
    // an object that cannot be read by name counts as missing, as in a list by label
    this.readings = new Readings<readonly FluxObject[]>({ ...options, fallback: [], isSame });
  }

  /**
   * The objects with the names of an application's missing targets, and objects that may be renamed ones.
   *
   * @returns undefined while they are being read: `read` is called when they are available
   */
  of(record: ApplicationRecord, observed: ObservedDeliveries): readonly FluxObject[] | undefined {
    const key = namespacedName(record);
    const missing = missingNames(record, observed);
    if (missing.length > 0) return this.readings.of(key, JSON.stringify(missing), () => this.read(record, missing));
    this.forget(key);
    return [];
  }

  /** The application is gone. @param key `<namespace>/<name>` */
  forget(key: string): void {
    this.readings.forget(key);
  }

  private async read(record: ApplicationRecord, missing: readonly string[]): Promise<readonly FluxObject[]> {
    const { client, signal } = this.options;
    const found = await readMissing(client, record, missing, signal);
    return found.flatMap((object) => fluxObjectOf(object, record.desired.kind) ?? []);
  }
}

function isSame(before: readonly FluxObject[], now: readonly FluxObject[]): boolean {
  return canonicalJson(before) === canonicalJson(now);
}
