import { homedir } from 'node:os';
import { listOf, mapOf, stringOf } from '../../json';
import { contextNames, KubeClient, pathOf, type Resource } from '../../kube';
import { APPLICATION, NAMESPACE } from '../../kubernetes';
import { desiredOf } from '../../status';
import type { Names } from './candidates';

/** Reads names of the cluster that a command line means. */
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
    // shells pass the word as it was typed
    this.kubeconfig = this.value('kubeconfig')?.replace(/^~(?=\/)/, homedir());
  }

  async contexts(): Promise<string[]> {
    return sorted(contextNames({ kubeconfig: this.kubeconfig }));
  }

  namespaces(): Promise<string[]> {
    return this.read(async (list) => sorted((await list(NAMESPACE)).map(nameOf)));
  }

  applications(): Promise<string[]> {
    return this.read(async (list, namespace) =>
      sorted((await list(APPLICATION, namespace)).filter(desiredOf).map(nameOf)),
    );
  }

  clusters(application: string | undefined): Promise<string[]> {
    return this.read(async (list, namespace) => {
      const applications = await list(APPLICATION, namespace);
      const meant = applications.filter((each) => application === undefined || nameOf(each) === application);
      return sorted(meant.flatMap((each) => desiredOf(each)?.targets ?? []).map(({ cluster }) => cluster ?? 'host'));
    });
  }

  private async read<T>(
    work: (list: (resource: Resource, namespace?: string) => Promise<unknown[]>, namespace?: string) => Promise<T>,
  ): Promise<T> {
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

function nameOf(object: unknown): string {
  return stringOf(mapOf(mapOf(object).metadata).name) ?? '';
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name !== '').sort();
}
