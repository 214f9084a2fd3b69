import { clusterId } from '../application';
import { compareText, mapOf, stringOf } from '../json';
import { namespacedName, type Resource } from '../kubernetes';
import { type ClusterEntry, nameOfEntry, refOfEntry } from './cluster-list';

/** Objects on a host that each represent a cluster. */
export interface ClusterSource {
  /** Their name in messages. */
  readonly title: string;
  readonly resource: Pick<Resource, 'group' | 'plural'>;
  readonly isNamespaced: boolean;
  /** The cluster of an object, from its metadata only. */
  entryOf(name: string, labels: Readonly<Record<string, string>>): ClusterEntry;
}

/** KubeSphere's label on the cluster that it runs in. */
const KUBESPHERE_HOST = 'cluster-role.kubesphere.io/host';

/** The sources of clusters on a host. If several sources describe a cluster, the first one determines its Secret. */
export const CLUSTER_SOURCES: readonly ClusterSource[] = [
  {
    title: 'Cluster API',
    resource: { group: 'cluster.x-k8s.io', plural: 'clusters' },
    isNamespaced: true,
    // Cluster API writes it, under Flux's default key
    entryOf: (name, labels) => ({ name, secretName: `${name}-kubeconfig`, labels }),
  },
  {
    title: 'Secret',
    resource: { group: '', plural: 'secrets' },
    isNamespaced: true,
    entryOf: (name, labels) => ({ name, labels }),
  },
  {
    title: 'KubeSphere',
    resource: { group: 'cluster.kubesphere.io', plural: 'clusters' },
    isNamespaced: false,
    entryOf: (name, labels) => (Object.hasOwn(labels, KUBESPHERE_HOST) ? { host: true, labels } : { name, labels }),
  },
  {
    title: 'ClusterProfile',
    resource: { group: 'multicluster.x-k8s.io', plural: 'clusterprofiles' },
    isNamespaced: true,
    entryOf: (name, labels) => ({ name, labels }),
  },
];

/** The objects of a source; only their metadata is read. */
export interface FoundClusters {
  readonly source: ClusterSource;
  readonly objects: readonly unknown[];
}

/** A cluster known to a host. */
export interface KnownCluster {
  readonly entry: ClusterEntry;
  /** The sources that describe it: `Cluster API apps/eu-1`. */
  readonly knownBy: readonly string[];
}

/** The clusters known to a host. */
export interface Inventory {
  /** The host first, then by name. */
  readonly clusters: readonly KnownCluster[];
  /** The omitted objects and the reasons, one line each. */
  readonly problems: readonly string[];
}

/**
 * The clusters known to a host. A cluster from several sources is listed once, with the labels of all of them.
 *
 * @param found in the order of {@link CLUSTER_SOURCES}
 */
export function inventoryOf(found: readonly FoundClusters[]): Inventory {
  const clusters: Merged[] = [];
  const known = new Map<string, Merged>();
  const problems: string[] = [];
  for (const { source, objects } of found) {
    for (const object of objects) {
      const { name, namespace, labels } = metadataOf(object);
      const entry = source.entryOf(name, labels);
      const knownBy = `${source.title} ${namespacedName({ name, namespace })}`;
      if (!('host' in entry) && entry.name === 'host') {
        problems.push(`${knownBy} is omitted: the name host is reserved for the host cluster`);
        continue;
      }
      const ids = idsOf(entry);
      const same = ids.map((id) => known.get(id)).find((each) => each !== undefined);
      const rival = same?.origins.find((origin) => origin.source === source);
      if (rival) {
        problems.push(
          `${knownBy} is omitted: ${rival.knownBy} has the same name or Secret, and a list has no namespaces`,
        );
        continue;
      }
      const merged = same ?? { entry, labels: {}, origins: [] };
      merged.origins.push({ source, knownBy });
      merged.labels = { ...labels, ...merged.labels };
      if (same === undefined) clusters.push(merged);
      for (const id of ids) if (!known.has(id)) known.set(id, merged);
    }
  }
  const sorted = clusters.sort((a, b) => compareText(sortKey(a.entry), sortKey(b.entry)));
  return { clusters: sorted.map(knownCluster), problems };
}

interface Merged {
  readonly entry: ClusterEntry;
  labels: Readonly<Record<string, string>>;
  readonly origins: { readonly source: ClusterSource; readonly knownBy: string }[];
}

function knownCluster({ entry, labels, origins }: Merged): KnownCluster {
  const { labels: _, ...rest } = entry;
  const isLabelled = Object.keys(labels).length > 0;
  return {
    entry: isLabelled ? { ...rest, labels: sortedLabels(labels) } : rest,
    knownBy: origins.map(({ knownBy }) => knownBy),
  };
}

function sortedLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => compareText(a, b)));
}

/** Two entries with one of these in common are the same cluster. */
function idsOf(entry: ClusterEntry): string[] {
  return [`name ${nameOfEntry(entry)}`, clusterId(refOfEntry(entry))];
}

function sortKey(entry: ClusterEntry): string {
  return 'host' in entry ? '' : entry.name;
}

function metadataOf(object: unknown) {
  const { name, namespace, labels } = mapOf(mapOf(object).metadata);
  return {
    name: stringOf(name) ?? '',
    namespace: stringOf(namespace),
    labels: mapOf(labels) as Readonly<Record<string, string>>,
  };
}
