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
  private preferred?: Promise<ReadonlyMap<string, string>>;

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

  /** A kind in the preferred version of its group. @returns undefined if the kind is not served in it */
  async preferredKind(group: string, kind: string): Promise<KindVersion | undefined> {
    const apiVersion = (await this.preferredVersions()).get(group);
    if (apiVersion === undefined || (await this.kind(apiVersion, kind)) === undefined) return undefined;
    return { apiVersion, kind };
  }

  /**
   * All kinds whose objects can be listed, in the versions that their groups prefer.
   *
   * @returns `silent`: the API versions of aggregated API servers that do not answer (503)
   */
  async listableKinds(): Promise<{ readonly kinds: KindVersion[]; readonly silent: string[] }> {
    const kinds: KindVersion[] = [];
    const silent: string[] = [];
    const read = async (apiVersion: string) => {
      const found = await this.kindsOf(apiVersion).catch((error) => {
        if (!(error instanceof ApiError) || error.status !== 503) throw error;
        return undefined;
      });
      return { apiVersion, found };
    };
    for (const { apiVersion, found } of await Promise.all([...(await this.preferredVersions()).values()].map(read))) {
      if (found === undefined) silent.push(apiVersion);
      for (const [kind, { isListable }] of found ?? []) if (isListable) kinds.push({ apiVersion, kind });
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

  /** By group; '' is the core group. */
  private preferredVersions(): Promise<ReadonlyMap<string, string>> {
    if (this.preferred === undefined) {
      this.preferred = this.readGroups();
      this.preferred.catch(() => {
        this.preferred = undefined;
      });
    }
    return this.preferred;
  }

  private async readGroups(): Promise<ReadonlyMap<string, string>> {
    const { groups } = mapOf(await this.client.request('GET', '/apis', { signal: this.signal }));
    const named = listOf(groups).map(mapOf);
    return new Map([
      ['', 'v1'],
      ...named.map(({ name, preferredVersion }): [string, string] => [
        String(name),
        String(mapOf(preferredVersion).groupVersion),
      ]),
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
