import { readFileSync } from 'node:fs';
import { ClusterNames, clusterId, clusterOf } from '../application';
import {
  type ClusterEntry,
  type ClusterSelector,
  firstOf,
  formatProblem,
  isSelected,
  readClusterList,
  type Share,
  selectorProblems,
  shareOf,
  unknownFields,
} from '../clusters';
import { didYouMean, redacted } from '../diagnostics';
import { isPlainObject, kindOf } from '../json';
import { Cluster, isCluster } from './cluster';

/** Options of `ClusterSet.first()`. */
export interface FirstOptions {
  /**
   * A string that changes which clusters are chosen. Use the name of an application, so that applications do not all
   * begin with the same clusters.
   *
   * @default - no seed: the same clusters for every application
   */
  readonly seed?: string;
}

/**
 * An ordered set of distinct clusters. Adding a cluster to the file adds a target to every application whose `deploy`
 * is built from the set.
 *
 * @example
 *
 *   const clusters = ClusterSet.fromFile('clusters.yaml');
 *   const prod = clusters.where({ matchLabels: { stage: 'prod' } });
 *   const deploy = prod.map((cluster) => target({ destination: cluster.namespace('web') }));
 */
export class ClusterSet implements Iterable<Cluster> {
  /**
   * Reads a list of clusters in YAML or JSON, as written by `fluxapp clusters -o yaml`: see docs/fleets.md.
   *
   * @param path the path of the file, relative to the working directory
   * @throws if the file cannot be read, or with all errors in it, by line and column
   */
  static fromFile(path: string): ClusterSet {
    const { clusters, problems } = readClusterList(readText(path));
    if (problems.length > 0) {
      throw new Error(
        `${path} is not a list of clusters:\n  ${problems.map((each) => `${path}:${each}`).join('\n  ')}`,
      );
    }
    return new ClusterSet(clusters.map(clusterOfEntry));
  }

  /**
   * A set of clusters. Duplicates are removed.
   *
   * @throws if a value is not a Cluster, or if two clusters have the same name or the same Secret
   */
  static of(clusters: Iterable<Cluster>): ClusterSet {
    const distinct = [...new Set(clusters)];
    const names = new ClusterNames();
    const ids = new Set<string>();
    distinct.forEach((cluster: unknown, index) => {
      const place = `ClusterSet.of(): [${index}]`;
      if (!isCluster(cluster)) throw new Error(`${place}: must be a Cluster, got ${kindOf(cluster)}`);
      const { name, kubeConfig } = cluster;
      const ref = clusterOf({ kubeConfig });
      const problem = names.add({ cluster: ref, name }, `[${index}]`);
      if (problem !== undefined) throw new Error(`${place}: ${problem}`);
      if (ids.has(clusterId(ref))) throw new Error(`${place}: cluster ${redacted(name)} is made twice`);
      ids.add(clusterId(ref));
    });
    return new ClusterSet(distinct);
  }

  private constructor(private readonly clusters: readonly Cluster[]) {}

  /** The number of clusters. */
  get size(): number {
    return this.clusters.length;
  }

  /** Iterates over the clusters in order. */
  [Symbol.iterator](): Iterator<Cluster> {
    return this.clusters[Symbol.iterator]();
  }

  /** Calls a function for every cluster and returns the results, like `Array.map()`. */
  map<T>(make: (cluster: Cluster, index: number) => T): T[] {
    return this.clusters.map((cluster, index) => make(cluster, index));
  }

  /**
   * Returns the cluster with a name.
   *
   * @throws if there is none; the message suggests the nearest name
   */
  get(name: string): Cluster {
    const found = this.clusters.find((cluster) => cluster.name === name);
    if (found) return found;
    const hint = didYouMean(
      name,
      this.clusters.map((cluster) => cluster.name),
    );
    throw new Error(`ClusterSet: there is no cluster ${redacted(name)}${hint}`);
  }

  /**
   * Returns the clusters whose labels match a selector.
   *
   * @throws if the selector is invalid
   */
  where(selector: ClusterSelector): ClusterSet {
    const problems = isPlainObject(selector)
      ? [...unknownFields(selector, SELECTOR_FIELDS, []), ...selectorProblems(selector, [])]
      : [{ path: [], message: `must be a map, got ${kindOf(selector)}` }];
    const [problem] = problems;
    if (problem) throw new Error(`ClusterSet.where(): ${formatProblem(problem)}`);
    return this.those(({ labels }) => isSelected(labels, selector));
  }

  /**
   * Returns a share of the clusters, chosen by a hash of their names: for `10%` of many clusters about 10 %, and at
   * least one if the set is not empty. Adding a cluster never removes another one from the result, except the single
   * cluster that is returned if no hash is within the share.
   *
   * @param share more than `0%`, and at most `100%`
   * @throws if the share is invalid
   */
  first(share: Share, { seed = '' }: FirstOptions = {}): ClusterSet {
    const part = shareOf(share);
    if (part === undefined) {
      throw new Error(`ClusterSet.first(): must be more than "0%", and "100%" at most, got ${redacted(share)}`);
    }
    return new ClusterSet(firstOf(this.clusters, seed, part));
  }

  /**
   * Groups the clusters by the value of a label, in the order in which the values first occur.
   *
   * @throws if a cluster does not have the label; use `where()` with `Exists` to exclude such clusters
   */
  groupBy(label: string): ReadonlyMap<string, ClusterSet> {
    const without = this.clusters.filter(({ labels }) => !Object.hasOwn(labels, label)).map(({ name }) => name);
    if (without.length > 0) {
      const keys = [...new Set(this.clusters.flatMap(({ labels }) => Object.keys(labels)))];
      const others = without.length > 1 ? ` and ${without.length - 1} more` : '';
      const hint = keys.includes(label)
        ? '; use where() with Exists to exclude clusters without it'
        : didYouMean(label, keys) || `; there are ${keys.sort().join(', ') || 'none'}`;
      throw new Error(
        `ClusterSet.groupBy(): ${redacted(label)} is not a label of cluster ${redacted(without[0])}${others}${hint}`,
      );
    }
    const values = new Set(this.clusters.map(({ labels }) => labels[label] as string));
    return new Map([...values].map((value) => [value, this.those(({ labels }) => labels[label] === value)]));
  }

  private those(isMeant: (cluster: Cluster) => boolean): ClusterSet {
    return new ClusterSet(this.clusters.filter(isMeant));
  }
}

const SELECTOR_FIELDS = ['matchLabels', 'matchExpressions'];

function clusterOfEntry(entry: ClusterEntry): Cluster {
  if ('host' in entry) return Cluster.host(entry);
  const { name, ...options } = entry;
  return 'configMapName' in options ? Cluster.memberFromConfigMap(name, options) : Cluster.member(name, options);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const problem = code === 'ENOENT' ? `there is no such file in ${process.cwd()}` : `cannot be read (${code})`;
    throw new Error(`ClusterSet.fromFile(): ${redacted(path)}: ${problem}`, { cause });
  }
}
