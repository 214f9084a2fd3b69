import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { KubeconfigError } from './kubeconfig-error';

/** Where to look; everything but the first has a default that only tests change. */
export interface KubeconfigPlaces {
  /** The file that `--kubeconfig` names; it must be there. */
  readonly kubeconfig?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly home?: string;
  /** Where a pod finds its service account. */
  readonly serviceAccountFolder?: string;
}

/** A cluster, user or context as it stands in the file: of any shape until looked at. */
export type Section = Readonly<Record<string, unknown>>;

/** What the files say together. */
export interface KubeconfigData {
  readonly currentContext?: string;
  readonly contexts: ReadonlyMap<string, Section>;
  readonly clusters: ReadonlyMap<string, Section>;
  readonly users: ReadonlyMap<string, Section>;
  /** What was read, for messages: `/home/x/.kube/config`, or `the pod's service account`. */
  readonly source: string;
}

/** The files that would be read, existing or not. */
export function kubeconfigFiles({ kubeconfig, env = process.env, home = homedir() }: KubeconfigPlaces): string[] {
  if (kubeconfig) return [resolve(kubeconfig)];
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  return listed.length > 0 ? listed.map((file) => resolve(file)) : [join(home, '.kube', 'config')];
}

/** Changes whenever one of the files does. */
export function stampOf(files: readonly string[]): string {
  const stamps = files.map((file) => {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat ? `${stat.ino}:${stat.size}:${stat.mtimeMs}` : 'absent';
  });
  return stamps.join(' ');
}

/**
 * Reads the kubeconfig as kubectl does (client-go's ClientConfigLoadingRules): the named file; else the files of
 * $KUBECONFIG, of which those that do not exist are passed over and the first that names a thing wins; else
 * ~/.kube/config; and if those say nothing, the service account of the pod this runs in.
 *
 * @throws KubeconfigError when there is none, or one cannot be read
 */
export function readKubeconfig(places: KubeconfigPlaces): KubeconfigData {
  const files = kubeconfigFiles(places);
  const merged = {
    contexts: new Map<string, Section>(),
    clusters: new Map<string, Section>(),
    users: new Map<string, Section>(),
  };
  let currentContext: string | undefined;
  for (const file of files) {
    const data = readFile(file, places.kubeconfig !== undefined);
    if (!data) continue;
    currentContext ||= typeof data['current-context'] === 'string' ? data['current-context'] : undefined;
    addAll(merged.contexts, data.contexts, 'context');
    addAll(merged.clusters, data.clusters, 'cluster', (cluster) => absolute(cluster, ['certificate-authority'], file));
    addAll(merged.users, data.users, 'user', (user) => absoluteUser(user, file));
  }
  const isEmpty = !currentContext && merged.contexts.size === 0 && merged.clusters.size === 0;
  if (!isEmpty) return { ...merged, currentContext, source: files.join(', ') };
  const pod = inCluster(places);
  if (pod) return pod;
  throw new KubeconfigError(
    `no kubeconfig: ${files.join(', ')} ${files.length > 1 ? 'say' : 'says'} nothing or does not exist, and this is no pod ` +
      'with a service account; name a file with --kubeconfig or KUBECONFIG',
  );
}

function readFile(file: string, mustExist: boolean): Section | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !mustExist) return undefined;
    throw new KubeconfigError(`kubeconfig ${file} cannot be read (${code})`);
  }
  try {
    const data: unknown = parse(text, { logLevel: 'error' });
    if (data === null || data === undefined) return {};
    if (isSection(data)) return data;
  } catch (error) {
    // Not the parser's words: they quote the file, and there are secrets in it.
    const line = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
    throw new KubeconfigError(`kubeconfig ${file} is not YAML${line === undefined ? '' : ` (line ${line})`}`);
  }
  throw new KubeconfigError(`kubeconfig ${file} is not a map`);
}

function addAll(
  into: Map<string, Section>,
  list: unknown,
  key: string,
  change: (section: Section) => Section = (section) => section,
): void {
  for (const entry of Array.isArray(list) ? list : []) {
    if (!isSection(entry) || typeof entry.name !== 'string' || into.has(entry.name)) continue;
    const section = entry[key];
    into.set(entry.name, change(isSection(section) ? section : {}));
  }
}

/** Paths in a kubeconfig are relative to it. */
function absolute(section: Section, keys: readonly string[], file: string): Section {
  const changed: Record<string, unknown> = { ...section };
  for (const key of keys) {
    const path = section[key];
    if (typeof path === 'string' && path !== '' && !isAbsolute(path)) changed[key] = join(dirname(file), path);
  }
  return changed;
}

function absoluteUser(user: Section, file: string): Section {
  const changed = absolute(user, ['client-certificate', 'client-key', 'tokenFile'], file);
  const { exec } = changed;
  if (!isSection(exec) || typeof exec.command !== 'string') return changed;
  // A bare name is looked for on the PATH.
  return exec.command.includes('/') ? { ...changed, exec: absolute(exec, ['command'], file) } : changed;
}

/** What client-go's InClusterConfig makes of a pod's environment. */
function inCluster(places: KubeconfigPlaces): KubeconfigData | undefined {
  const { env = process.env, serviceAccountFolder: folder = '/var/run/secrets/kubernetes.io/serviceaccount' } = places;
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  const tokenFile = join(folder, 'token');
  if (!host || !port || !statSync(tokenFile, { throwIfNoEntry: false })) return undefined;
  const name = 'in-cluster';
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const namespaceFile = join(folder, 'namespace');
  const namespace = statSync(namespaceFile, { throwIfNoEntry: false }) && readFileSync(namespaceFile, 'utf8').trim();
  return {
    currentContext: name,
    contexts: new Map([[name, { cluster: name, user: name, namespace }]]),
    clusters: new Map([[name, { server, 'certificate-authority': join(folder, 'ca.crt') }]]),
    users: new Map([[name, { tokenFile }]]),
    source: "the pod's service account",
  };
}

export function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
