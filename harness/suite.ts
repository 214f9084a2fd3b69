/** Suites that need servers. Without binaries they are skipped, for a reason that vitest.ts prints once. */
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { Client } from './client';
import { type Clusters, type ClustersOptions, startClusters } from './cluster';

/** Starting clusters may include building Flux's controllers. */
const startMs = 30 * 60_000;

/**
 * A suite with the API server that all test files share. Each needs a namespace or names of its own, and must not
 * install a CRD that another file installs differently.
 *
 * @param body receives a client, for use inside tests and hooks
 */
export function describeWithApiServer(name: string, body: (cluster: Client) => void): void {
  const connection = inject('apiServer');
  describe.skipIf(!connection)(name, () => {
    const nowhere = { name: '', url: '', ca: '', tokens: { admin: '', nobody: '' }, kubeconfig: '', kubectl: '' };
    const client = new Client(connection ?? nowhere);
    afterAll(() => client.close());
    body(client);
  });
}

/**
 * A suite with clusters of its own, started before its first test and stopped after its last.
 *
 * @param body receives a function that returns the clusters, for use inside tests and hooks
 */
export function describeWithClusters<const Name extends string>(
  name: string,
  options: ClustersOptions<Name>,
  body: (running: () => Clusters<Name>) => void,
): void {
  // both are built with Go
  const can = options.flux || options.controllers ? inject('flux') : inject('apiServer') !== null;
  describe.skipIf(!can)(name, () => {
    let running: Clusters<Name> | undefined;
    beforeAll(async () => {
      running = await startClusters(options);
    }, startMs);
    afterAll(() => running?.stop());
    body(() => {
      if (!running) throw new Error('the clusters are there inside tests and hooks only');
      return running;
    });
  });
}
