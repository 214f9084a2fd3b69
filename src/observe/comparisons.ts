import { HATCHED } from '../application';
import { listOf, mapOf } from '../json';
import { type KubeClient, mapInParallel, pathOf, type Resource } from '../kube';
import { APPLICATION, DELIVERIES, namespacedName } from '../kubernetes';
import {
  compareDeliveries,
  type DeliveryComparison,
  deliveriesToCompare,
  isUnread,
  type Observed,
  objectsOfTargets,
  type Schema,
} from '../status';
import type { ApplicationRecord } from './application-record';
import { Readings } from './readings';

/** The client for reading objects, and callbacks. */
export interface ComparisonsOptions {
  readonly client: KubeClient;
  readonly signal: AbortSignal;
  /** Reads the schema of the installed Application: the API server has dropped fields that are not in it. */
  readonly schema: () => Promise<Schema>;
  /** Called when a comparison of an application has finished or failed. */
  readonly compared: (application: string) => void;
}

/** The number of objects that are read at the same time. */
const CONCURRENCY = 8;

type DeliveryComparisons = ReadonlyMap<string, DeliveryComparison>;

/**
 * Compares the objects of applications with the lowered stored Application, field by field, if the digests of their
 * specs differ. Reports do not keep specs, so the Application and each object that differs are read again: one request
 * for each of them, once per version. If they cannot be read, the digests decide.
 */
export class Comparisons {
  private readonly readings: Readings<DeliveryComparisons>;

  constructor(private readonly options: ComparisonsOptions) {
    const { signal, compared } = options;
    this.readings = new Readings({ signal, fallback: NONE, read: compared });
  }

  /**
   * The comparisons that a report needs.
   *
   * @returns undefined while they are being read: `compared` is called when they are available
   */
  of(record: ApplicationRecord, observed: Observed): DeliveryComparisons | undefined {
    const key = namespacedName(record);
    const names = namesToCompare(record, observed);
    if (names.size > 0) return this.readings.of(key, versionsOf(record, names), () => this.read(record, names));
    this.forget(key);
    return NONE;
  }

  /** The application is gone. @param key `<namespace>/<name>` */
  forget(key: string): void {
    this.readings.forget(key);
  }

  private async read({ namespace, name, desired }: ApplicationRecord, names: NamesToCompare) {
    const application = await this.object(APPLICATION, namespace, name);
    const read = await mapInParallel(names, CONCURRENCY, async ([id, { name }]) => {
      return [id, await this.object(DELIVERIES[desired.kind], namespace, name)] as const;
    });
    const deliveries = new Map<string, unknown>(read);
    return compareDeliveries({ application, kind: desired.kind, deliveries, schema: await this.options.schema() });
  }

  /** Reads an object by its name. It uses a list, because a watcher has no permission to get objects. */
  private async object(resource: Resource, namespace: string, name: string): Promise<unknown> {
    const { client, signal } = this.options;
    const query = { fieldSelector: `metadata.name=${name}` };
    return listOf(mapOf(await client.request('GET', pathOf(resource, namespace), { query, signal })).items)[0];
  }
}

const NONE: DeliveryComparisons = new Map();

/** By the name that lowering gives it: the name and the version of an object to compare. */
type NamesToCompare = ReadonlyMap<string, { readonly name: string; readonly version: string }>;

function namesToCompare({ desired }: ApplicationRecord, observed: Observed): NamesToCompare {
  const objectOf = objectsOfTargets(desired.targets, observed[desired.kind]);
  return new Map(
    deliveriesToCompare(desired, observed).flatMap((target) => {
      const object = objectOf(target);
      if (object === undefined || isUnread(object)) return [];
      const { name, uid, generation, annotations } = object.metadata;
      const version = `${uid} ${generation} ${object.specDigest} ${annotations?.[HATCHED] ?? ''}`;
      return [[target.name, { name, version }] as const];
    }),
  );
}

function versionsOf({ uid, generation, savesTemplate }: ApplicationRecord, names: NamesToCompare): string {
  return JSON.stringify([uid, generation, savesTemplate, [...names]]);
}
