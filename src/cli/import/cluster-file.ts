import type { ClusterFile } from '../../adopt';
import { readClusterList } from '../../clusters';
import { readText } from '../input';
import type { FindingReport, Io } from '../shell';

/**
 * Reads a list of clusters.
 *
 * @param report receives the problems of the list
 * @throws InputError if the file cannot be read
 */
export async function readClusterFile(path: string, io: Io, report: FindingReport): Promise<ClusterFile> {
  const { clusters, problems } = readClusterList(await readText({ name: path, path, found: false }, io));
  for (const problem of problems) report.add({ severity: 'error', message: `${path}:${problem}` });
  return { path, clusters };
}
