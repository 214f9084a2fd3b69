import { afterEach, beforeEach } from 'vitest';
import { FakeApiServer } from '../../harness/fake-api-server';
import { KubeClient, type KubeClientOptions } from '../../src/kube';
import type { Logger } from '../../src/runtime';
import { KubeconfigFolder } from '../kube/kubeconfig-file';
import { plainClient } from '../kube/plain-client';

/** A fake API server for each test, with a client and a kubeconfig. */
export interface FakeCluster {
  readonly server: FakeApiServer;
  readonly kubeconfig: string;
  /** Creates a client that is closed after the test. */
  client(options?: KubeClientOptions): Promise<KubeClient>;
  /** Sends a request past the product. */
  readonly request: ReturnType<typeof plainClient>;
}

/** @param objects what the cluster holds @returns a function for tests and hooks */
export function useFakeCluster(objects: () => readonly object[] = () => []): () => FakeCluster {
  let cluster: FakeCluster | undefined;
  let end: () => Promise<void>;
  beforeEach(async () => {
    const server = await FakeApiServer.start(objects());
    const folder = new KubeconfigFolder();
    const kubeconfig = folder.write('fake', server.url);
    const clients: KubeClient[] = [];
    cluster = {
      ...{ server, kubeconfig, request: plainClient(server.url) },
      client: async (options) => {
        const client = await KubeClient.load({ kubeconfig, ...options });
        clients.push(client);
        return client;
      },
    };
    end = async () => {
      await Promise.all(clients.map((client) => client.close()));
      await server.close();
      folder.remove();
    };
  });
  afterEach(() => end());
  return () => {
    if (!cluster) throw new Error('the cluster is there inside tests and hooks only');
    return cluster;
  };
}

/** A log that records its lines: `info leading {"lease":"a"}`. */
export function keptLog(): Logger & { readonly lines: readonly string[] } {
  const lines: string[] = [];
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
