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

/** Options of the first clusters of a set. */
export interface FirstOptions {
  /**
   * Another text chooses other clusters, such as the name of an application: so not all applications begin with the same
   * clusters.
   *
   * @default - none: the same clusters whatever they are for
   */
  readonly seed?: string;
}

/**
 * Clusters in their order, each once. What is made of them follows: a cluster more in the file is a target more in every
 * application whose `deploy` is made of the set.
 *
 * @example
 *
 *   const clusters = ClusterSet.fromFile('clusters.yaml');
 *   const prod = clusters.where({ matchLabels: { stage: 'prod' } });
 *   …
 *   deploy: prod.map((cluster) => target({ destination: cluster.namespace('web') })),
 */
export class ClusterSet implements Iterable<Cluster> {
  /**
   * Reads a list of clusters, YAML or JSON, which `fluxapp clusters -o yaml` writes: see docs/fleets.md.
   *
   * @param path of the file, from the working directory
   * @throws if the file cannot be read, or with all that is wrong in it, by line and column
   */
  static fromFile(path: string): ClusterSet {
    const { clusters, problems } = readClusterList(readText(path));
    if (problems.length > 0) {
      throw new Error(`${path} is no list of clusters:\n  ${problems.map((each) => `${path}:${each}`).join('\n  ')}`);
    }
    return new ClusterSet(clusters.map(clusterOfEntry));
  }

  /**
   * A set of clusters. One that is given twice is in it once.
   *
   * @throws if one is no Cluster, or if two are the same one: they have a name or a Secret in common
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

  /** How many there are. */
  get size(): number {
    return this.clusters.length;
  }

  /** The clusters, one after the other. */
  [Symbol.iterator](): Iterator<Cluster> {
    return this.clusters[Symbol.iterator]();
  }

  /** What a function makes of every cluster, as `map` of a list. */
  map<T>(make: (cluster: Cluster, index: number) => T): T[] {
    return this.clusters.map((cluster, index) => make(cluster, index));
  }

  /**
   * The cluster of a name.
   *
   * @throws if there is none
   */
  get(name: string): Cluster {
    const found = this.clusters.find((cluster) => cluster.name === name);
    if (found) return found;
    const hint = didYouMean(
      name,
      this.clusters.map((cluster) => cluster.name),
    );
    throw new Error(`ClusterSet: no cluster is called ${redacted(name)}${hint}`);
  }

  /**
   * The clusters that a selector selects by their labels.
   *
   * @throws if it is no selector
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
   * A share of the clusters, chosen by a hash of their names: some 10 % of many for `10%`, and one at least where the set
   * has any. A new cluster pushes no other out, except the one that stands in where no name is within the share.
   *
   * @param share more than `0%`; `100%` is all
   * @throws if it is no such share
   */
  first(share: Share, { seed = '' }: FirstOptions = {}): ClusterSet {
    const part = shareOf(share);
    if (part === undefined) {
      throw new Error(`ClusterSet.first(): must be more than "0%", and "100%" at most, got ${redacted(share)}`);
    }
    return new ClusterSet(firstOf(this.clusters, seed, part));
  }

  /**
   * The clusters by the value of a label, in the order in which the values come first.
   *
   * @throws if a cluster has no such label: `where()` with `Exists` leaves those out
   */
  groupBy(label: string): ReadonlyMap<string, ClusterSet> {
    const without = this.clusters.filter(({ labels }) => !Object.hasOwn(labels, label)).map(({ name }) => name);
    if (without.length > 0) {
      const keys = [...new Set(this.clusters.flatMap(({ labels }) => Object.keys(labels)))];
      const others = without.length > 1 ? ` and ${without.length - 1} more` : '';
      const hint = keys.includes(label)
        ? '; where() with Exists leaves clusters without it out'
        : didYouMean(label, keys) || `; there are ${keys.sort().join(', ') || 'none'}`;
      throw new Error(
        `ClusterSet.groupBy(): ${redacted(label)} is no label of cluster ${redacted(without[0])}${others}${hint}`,
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
