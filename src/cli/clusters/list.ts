import {
  CLUSTER_SOURCES,
  type ClusterSource,
  clusterListOf,
  type FoundClusters,
  inventoryOf,
  type KnownCluster,
  nameOfEntry,
  refOfEntry,
} from '../../clusters';
import { listOf, mapOf, stringOf } from '../../json';
import { ApiError, type KubeClient, listObjects, pathOf } from '../../kube';
import { formatData } from '../output';
import type { Io } from '../shell';
import { ExitCode, printWarning } from '../shell';
import { tableLines, terminalOf } from '../shell/terminal';
import type { ClustersOptions } from './options';

/** Lists the clusters that the host knows. */
export async function listClusters(client: KubeClient, options: ClustersOptions, io: Io): Promise<number> {
  const { output, selector } = options;
  const namespace = options.allNamespaces ? undefined : (options.namespace ?? client.namespace);
  const found: FoundClusters[] = [];
  for (const source of CLUSTER_SOURCES) {
    const version = await versionOf(client, source, selector);
    if (version === undefined) continue;
    const path = pathOf({ ...source.resource, version, kind: '' }, source.isNamespaced ? namespace : undefined);
    const labelSelector = isSecrets(source) ? selector : undefined;
    const objects = await listObjects(client, path, { labelSelector, isMetadataOnly: true });
    found.push({ source, objects });
  }
  const { clusters, problems } = inventoryOf(found);
  for (const problem of problems) printWarning(io, problem);
  if (clusters.length === 0) io.stderr.write(`${nothing(namespace, selector)}\n`);
  if (output !== 'table') io.stdout.write(formatData(clusterListOf(clusters.map(({ entry }) => entry)), output));
  else if (clusters.length > 0) io.stdout.write(table(clusters, terminalOf(io.stdout)?.columns));
  return ExitCode.Ok;
}

function isSecrets({ resource }: ClusterSource): boolean {
  return resource.group === '';
}

/** The API server's preferred version of a source; undefined if it does not exist. */
async function versionOf(
  client: KubeClient,
  source: ClusterSource,
  selector: string | undefined,
): Promise<string | undefined> {
  if (isSecrets(source)) return selector === undefined ? undefined : 'v1';
  try {
    const group = mapOf(await client.request('GET', `/apis/${source.resource.group}`));
    const [first] = listOf(group.versions);
    return stringOf(mapOf(group.preferredVersion).version) ?? stringOf(mapOf(first).version);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

function nothing(namespace: string | undefined, selector: string | undefined): string {
  const place = namespace === undefined ? 'any namespace' : `namespace ${namespace}`;
  const hint = selector === undefined ? '; -l selects Secrets with kubeconfigs' : '';
  return `no clusters found in ${place}${hint}`;
}

function table(clusters: readonly KnownCluster[], width: number | undefined): string {
  const lines = tableLines(
    [
      { header: 'NAME', cells: clusters.map(({ entry }) => nameOfEntry(entry)), least: 8 },
      { header: 'SECRET', cells: clusters.map(secretOf), least: 8 },
      { header: 'LABELS', cells: clusters.map(labelsOf), least: 10, rank: 1 },
      { header: 'KNOWN BY', cells: clusters.map(({ knownBy }) => knownBy.join(', ')), least: 10, rank: 2 },
    ],
    { width },
  );
  return `${lines.join('\n')}\n`;
}

function secretOf({ entry }: KnownCluster): string {
  return 'host' in entry ? '' : refOfEntry(entry).name;
}

function labelsOf({ entry }: KnownCluster): string {
  return Object.entries(entry.labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
