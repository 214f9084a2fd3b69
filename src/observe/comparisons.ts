import { HATCHED } from '../application';
import { listOf, mapOf } from '../json';
import { type KubeClient, pathOf, type Resource } from '../kube';
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

/** Where objects are read from, and what is called when a comparison is there. */
export interface ComparisonsOptions {
  readonly client: KubeClient;
  readonly signal: AbortSignal;
  /** The schema of the installed Application: what it lacks, the API server has dropped. */
  readonly schema: () => Promise<Schema>;
  /** A comparison of an application is there, or has failed. */
  readonly compared: (application: string) => void;
}

/** The comparisons of an application, and what they are of. */
interface Known {
  /** Tells the versions of the objects that were compared from others. */
  readonly versions: string;
  /** Undefined while the objects are being read. */
  readonly comparisons?: ReadonlyMap<string, DeliveryComparison>;
}

/** Objects that are read at the same time. */
const CONCURRENCY = 8;
/** After a comparison has failed, it is tried again when so much time has passed. */
const RETRY_MS = 30_000;

/**
 * Compares the objects of applications with the lowering of the stored Application, field by field, where the digests of
 * their specs differ. Reports keep no specs, so both are read for it: one request for the Application and one for each
 * object that differs, once for each of their versions.
 */
export class Comparisons {
  private readonly known = new Map<string, Known>();

  constructor(private readonly options: ComparisonsOptions) {}

  /**
   * The comparisons that a report needs.
   *
   * @returns undefined while they are being read: `compared` is called when they are there
   */
  of(record: ApplicationRecord, observed: Observed): ReadonlyMap<string, DeliveryComparison> | undefined {
    const key = namespacedName(record);
    const names = namesToCompare(record, observed);
    if (names.size === 0) {
      this.known.delete(key);
      return NONE;
    }
    const versions = versionsOf(record, names);
    const known = this.known.get(key);
    if (known?.versions === versions) return known.comparisons;
    this.known.set(key, { versions });
    void this.compare(key, record, names, versions);
    return undefined;
  }

  /** The application is gone. @param key `<namespace>/<name>` */
  forget(key: string): void {
    this.known.delete(key);
  }

  private async compare(key: string, record: ApplicationRecord, names: NamesToCompare, versions: string) {
    const { compared, signal } = this.options;
    const comparisons = await this.read(record, names).catch(() => undefined);
    if (signal.aborted || this.known.get(key)?.versions !== versions) return;
    // without a comparison the digests decide
    this.known.set(key, { versions, comparisons: comparisons ?? NONE });
    if (!comparisons) setTimeout(() => this.retry(key, versions), RETRY_MS).unref();
    compared(key);
  }

  private retry(key: string, versions: string): void {
    if (this.options.signal.aborted || this.known.get(key)?.versions !== versions) return;
    this.known.delete(key);
    this.options.compared(key);
  }

  private async read({ namespace, name, desired }: ApplicationRecord, names: NamesToCompare) {
    const application = await this.object(APPLICATION, namespace, name);
    const deliveries = new Map<string, unknown>();
    const left = [...names];
    const readSome = async () => {
      for (let next = left.pop(); next; next = left.pop()) {
        deliveries.set(next[0], await this.object(DELIVERIES[desired.kind], namespace, next[1].name));
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, readSome));
    return compareDeliveries({ application, kind: desired.kind, deliveries, schema: await this.options.schema() });
  }

  /** An object by its name. It is listed: a watcher has no right to get objects, and needs none. */
  private async object(resource: Resource, namespace: string, name: string): Promise<unknown> {
    const { client, signal } = this.options;
    const query = { fieldSelector: `metadata.name=${name}` };
    return listOf(mapOf(await client.request('GET', pathOf(resource, namespace), { query, signal })).items)[0];
  }
}

const NONE: ReadonlyMap<string, DeliveryComparison> = new Map();

/** By the name that lowering gives it, the name and the version of an object that is to be compared. */
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
