import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { KubeconfigText } from './client-options';
import { KubeconfigError } from './errors';
import {
  type Cluster,
  type KubeconfigContent,
  readKubeconfigFile,
  readKubeconfigText,
  type User,
} from './kubeconfig-file';
import { proxyProblem, unescaped } from './proxy';

/** Where to look for a kubeconfig. Only tests override the defaults of `env`, `home` and `serviceAccountFolder`. */
export interface KubeconfigPlaces {
  /** The file of `--kubeconfig`; it must exist. */
  readonly kubeconfig?: string;
  /** An untrusted kubeconfig instead of files. It must not refer to files or programs on this machine. */
  readonly content?: KubeconfigText;
  readonly env?: NodeJS.ProcessEnv;
  readonly home?: string;
  /** The folder in a Pod with the token of its ServiceAccount. */
  readonly serviceAccountFolder?: string;
}

/** One context of a kubeconfig, with its cluster and user. */
export interface Selected {
  readonly context: string;
  /** The namespace of the context; otherwise that of the Pod, in a Pod; otherwise `default`. */
  readonly namespace: string;
  /** URL without credentials, query, and trailing slash. */
  readonly server: string;
  /** Name of the user. */
  readonly user: string;
  readonly cluster: Cluster;
  readonly credentials: User;
}

/** The content of all files, and their names in messages: `/home/x/.kube/config`, `the ServiceAccount of the Pod`. */
interface Kubeconfig extends KubeconfigContent {
  readonly source: string;
}

/** The paths of the files to read, whether they exist or not. */
export function kubeconfigFiles({
  kubeconfig,
  content,
  env = process.env,
  home = homeFolder(),
}: KubeconfigPlaces): string[] {
  if (content) return [];
  if (kubeconfig) return [resolve(kubeconfig)];
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  return listed.length > 0 ? listed.map((file) => resolve(file)) : [join(home, '.kube', 'config')];
}

/**
 * `homedir` fails if the user ID has no entry in /etc/passwd and $HOME is not set. Container runtimes set it to / then.
 */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return '/';
  }
}

/** The names of all contexts, in the order of the files. @throws KubeconfigError if a file cannot be read */
export function contextNames(places: KubeconfigPlaces): string[] {
  return [...(mergeFiles(places)?.contexts.keys() ?? [])];
}

/**
 * The requested context, or the current one, from the files that kubectl reads (client-go's ClientConfigLoadingRules
 * and DirectClientConfig): the given file; otherwise the files in $KUBECONFIG, where missing files are skipped and the
 * first entry with a name wins; otherwise ~/.kube/config. If they contain no context, the ServiceAccount of the current
 * Pod is used.
 *
 * @throws KubeconfigError if there is no usable context; the message lists the existing ones
 */
export function selectContext(places: KubeconfigPlaces, wanted?: string): Selected {
  if (places.content) return selectIn(readContent(places.content), places, wanted);
  const files = mergeFiles(places);
  // a reload asks for the context of the Pod by its name
  const isPod = wanted ? wanted === IN_CLUSTER && !files?.contexts.has(wanted) : !files?.currentContext;
  const data = isPod ? (inCluster(places) ?? files) : files;
  if (!data) throw nothingFound(places);
  return selectIn(data, places, wanted);
}

/** @throws KubeconfigError if the kubeconfig refers to files or programs on this machine */
function readContent({ text, source }: KubeconfigText): Kubeconfig {
  const content = readKubeconfigText(text, source);
  const foreign = [...content.clusters.values(), ...content.users.values()]
    .flatMap((section) => Object.entries(section))
    .find(([field, value]) => OF_THIS_MACHINE.has(field) && value !== '');
  if (foreign) throw new KubeconfigError(`kubeconfig ${source} has ${foreign[0]}, which belongs to another machine`);
  return { ...content, source };
}

/** Fields that refer to a file or a program. */
const OF_THIS_MACHINE = new Set([
  ...['certificate-authority', 'client-certificate', 'client-key', 'tokenFile', 'exec', 'auth-provider'],
]);

function selectIn(data: Kubeconfig, places: KubeconfigPlaces, wanted: string | undefined): Selected {
  const name = wanted || data.currentContext;
  const names = [...data.contexts.keys()].sort();
  const there = `there ${names.length > 1 ? 'are' : 'is'} ${names.join(', ') || 'none'}`;
  if (!name) throw new KubeconfigError(`${data.source} has no current context: name one with --context; ${there}`);
  const context = data.contexts.get(name);
  if (!context) throw new KubeconfigError(`context "${name}" is not in ${data.source}: ${there}`);
  const missing = (key: 'cluster' | 'user') =>
    new KubeconfigError(
      `context "${name}" in ${data.source} names ${key} "${context[key] ?? ''}", which is not in there`,
    );
  const cluster = data.clusters.get(context.cluster ?? '');
  if (!cluster) throw missing('cluster');
  // A context without a user is anonymous.
  const credentials = context.user ? data.users.get(context.user) : {};
  if (!credentials) throw missing('user');
  return {
    context: name,
    namespace: context.namespace || podNamespace(places) || 'default',
    ...serverOf(cluster, credentials, `cluster "${context.cluster}" in ${data.source}`),
    user: context.user ?? '',
    cluster,
  };
}

/** Merges the files; undefined if they are all empty or missing. */
function mergeFiles(places: KubeconfigPlaces): Kubeconfig | undefined {
  const files = kubeconfigFiles(places);
  const contents = files.flatMap((file) => readKubeconfigFile(file) ?? []);
  if (places.kubeconfig && contents.length === 0)
    throw new KubeconfigError(`kubeconfig ${files[0]} cannot be read (ENOENT)`);
  const firstWins = <T>(maps: readonly ReadonlyMap<string, T>[]) =>
    new Map([...maps].reverse().flatMap((map) => [...map]));
  const merged = {
    currentContext: contents.find(({ currentContext }) => currentContext)?.currentContext,
    contexts: firstWins(contents.map(({ contexts }) => contexts)),
    clusters: firstWins(contents.map(({ clusters }) => clusters)),
    users: firstWins(contents.map(({ users }) => users)),
    source: files.join(', '),
  };
  return merged.currentContext || merged.contexts.size > 0 || merged.clusters.size > 0 ? merged : undefined;
}

function nothingFound(places: KubeconfigPlaces): KubeconfigError {
  const files = kubeconfigFiles(places);
  return new KubeconfigError(
    `no kubeconfig: ${files.join(', ')} ${files.length > 1 ? 'are' : 'is'} empty or missing, and this is not a Pod ` +
      'with a ServiceAccount; name a file with --kubeconfig or KUBECONFIG',
  );
}

/**
 * The server as a URL. As in kubectl, the default scheme is http. A user and password in the URL take precedence over
 * tokens and plugins, as in Go's http.Client.
 */
function serverOf(cluster: Cluster, user: User, where: string): Pick<Selected, 'server' | 'credentials'> {
  const { server = '', 'proxy-url': proxy } = cluster;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(server) ? server : `http://${server}`;
  const url = server !== '' && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || (text !== server && url.pathname !== '/'))
    throw new KubeconfigError(`${where} has no server: a URL https://… is needed`);
  const problem = proxy && proxyProblem(proxy);
  if (problem) throw new KubeconfigError(`${where}: proxy-url ${problem}`);
  const { protocol, username, password, origin, pathname, search, hash } = url;
  const isBare = text.startsWith(protocol) && username + search + hash === '';
  const inUrl = { username: unescaped(username), password: unescaped(password) };
  if (inUrl.username === undefined || inUrl.password === undefined)
    throw new KubeconfigError(`${where}: the user or password in its server has a wrong escape: write % as %25`);
  const { token, tokenFile, exec, 'auth-provider': provider, ...rest } = user;
  return {
    server: (isBare ? text : origin + pathname).replace(/\/+$/, ''),
    credentials: username === '' ? user : { ...rest, ...inUrl },
  };
}

const IN_CLUSTER = 'in-cluster';

/** The context that client-go's InClusterConfig builds from a Pod's environment. */
function inCluster(places: KubeconfigPlaces): Kubeconfig | undefined {
  const { host, port, folder } = podOf(places) ?? {};
  if (!host || !port || !folder) return undefined;
  const name = IN_CLUSTER;
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    currentContext: name,
    contexts: new Map([[name, { cluster: name, user: name }]]),
    clusters: new Map([[name, { server, 'certificate-authority': join(folder, 'ca.crt') }]]),
    users: new Map([[name, { tokenFile: join(folder, 'token') }]]),
    source: 'the ServiceAccount of the Pod',
  };
}

/** The Pod's namespace: $POD_NAMESPACE, otherwise that of its ServiceAccount. */
function podNamespace(places: KubeconfigPlaces): string | undefined {
  const pod = podOf(places);
  if (!pod) return undefined;
  const file = join(pod.folder, 'namespace');
  const { env = process.env } = places;
  return env.POD_NAMESPACE || (statSync(file, { throwIfNoEntry: false }) && readFileSync(file, 'utf8').trim());
}

/** The address of the API server, if this runs in a Pod with a ServiceAccount. */
function podOf(places: KubeconfigPlaces) {
  const { env = process.env, serviceAccountFolder: folder = '/var/run/secrets/kubernetes.io/serviceaccount' } = places;
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  const hasToken = host && port && statSync(join(folder, 'token'), { throwIfNoEntry: false })?.isFile();
  return hasToken ? { host, port, folder } : undefined;
}
