import type { Client } from './client';
import { Part } from './part';
import { freePort, onFreePorts } from './ports';
import type { Sandbox } from './sandbox';

/** Starts the garbage collector and the controller of namespaces, as kube-controller-manager runs them. */
export async function startClusterControllers(sandbox: Sandbox, host: Client, command: string): Promise<Part> {
  return onFreePorts(async () => {
    const address = `127.0.0.1:${await freePort()}`;
    return Part.start(sandbox, {
      name: 'cluster-controllers',
      command,
      args: [host.kubeconfig, address],
      isUp: async () => (await fetch(`http://${address}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok,
    });
  });
}
