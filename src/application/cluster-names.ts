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
 * The names of clusters by their kubeconfig Secret or ConfigMap, as the annotation {@link CLUSTERS} has them. A cluster that is
 * not among them has the name of its Secret or ConfigMap.
 */
export type NamesByObject = Readonly<Record<string, string>>;

/** Reads the annotation {@link CLUSTERS} of an Application, whatever is wrong with it: an entry that names nothing is left out. */
export function namesByObject(annotations: unknown): NamesByObject {
  const entries = Object.entries(mapOf(parsedJson(mapOf(annotations)[CLUSTERS])));
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => isName(entry[1])));
}

/** The name of a cluster; that of the host is `host`. */
export function clusterName(cluster: ClusterRef, names: NamesByObject): string {
  return givenName(cluster, names) ?? cluster.name;
}

/** Equal for one cluster, also where it keeps a name that it has been given and another Secret holds its kubeconfig. */
export function namedClusterId(cluster: ClusterRef, names: NamesByObject): string {
  const { kind, name, key } = cluster;
  if (kind === 'host') return clusterId(cluster);
  return givenName(cluster, names) ?? (kind === 'Secret' && key !== DEFAULT_KEY ? `${name}/${key}` : name);
}

/** The name that a cluster has been given; undefined where it has the name of its Secret or ConfigMap. */
export function givenName(cluster: ClusterRef, names: NamesByObject): string | undefined {
  // the host has none; a Secret may be called host
  return cluster.kind === 'host' ? undefined : stringOf(entryOf(names, annotationKey(cluster)));
}

/** The names that clusters have been given. */
export function givenNames(clusters: Iterable<NamedCluster>): NamesByObject {
  const names: Record<string, string> = {};
  for (const { cluster, name } of clusters) if (name !== cluster.name) names[annotationKey(cluster)] = name;
  return names;
}

/** Whether a text is what {@link clustersAnnotation} writes. */
export function isClustersAnnotation(text: string): boolean {
  const names = parsedJson(text);
  return isPlainObject(names) && Object.values(names).every(isName);
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && dnsSubdomainProblem(name) === undefined;
}

/** The annotation {@link CLUSTERS}; undefined where no cluster has a name of its own, or too many have. */
export function clustersAnnotation(names: NamesByObject): string | undefined {
  return jsonAnnotation(new Map(Object.entries(names)));
}

/** A warning where {@link clustersAnnotation} leaves the names out. */
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
 * Finds clusters that have two names, and names that two clusters have, among the applications of a namespace. Where nobody
 * gave a name, those of Secrets and ConfigMaps may be the same.
 */
export class ClusterNames {
  private readonly byId = new Map<string, Known>();
  private readonly byName = new Map<string, Known>();

  /**
   * @param where it has this name, for the message about a later one: `Application default/web`
   * @returns what is wrong with it, beside those that were added before
   */
  add(named: NamedCluster, where: string): string | undefined {
    const { cluster, name } = named;
    const id = clusterId(cluster);
    const known = this.byId.get(id);
    if (known !== undefined) {
      if (known.name === name) return undefined;
      const [own, other] = [name, known.name].map((text) => JSON.stringify(text));
      return `${objectOf(cluster)} is cluster ${own} here and cluster ${other} in ${known.where}: a cluster has one name`;
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
    return `cluster ${JSON.stringify(name)} is ${own} here and ${other} in ${namesake.where}: a name is for one cluster`;
  }
}

interface Known extends NamedCluster {
  readonly where: string;
}

/** `Secret "eu-1"`, with its key unless that is Flux's default. */
function objectOf({ kind, name, key }: ClusterRef): string {
  if (kind === 'host') return 'the host';
  const ofKey = kind === 'Secret' && key !== DEFAULT_KEY ? ` (key ${JSON.stringify(key)})` : '';
  return `${kind} ${JSON.stringify(name)}${ofKey}`;
}
