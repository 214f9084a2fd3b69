import { KubeClient } from '../../kube';
import type { Io } from '../shell';
import { listClusters } from './list';
import type { ClustersOptions } from './options';
import { checkSecrets } from './secrets';

/** `fluxapp clusters`. @returns the exit code */
export async function runClusters(options: ClustersOptions, io: Io): Promise<number> {
  const client = await KubeClient.load(options);
  try {
    return await (options.secrets ? checkSecrets(client, options, io) : listClusters(client, options, io));
  } finally {
    await client.close();
  }
}
