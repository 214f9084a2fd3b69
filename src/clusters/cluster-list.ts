import { ClusterNames, type ClusterRef, DEFAULT_KEY } from '../application';
import { redacted } from '../diagnostics';
import { type FieldPath, formatPath, isPlainObject, kindOf, withoutUndefined } from '../json';
import { dataKeyProblem, dnsSubdomainProblem } from '../kubernetes';
import { parseYaml, type YamlDocument } from '../yaml';
import { labelsProblems, textProblems } from './labels';
import { formatProblem, type Problem } from './problem';
import { unknownFields } from './selector';

/** The version and kind of a list of clusters in a file, described by schemas/cluster-list-v1.json. */
const HEAD = { apiVersion: 'fluxapp/v1', kind: 'ClusterList' } as const;

/** A cluster in a list: the host, or a member with its Secret or ConfigMap. */
export type ClusterEntry = HostEntry | SecretEntry | ConfigMapEntry;

interface LabelledEntry {
  readonly labels?: Readonly<Record<string, string>>;
}

export interface HostEntry extends LabelledEntry {
  readonly host: true;
}

export interface SecretEntry extends LabelledEntry {
  readonly name: string;
  /** @default - the name */
  readonly secretName?: string;
  /** @default 'value' */
  readonly key?: string;
}

export interface ConfigMapEntry extends LabelledEntry {
  readonly name: string;
  readonly configMapName: string;
}

/** The name of a cluster in a list. */
export function nameOfEntry(entry: ClusterEntry): string {
  return 'host' in entry ? 'host' : entry.name;
}

/** How Flux identifies a cluster in a list. */
export function refOfEntry(entry: ClusterEntry): ClusterRef {
  if ('host' in entry) return { kind: 'host', name: 'host', key: '' };
  if ('configMapName' in entry) return { kind: 'ConfigMap', name: entry.configMapName, key: '' };
  return { kind: 'Secret', name: entry.secretName ?? entry.name, key: entry.key ?? DEFAULT_KEY };
}

/** The content of a file that should be a list of clusters. */
export interface ClusterListContent {
  /** Only valid if there are no problems. */
  readonly clusters: readonly ClusterEntry[];
  /** One line each, which begins with the place: `5:9: clusters[1].labels.stage: …`. */
  readonly problems: readonly string[];
}

/** Reads a list of clusters from a single YAML or JSON document. */
export function readClusterList(text: string): ClusterListContent {
  const [document, second] = parseYaml(text);
  if (document === undefined) return { clusters: [], problems: ['1:1: is empty'] };
  const place = ({ line, column }: YamlDocument['position']) => `${line}:${column}: `;
  const unreadable = document.problems.map((problem) => `${place(problem)}${problem.message}`);
  if (unreadable.length > 0) return { clusters: [], problems: unreadable };
  if (second !== undefined) {
    return {
      clusters: [],
      problems: [`${place(second.position)}this is a second document: a list of clusters is a single document`],
    };
  }
  const problems = listProblems(document.value).map(
    (problem) =>
      place(problem.path.length === 0 ? document.position : document.locate(problem.path)) + formatProblem(problem),
  );
  const { clusters } = document.value as { clusters: readonly ClusterEntry[] };
  return problems.length > 0 ? { clusters: [], problems } : { clusters, problems };
}

/** A list of clusters, as in a file. */
export function clusterListOf(clusters: readonly ClusterEntry[]): object {
  return { ...HEAD, clusters: clusters.map((entry) => withoutUndefined(entry)) };
}

function listProblems(value: unknown): Problem[] {
  if (!isPlainObject(value)) return [{ path: [], message: `must be a ClusterList, got ${kindOf(value)}` }];
  const { clusters } = value;
  const head = (['apiVersion', 'kind'] as const)
    .filter((field) => value[field] !== HEAD[field])
    .map((field): Problem => {
      const is = value[field] === undefined ? 'is missing' : `is ${redacted(value[field])}`;
      return { path: [field], message: `must be ${HEAD[field]}, but ${is}` };
    });
  const ofList = [...head, ...unknownFields(value, ['apiVersion', 'kind', 'clusters'], [])];
  const path = ['clusters'];
  if (clusters === undefined) return [...ofList, { path, message: 'required, but missing' }];
  if (!Array.isArray(clusters)) return [...ofList, { path, message: `must be a list, got ${kindOf(clusters)}` }];
  const ofEntries = clusters.flatMap((entry, index) => entryProblems(entry, [...path, index]));
  return [...ofList, ...(ofEntries.length > 0 ? ofEntries : duplicates(clusters))];
}

const FIELDS = ['host', 'name', 'secretName', 'key', 'configMapName', 'labels'];
const objectName = (value: unknown, path: FieldPath) => textProblems(value, path, dnsSubdomainProblem);
const CHECKS: Readonly<Record<string, (value: unknown, path: FieldPath) => Problem[]>> = {
  host: (host, path) => (host === true ? [] : [{ path, message: `must be true or absent, got ${redacted(host)}` }]),
  name: (name, path) =>
    name === 'host' ? [{ path, message: '"host" is the name of the host: write host: true' }] : objectName(name, path),
  secretName: objectName,
  key: (key, path) => textProblems(key, path, dataKeyProblem),
  configMapName: objectName,
  labels: labelsProblems,
};

function entryProblems(entry: unknown, path: FieldPath): Problem[] {
  if (!isPlainObject(entry)) return [{ path, message: `must be a map, got ${kindOf(entry)}` }];
  const { host, name, configMapName } = entry;
  const excluded =
    host !== undefined
      ? { by: 'host', fields: ['name', 'secretName', 'key', 'configMapName'] }
      : { by: 'configMapName', fields: configMapName === undefined ? [] : ['secretName', 'key'] };
  return [
    ...unknownFields(entry, FIELDS, path),
    ...(host === undefined && name === undefined
      ? [{ path: [...path, 'name'], message: 'required, but missing' }]
      : []),
    ...excluded.fields
      .filter((field) => entry[field] !== undefined)
      .map((field) => ({ path: [...path, field], message: `must be absent beside ${excluded.by}` })),
    ...Object.entries(CHECKS).flatMap(([field, check]) =>
      entry[field] === undefined ? [] : check(entry[field], [...path, field]),
    ),
  ];
}

/** @param clusters without errors of their own */
function duplicates(clusters: readonly ClusterEntry[]): Problem[] {
  const names = new ClusterNames();
  const seen = new Map<string, string>();
  return clusters.flatMap((entry, index) => {
    const named = { cluster: refOfEntry(entry), name: nameOfEntry(entry) };
    const path = ['clusters', index];
    const [id, here] = [JSON.stringify(named), formatPath(path)];
    const first = seen.get(id);
    if (first !== undefined) return [{ path, message: `is the same as ${first}` }];
    seen.set(id, here);
    const message = names.add(named, here);
    return message === undefined ? [] : [{ path, message }];
  });
}
