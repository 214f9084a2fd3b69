import { listOf, mapOf, stringOf } from '../json';
import type { Resource } from '../kubernetes';
import type { KubeClient } from './client';
import { ApiError } from './errors';

/** A kind that an API server serves. */
export interface ServedKind {
  readonly resource: Resource;
  readonly isNamespaced: boolean;
}

/**
 * Finds out which kinds an API server serves, and how their paths are spelled: one request for each API version
 * (https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api).
 */
export class Discovery {
  private readonly byVersion = new Map<string, Promise<ReadonlyMap<string, ServedKind>>>();

  constructor(
    private readonly client: KubeClient,
    private readonly signal?: AbortSignal,
  ) {}

  /**
   * @param apiVersion for example `v1` or `helm.toolkit.fluxcd.io/v2`
   * @returns undefined of a kind that is not served: its CustomResourceDefinition is missing, or has no such version
   */
  async kind(apiVersion: string, kind: string): Promise<ServedKind | undefined> {
    let kinds = this.byVersion.get(apiVersion);
    if (kinds === undefined) {
      kinds = this.read(apiVersion);
      this.byVersion.set(apiVersion, kinds);
    }
    return (await kinds).get(kind);
  }

  private async read(apiVersion: string): Promise<ReadonlyMap<string, ServedKind>> {
    const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : ['', apiVersion];
    const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    try {
      const list = mapOf(await this.client.request('GET', path, { signal: this.signal }));
      return new Map(listOf(list.resources).flatMap((each) => servedKind(each, group, version)));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return new Map();
      throw error;
    }
  }
}

/** Subresources, such as `helmreleases/status`, are no kinds of their own. */
function servedKind(resource: unknown, group: string, version: string): [kind: string, served: ServedKind][] {
  const { name, kind, namespaced } = mapOf(resource);
  const [plural, called] = [stringOf(name), stringOf(kind)];
  if (plural === undefined || called === undefined || plural.includes('/')) return [];
  return [[called, { resource: { group, version, plural, kind: called }, isNamespaced: namespaced === true }]];
}
