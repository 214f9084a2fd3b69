import { homedir } from 'node:os';
import { listOf, mapOf, stringOf } from '../../json';
import { contextNames, isUnknownKind, KubeClient, pathOf, type Resource } from '../../kube';
import { APPLICATION, DELIVERIES, DELIVERY_KINDS, NAMESPACE } from '../../kubernetes';
import { type Desired, desiredOf, fluxObjectOf, undeclaredIn } from '../../status';
import type { Names } from './candidates';

/** Reads names from the cluster that a command line selects. */
export class ClusterNames implements Names {
  private readonly kubeconfig: string | undefined;

  /**
   * @param given the values of the options of the line
   * @param signal ends requests
   */
  constructor(
    private readonly given: ReadonlyMap<string, readonly string[]>,
    private readonly signal: AbortSignal,
  ) {
    // shells pass the word as typed
    this.kubeconfig = this.value('kubeconfig')?.replace(/^~(?=\/)/, homedir());
  }

  async contexts(): Promise<string[]> {
    return sorted(contextNames({ kubeconfig: this.kubeconfig }));
  }

  namespaces(): Promise<string[]> {
    return this.read(async (list) => sorted((await list(NAMESPACE)).map(nameOf)));
  }

  async applications(): Promise<string[]> {
    return sorted([...(await this.known(undefined)).keys()]);
  }

  async clusters(application: string | undefined): Promise<string[]> {
    const known = [...(await this.known(application)).values()].flat();
    return sorted(known.flatMap(({ targets }) => targets).map(({ cluster }) => cluster ?? 'host'));
  }

  /**
   * The desired states of applications, by their names. Without a selected Application, applications without an
   * Application are searched too, which reads all HelmReleases and Kustomizations.
   *
   * @param meant the name of the selected one; undefined: all
   */
  private known(meant: string | undefined): Promise<Map<string, Desired[]>> {
    return this.read(async (list, namespace) => {
      const known = new Map<string, Desired[]>();
      const add = (name: string, desired: Desired | undefined) => {
        if (desired && (meant === undefined || name === meant)) known.set(name, [...(known.get(name) ?? []), desired]);
      };
      for (const each of await list(APPLICATION, namespace).catch(noneIfUnknown)) add(nameOf(each), desiredOf(each));
      if (known.size > 0) return known;
      const lists = DELIVERY_KINDS.map(async (kind) => {
        const items = await list(DELIVERIES[kind], namespace).catch(noneIfUnknown);
        return items.flatMap((object) => fluxObjectOf(object, kind) ?? []);
      });
      const objects = (await Promise.all(lists)).flat();
      for (const { name, desired } of undeclaredIn(objects, namespace ?? '')) add(name, desired);
      return known;
    });
  }

  private async read<T>(work: (list: List, namespace?: string) => Promise<T>): Promise<T> {
    const { kubeconfig, signal } = this;
    const client = await KubeClient.load({ kubeconfig, context: this.value('context') });
    try {
      const namespace = this.given.has('allNamespaces') ? undefined : (this.value('namespace') ?? client.namespace);
      return await work(async (resource, within) => {
        // version 0: from the API server's cache, which is fast and recent enough
        const query = { resourceVersion: '0' };
        return [...listOf(mapOf(await client.request('GET', pathOf(resource, within), { query, signal })).items)];
      }, namespace);
    } finally {
      await client.close();
    }
  }

  private value(name: string): string | undefined {
    return this.given.get(name)?.at(-1);
  }
}

type List = (resource: Resource, namespace?: string) => Promise<unknown[]>;

/** A cluster need not have the kind. */
function noneIfUnknown(error: unknown): unknown[] {
  if (isUnknownKind(error)) return [];
  throw error;
}

function nameOf(object: unknown): string {
  return stringOf(mapOf(mapOf(object).metadata).name) ?? '';
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name !== '').sort();
}
