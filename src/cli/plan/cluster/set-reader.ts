import {
  type ApplySet,
  applySetId,
  contentsOf,
  contentsOfObjects,
  joinedContents,
  PART_OF,
  type PlanObject,
  parentProblem,
  type SetContents,
  setIdOf,
} from '../../../change';
import { ExpectedError } from '../../../diagnostics';
import { compareText, type ValueMap } from '../../../json';
import { ApiError, type Discovery, type KindVersion, type KubeClient, mapInParallel } from '../../../kube';
import { DELIVERIES, DELIVERY_KINDS, SOURCE_API, SOURCES } from '../../../kubernetes';
import { type LiveObjects, readLiveObjects, type WantedList } from '../../../observe';

/** The state of a set in a cluster. */
export interface SetReading {
  readonly set: ApplySet;
  /** The kinds and namespaces of members according to the parent; absent if there is no parent, or it has lost them. */
  readonly contents?: SetContents;
  readonly members: readonly ValueMap[];
  /** Lists that are not permitted, and may contain members. */
  readonly notListed: readonly string[];
  /** Kinds of the parent that the cluster does not serve in any version, so that their objects are unknown. */
  readonly unserved: readonly string[];
  /** Without a parent all kinds are searched: those that do not answer, by kind or API version. */
  readonly silent: readonly string[];
}

/** The number of concurrent requests: more do not make an API server faster. */
const CONCURRENCY = 8;

/** From this number of namespaces on, a kind is listed in the whole cluster. */
const MANY = 5;

/** Objects that may need members of a set. */
export interface Users {
  readonly objects: readonly ValueMap[];
  /** Kinds that may not be listed in the whole cluster, in the plural. */
  readonly notListed: readonly string[];
  /** The namespaces in which these may be listed, among those of the set. */
  readonly namespaces: readonly string[];
}

/** Reads sets, and objects that may need their members. */
export class SetReader {
  constructor(
    private readonly client: KubeClient,
    private readonly discovery: Discovery,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Finds the members by the kinds and namespaces in the parent. Without a parent, all kinds are searched, because it
   * may have been deleted.
   *
   * @param code whose kinds are searched too
   * @param live objects of the cluster that have already been read
   * @param isForApply whether members are to be added. Otherwise a set without any known member counts as absent
   * @throws ExpectedError if the object with that name is not the parent of the set
   */
  async read(
    set: ApplySet,
    code: readonly PlanObject[],
    live: Pick<LiveObjects, 'of' | 'all'>,
    isForApply: boolean,
  ): Promise<SetReading> {
    const parent = live.of(parentName(set)) ?? (await this.parent(set, isForApply));
    const problem = parent && parentProblem(parent, set);
    if (problem !== undefined) throw new ExpectedError(problem);
    const contents = parent && contentsOf(parent);
    const id = applySetId(set);
    const isUsed = parent !== undefined || live.all.some((object) => setIdOf(object) === id);
    if (!isUsed && !isForApply) return { set, members: [], notListed: [], unserved: [], silent: [] };
    const known = joinedContents(contents ?? { kinds: [], namespaces: [] }, contentsOfObjects(code, set));
    const found = await this.members(set, known);
    const served = await Promise.all((contents?.kinds ?? []).map((kind) => this.resolved(kind)));
    const { others, silent } = contents === undefined ? await this.searched(set) : { others: [], silent: [] };
    return {
      set,
      ...(contents && { contents }),
      members: [...found.all, ...others],
      notListed: [...found.notListed].sort(compareText),
      unserved: (contents?.kinds ?? []).filter((_, index) => served[index] === undefined),
      silent,
    };
  }

  /**
   * Reads objects in the cluster that may need a chart, a source, a ConfigMap, a Secret or another delivery: in all
   * namespaces, or in some if that is not permitted.
   */
  async users(namespaces: readonly string[]): Promise<Users> {
    const kinds = [
      ...DELIVERY_KINDS.map((kind) => DELIVERIES[kind]),
      ...[...SOURCES.keys()].map((kind) => ({ apiVersion: SOURCE_API.apiVersion, kind })),
    ].map(({ apiVersion, kind }) => ({ apiVersion, kind }));
    const notListed: string[] = [];
    const unknown = new Set<string>();
    const found = await mapInParallel(kinds, CONCURRENCY, async (kind) => {
      const everywhere = await this.list([kind]);
      if (everywhere.notListed.length === 0) return everywhere.all;
      notListed.push(...everywhere.notListed);
      const lists = await mapInParallel(namespaces, CONCURRENCY, async (namespace) => {
        const { all, notListed } = await this.list([{ ...kind, namespace }]);
        if (notListed.length > 0) unknown.add(namespace);
        return all;
      });
      return lists.flat();
    });
    return {
      objects: found.flat(),
      notListed: notListed.sort(compareText),
      namespaces: namespaces.filter((namespace) => !unknown.has(namespace)),
    };
  }

  private async parent(set: ApplySet, isForApply: boolean): Promise<ValueMap | undefined> {
    try {
      return (await this.list([], [parentName(set)])).of(parentName(set));
    } catch (error) {
      // a user who may not read the parent has not applied the set
      if (!isForApply && error instanceof ApiError && error.status === 403) return undefined;
      throw error;
    }
  }

  /**
   * Searches all kinds of the cluster, except those that cannot be listed. Many clusters have a broken aggregated API
   * server or conversion webhook, which must not break a plan that uses neither.
   */
  private async searched(set: ApplySet): Promise<{ readonly others: ValueMap[]; readonly silent: string[] }> {
    const { kinds, silent } = await this.discovery.listableKinds();
    const labelSelector = selector(set);
    const found = await mapInParallel(kinds, CONCURRENCY, async ({ apiVersion, kind }) => {
      if (kind === 'Event') return [];
      try {
        // a user who may not list a kind in the whole cluster is assumed to have no members of it elsewhere
        return (await this.list([{ apiVersion, kind, labelSelector }])).all;
      } catch (error) {
        if (!(error instanceof ApiError) || error.status < 500) throw error;
        silent.push(`${kind} of ${apiVersion}`);
        return [];
      }
    });
    return { others: found.flat(), silent: silent.sort(compareText) };
  }

  private async members(set: ApplySet, { kinds, namespaces }: SetContents): Promise<LiveObjects> {
    const labelSelector = selector(set);
    const all = (await Promise.all(kinds.map((kind) => this.resolved(kind)))).filter((each) => each !== undefined);
    const everywhere = all.map(({ isNamespaced: _, ...kind }) => ({ ...kind, labelSelector }));
    if (namespaces.length >= MANY) {
      const found = await this.list(everywhere);
      if (found.notListed.length === 0) return found;
    }
    const places = [set.namespace, ...namespaces];
    return this.list(
      all.flatMap(({ isNamespaced, ...kind }): WantedList[] =>
        isNamespaced
          ? places.map((namespace) => ({ ...kind, namespace, labelSelector }))
          : [{ ...kind, labelSelector }],
      ),
    );
  }

  /** @param groupKind `HelmRelease.helm.toolkit.fluxcd.io` */
  private async resolved(groupKind: string): Promise<(KindVersion & { readonly isNamespaced: boolean }) | undefined> {
    const [kind = '', ...group] = groupKind.split('.');
    const found = await this.discovery.preferredKind(group.join('.'), kind);
    const served = found && (await this.discovery.kind(found.apiVersion, kind));
    return found && served && { ...found, isNamespaced: served.isNamespaced };
  }

  private list(lists: readonly WantedList[], wanted: Parameters<typeof readLiveObjects>[1] = []): Promise<LiveObjects> {
    const { client, discovery, signal } = this;
    return readLiveObjects(client, wanted, { discovery, signal, lists });
  }
}

function parentName(set: ApplySet) {
  return { apiVersion: 'v1', kind: 'ConfigMap', ...set };
}

function selector(set: ApplySet): string {
  return `${PART_OF}=${applySetId(set)}`;
}
