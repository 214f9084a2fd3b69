import { listOf, mapOf, stringOf } from '../json';
import type { Resource } from '../kubernetes';
import type { KubeClient } from './client';
import { ApiError } from './errors';

/** A kind served by an API server. */
export interface ServedKind {
  readonly resource: Resource;
  readonly isNamespaced: boolean;
}

/** A kind in an API version. */
export interface KindVersion {
  readonly apiVersion: string;
  readonly kind: string;
}

/** A kind in a discovery response. */
interface Described {
  readonly served: ServedKind;
  readonly isListable: boolean;
}

/**
 * Determines the kinds that an API server serves, and their paths, with one request for each API version
 * (https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api).
 */
export class Discovery {
  private readonly byVersion = new Map<string, Promise<ReadonlyMap<string, Described>>>();
  private groups?: Promise<ReadonlyMap<string, readonly string[]>>;

  constructor(
    private readonly client: KubeClient,
    private readonly signal?: AbortSignal,
  ) {}

  /**
   * @param apiVersion for example `v1` or `helm.toolkit.fluxcd.io/v2`
   * @returns undefined if the kind is not served: its CustomResourceDefinition is missing, or does not have the version
   */
  async kind(apiVersion: string, kind: string): Promise<ServedKind | undefined> {
    return (await this.kindsOf(apiVersion)).get(kind)?.served;
  }

  /**
   * A kind in the first version of its group that serves it, beginning with the preferred one.
   *
   * @returns undefined if no version serves it
   */
  async preferredKind(group: string, kind: string): Promise<KindVersion | undefined> {
    for (const apiVersion of (await this.versions()).get(group) ?? []) {
      if ((await this.kind(apiVersion, kind)) !== undefined) return { apiVersion, kind };
    }
    return undefined;
  }

  /**
   * All kinds whose objects can be listed, each in the first version of its group that serves it, beginning with the
   * preferred one.
   *
   * @returns `silent`: the API versions of aggregated API servers that do not answer (503)
   */
  async listableKinds(): Promise<{ readonly kinds: KindVersion[]; readonly silent: string[] }> {
    const kinds: KindVersion[] = [];
    const silent: string[] = [];
    const all = await this.versions();
    const read = async (apiVersion: string) => {
      const found = await this.kindsOf(apiVersion).catch((error) => {
        if (!(error instanceof ApiError) || error.status !== 503) throw error;
        return undefined;
      });
      return { apiVersion, found };
    };
    for (const versions of await Promise.all([...all.values()].map((each) => Promise.all(each.map(read))))) {
      const inGroup = new Map<string, KindVersion>();
      for (const { apiVersion, found } of versions) {
        if (found === undefined) silent.push(apiVersion);
        for (const [kind, { isListable }] of found ?? []) {
          if (isListable && !inGroup.has(kind)) inGroup.set(kind, { apiVersion, kind });
        }
      }
      kinds.push(...inGroup.values());
    }
    return { kinds, silent };
  }

  private kindsOf(apiVersion: string): Promise<ReadonlyMap<string, Described>> {
    let kinds = this.byVersion.get(apiVersion);
    if (kinds === undefined) {
      kinds = this.read(apiVersion);
      this.byVersion.set(apiVersion, kinds);
      // the next call should try again
      kinds.catch(() => this.byVersion.delete(apiVersion));
    }
    return kinds;
  }

  /** The API versions by group, the preferred one first; '' is the core group. */
  private versions(): Promise<ReadonlyMap<string, readonly string[]>> {
    if (this.groups === undefined) {
      this.groups = this.readGroups();
      this.groups.catch(() => {
        this.groups = undefined;
      });
    }
    return this.groups;
  }

  private async readGroups(): Promise<ReadonlyMap<string, readonly string[]>> {
    const { groups } = mapOf(await this.client.request('GET', '/apis', { signal: this.signal }));
    const named = listOf(groups).map(mapOf);
    return new Map([
      ['', ['v1']],
      ...named.map(({ name, preferredVersion, versions }): [string, string[]] => {
        const all = [preferredVersion, ...listOf(versions)].map((each) => String(mapOf(each).groupVersion));
        return [String(name), [...new Set(all)]];
      }),
    ]);
  }

  private async read(apiVersion: string): Promise<ReadonlyMap<string, Described>> {
    const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : ['', apiVersion];
    const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    try {
      const list = mapOf(await this.client.request('GET', path, { signal: this.signal }));
      return new Map(listOf(list.resources).flatMap((each) => described(each, group, version)));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return new Map();
      throw error;
    }
  }
}

/** Subresources, such as `helmreleases/status`, are not kinds. */
function described(resource: unknown, group: string, version: string): [kind: string, described: Described][] {
  const { name, kind, namespaced, verbs } = mapOf(resource);
  const [plural, called] = [stringOf(name), stringOf(kind)];
  if (plural === undefined || called === undefined || plural.includes('/')) return [];
  const served = { resource: { group, version, plural, kind: called }, isNamespaced: namespaced === true };
  return [[called, { served, isListable: listOf(verbs).includes('list') }]];
}
