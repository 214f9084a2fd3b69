import { KubeClient } from '../../kube';
import { HttpError } from './page-server';

/** The cluster that the page shows, as it was found at the start. */
export interface ShownCluster {
  /** The file of `--kubeconfig`. */
  readonly kubeconfig?: string;
  /** The name of its context. */
  readonly context: string;
  /** The URL of its API server. */
  readonly server: string;
}

/**
 * A client of the cluster that the page shows, also if the kubeconfig has another current context in the meantime.
 *
 * @throws HttpError if the context has another server in the meantime
 */
export async function clientOf({ kubeconfig, context, server }: ShownCluster): Promise<KubeClient> {
  const client = await KubeClient.load({ kubeconfig, context });
  if (client.server === server) return client;
  await client.close();
  throw new HttpError(
    409,
    `context "${context}" leads to ${client.server}, and the page shows ${server}: start fluxapp ui again`,
  );
}
