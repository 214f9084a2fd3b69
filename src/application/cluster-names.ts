import type { Diagnostic } from '../diagnostics';
import { entryOf, isPlainObject, mapOf, parsedJson, stringOf } from '../json';
import { dnsSubdomainProblem } from '../kubernetes';
import { checkAnnotationFits, jsonAnnotation } from './json-annotation';
import { CLUSTERS } from './marks';
import { type ClusterRef, clusterId, DEFAULT_KEY } from './targets';

/** A cluster and its name. */
export interface NamedCluster {
  readonly cluster: ClusterRef;
  readonly name: string;
}

/**
 * The names of clusters by their kubeconfig Secret or ConfigMap, from the annotation {@link CLUSTERS}. A cluster
 * without an entry has the name of its Secret or ConfigMap.
 */
export type NamesByObject = Readonly<Record<string, string>>;

/** Reads the annotation {@link CLUSTERS} of an Application. Invalid entries are ignored. */
export function namesByObject(annotations: unknown): NamesByObject {
  const entries = Object.entries(mapOf(parsedJson(mapOf(annotations)[CLUSTERS])));
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => isName(entry[1])));
}

/** The name of a cluster; `host` for the host. */
export function clusterName(cluster: ClusterRef, names: NamesByObject): string {
  return givenName(cluster, names) ?? cluster.name;
}

/** Equal for the same cluster, even if a named cluster gets another kubeconfig Secret. */
export function namedClusterId(cluster: ClusterRef, names: NamesByObject): string {
  const { kind, name, key } = cluster;
  if (kind === 'host') return clusterId(cluster);
  return givenName(cluster, names) ?? (kind === 'Secret' && key !== DEFAULT_KEY ? `${name}/${key}` : name);
}

/** The explicit name of a cluster; undefined if it has the name of its Secret or ConfigMap. */
export function givenName(cluster: ClusterRef, names: NamesByObject): string | undefined {
  // the host has none, but a Secret may be named host
  return cluster.kind === 'host' ? undefined : stringOf(entryOf(names, annotationKey(cluster)));
}

/** The explicit names of clusters. */
export function givenNames(clusters: Iterable<NamedCluster>): NamesByObject {
  const names: Record<string, string> = {};
  for (const { cluster, name } of clusters) if (name !== cluster.name) names[annotationKey(cluster)] = name;
  return names;
}

/** Whether a string has the format of {@link clustersAnnotation}. */
export function isClustersAnnotation(text: string): boolean {
  const names = parsedJson(text);
  return isPlainObject(names) && Object.values(names).every(isName);
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && dnsSubdomainProblem(name) === undefined;
}

/** The annotation {@link CLUSTERS}; undefined if no cluster has an explicit name, or too many have one. */
export function clustersAnnotation(names: NamesByObject): string | undefined {
  return jsonAnnotation(new Map(Object.entries(names)));
}

/** A warning if {@link clustersAnnotation} omits the names. */
export function checkNamesFit(names: NamesByObject): Diagnostic[] {
  const entries = new Map(Object.entries(names));
  return checkAnnotationFits(entries, {
    code: 'cluster-names-left-out',
    what: `the names of ${entries.size} clusters`,
    consequence: 'the status shows the names of their kubeconfig Secrets instead',
  });
}

/** The key of a cluster in the annotation. */
function annotationKey({ kind, name, key }: ClusterRef): string {
  if (kind === 'ConfigMap') return `ConfigMap/${name}`;
  return kind === 'Secret' && key !== DEFAULT_KEY ? `${name}/${key}` : name;
}

/**
 * Finds clusters with two names, and names used for two clusters, among the applications of a namespace. The names of
 * Secrets and ConfigMaps may coincide if no explicit names are involved.
 */
export class ClusterNames {
  private readonly byId = new Map<string, Known>();
  private readonly byName = new Map<string, Known>();

  /**
   * @param where where the cluster has this name, for the message about a later one: `Application default/web`
   * @returns the conflict with the clusters added before
   */
  add(named: NamedCluster, where: string): string | undefined {
    const { cluster, name } = named;
    const id = clusterId(cluster);
    const known = this.byId.get(id);
    if (known !== undefined) {
      if (known.name === name) return undefined;
      const [own, other] = [name, known.name].map((text) => JSON.stringify(text));
      return `${objectOf(cluster)} is cluster ${own} here and cluster ${other} in ${known.where}: a cluster can only have one name`;
    }
    const entry = { cluster, name, where };
    this.byId.set(id, entry);
    const namesake = this.byName.get(name);
    if (namesake === undefined) {
      this.byName.set(name, entry);
      return undefined;
    }
    if (name === cluster.name && name === namesake.cluster.name) return undefined;
    const [own, other] = [objectOf(cluster), objectOf(namesake.cluster)];
    return `cluster ${JSON.stringify(name)} is ${own} here and ${other} in ${namesake.where}: a name can only be used for one cluster`;
  }
}

interface Known extends NamedCluster {
  readonly where: string;
}

/** `Secret "eu-1"`, with its key unless it is Flux's default. */
function objectOf({ kind, name, key }: ClusterRef): string {
  if (kind === 'host') return 'the host';
  const ofKey = kind === 'Secret' && key !== DEFAULT_KEY ? ` (key ${JSON.stringify(key)})` : '';
  return `${kind} ${JSON.stringify(name)}${ofKey}`;
}
