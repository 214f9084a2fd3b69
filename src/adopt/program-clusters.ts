import { type ClusterRef, clusterId, clusterName, DEFAULT_KEY, namesByObject } from '../application';
import { type ClusterEntry, nameOfEntry, refOfEntry } from '../clusters';
import { isFilled, mapOf, withoutUndefined } from '../json';
import { printString, printValue } from '../typescript';
import type { AdoptedApplication } from './adopted';
import { distinct } from './groups';
import type { Identifiers } from './identifiers';
import { nameOfCluster } from './stem';

/** A list of clusters in a file, which the program reads. */
export interface ClusterFile {
  /** The path as the program refers to it. */
  readonly path: string;
  readonly clusters: readonly ClusterEntry[];
}

/** A cluster of a list, and keys of its Secret that targets use and the list does not have. */
export interface OtherKeys {
  readonly name: string;
  readonly keys: readonly string[];
}

/** The listed clusters that no target uses, although targets use other keys of the same Secret: the key may be wrong. */
export function otherKeys(applications: readonly AdoptedApplication[], { clusters }: ClusterFile): OtherKeys[] {
  const used = applications.flatMap(({ targets }) => targets.map(({ cluster }) => cluster));
  const usedIds = new Set(used.map(clusterId));
  const listed = new Set(clusters.map((entry) => clusterId(refOfEntry(entry))));
  return clusters.flatMap((entry) => {
    const ref = refOfEntry(entry);
    if (ref.kind !== 'Secret' || usedIds.has(clusterId(ref))) return [];
    const others = used.filter(({ kind, name }) => kind === 'Secret' && name === ref.name);
    const keys = [...new Set(others.filter((each) => !listed.has(clusterId(each))).map(({ key }) => key))].sort();
    return keys.length === 0 ? [] : [{ name: nameOfEntry(entry), keys }];
  });
}

/** The cluster variables of a program. Clusters that the file lists are looked up in it; the others are constructed. */
export class ProgramClusters {
  private readonly variables = new Map<string, string>();
  private readonly labels = new Map<string, Readonly<Record<string, string>>>();
  private readonly lines: string[] = [];

  constructor(
    applications: readonly AdoptedApplication[],
    identifiers: Identifiers,
    fluxapp: Set<string>,
    private readonly file: ClusterFile | undefined,
  ) {
    const listed = new Map(file?.clusters.map((entry) => [clusterId(refOfEntry(entry)), entry]));
    const given = new Set([...listed.values()].map(nameOfEntry));
    const used = new Map(
      applications.flatMap(({ targets }) => targets.map(({ cluster }) => [clusterId(cluster), cluster] as const)),
    );
    const objects = new Set(['host', ...[...used.values()].map(({ name }) => name)]);
    const explicit = new Map<string, string>();
    for (const { id, name } of explicitNames(applications)) {
      if (listed.has(id) || explicit.has(id) || given.has(name) || objects.has(name)) continue;
      explicit.set(id, name);
      given.add(name);
    }
    if (used.size > 0) fluxapp.add('Cluster');
    if ([...used.keys()].some((id) => listed.has(id))) fluxapp.add('ClusterSet');
    if ([...used.keys()].every((id) => listed.has(id))) fluxapp.delete('Cluster');
    for (const [id, cluster] of used) {
      const entry = listed.get(id);
      const name = entry ? nameOfEntry(entry) : (explicit.get(id) ?? nameOf(cluster, given, objects));
      if (name !== cluster.name) given.add(name);
      const variable = identifiers.take(name, 'Cluster');
      this.variables.set(id, variable);
      this.labels.set(id, entry?.labels ?? {});
      const made = entry ? `clusters.get(${printString(name)})` : clusterCode(cluster, name);
      this.lines.push(`const ${variable} = ${made};\n`);
    }
  }

  variable(cluster: ClusterRef): string {
    return this.variables.get(clusterId(cluster)) as string;
  }

  labelsOf(cluster: ClusterRef): Readonly<Record<string, string>> {
    return this.labels.get(clusterId(cluster)) ?? {};
  }

  /** @param indent the indentation of each line */
  toString(indent = ''): string {
    const isRead = this.lines.some((line) => line.includes(' = clusters.get('));
    const list = isRead && this.file ? [`const clusters = ClusterSet.fromFile(${printString(this.file.path)});\n`] : [];
    return [...list, ...this.lines].map((line) => `${indent}${line}`).join('');
  }
}

/** The names that Applications give to their clusters. */
function explicitNames(applications: readonly AdoptedApplication[]): { readonly id: string; readonly name: string }[] {
  return applications.flatMap(({ metadata, targets }) => {
    const names = namesByObject(mapOf(metadata).annotations);
    return targets
      .map(({ cluster }) => ({ id: clusterId(cluster), name: clusterName(cluster, names), object: cluster.name }))
      .filter(({ name, object }) => name !== object);
  });
}

/**
 * Names a cluster: after its Cluster API name if that is free, otherwise after its Secret or ConfigMap, which other
 * clusters may use as well. If that name was given to another cluster, a number is appended.
 *
 * @param given names from the file, and names that differ from the Secret or ConfigMap
 * @param objects the names of all Secrets and ConfigMaps, and of the host
 */
function nameOf(cluster: ClusterRef, given: ReadonlySet<string>, objects: ReadonlySet<string>): string {
  const { kind, name, key } = cluster;
  const ofCapi = kind === 'Secret' && key === DEFAULT_KEY ? nameOfCluster(cluster) : undefined;
  if (ofCapi !== undefined && ofCapi !== name && !given.has(ofCapi) && !objects.has(ofCapi)) return ofCapi;
  if (kind === 'host' || !given.has(name)) return name;
  const base = name.slice(0, MAX_BASE).replace(/[-.]+$/, '');
  return distinct(base, (candidate) => given.has(candidate) || objects.has(candidate));
}

/** Leaves room for a number: the name of an object has at most 253 characters. */
const MAX_BASE = 240;

function clusterCode({ kind, name: object, key }: ClusterRef, name: string): string {
  if (kind === 'host') return 'Cluster.host()';
  const text = printString(name);
  if (kind === 'ConfigMap') {
    const options = name === object ? '' : `, ${printValue({ configMapName: object })}`;
    return `Cluster.memberFromConfigMap(${text}${options})`;
  }
  if (object === `${name}-kubeconfig` && key === DEFAULT_KEY) return `Cluster.capi(${text})`;
  const options = withoutUndefined({
    secretName: name === object ? undefined : object,
    key: key === DEFAULT_KEY ? undefined : key,
  });
  return `Cluster.member(${text}${isFilled(options) ? `, ${printValue(options)}` : ''})`;
}
