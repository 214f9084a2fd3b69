import { readFileSync } from 'node:fs';
import { KubeconfigError } from './kubeconfig-error';
import {
  isSection,
  type KubeconfigData,
  type KubeconfigPlaces,
  readKubeconfig,
  type Section,
} from './kubeconfig-files';

/** One context of a kubeconfig, with what it names. */
export interface Selected {
  readonly context: string;
  /** The context's, else `default`. */
  readonly namespace: string;
  /** Without a slash at its end. */
  readonly server: string;
  readonly user: string;
  readonly cluster: Section;
  readonly credentials: Section;
}

/**
 * The context that is asked for, or the current one.
 *
 * @throws KubeconfigError, with the contexts there are when the one asked for is not among them
 */
export function selectContext(places: KubeconfigPlaces, wanted?: string): Selected {
  const data = readKubeconfig(places);
  const name = wanted ?? data.currentContext;
  const there = data.contexts.size > 0 ? `there are ${[...data.contexts.keys()].sort().join(', ')}` : 'there is none';
  if (!name) throw new KubeconfigError(`${data.source} has no current context: name one with --context; ${there}`);
  const context = data.contexts.get(name);
  if (!context) throw new KubeconfigError(`context "${name}" is not in ${data.source}: ${there}`);
  const cluster = named(data, 'clusters', 'cluster', name, context);
  const { server } = cluster;
  if (typeof server !== 'string' || !URL.canParse(server) || !/^https?:/.test(server))
    throw new KubeconfigError(
      `cluster "${context.cluster}" in ${data.source} has no server: a URL https://… is needed`,
    );
  return {
    context: name,
    namespace: typeof context.namespace === 'string' && context.namespace !== '' ? context.namespace : 'default',
    server: server.replace(/\/+$/, ''),
    user: typeof context.user === 'string' ? context.user : '',
    cluster,
    // A context without a user is anonymous.
    credentials: context.user ? named(data, 'users', 'user', name, context) : {},
  };
}

function named(
  data: KubeconfigData,
  list: 'clusters' | 'users',
  key: 'cluster' | 'user',
  context: string,
  section: Section,
): Section {
  const name = section[key];
  const found = typeof name === 'string' ? data[list].get(name) : undefined;
  if (!found)
    throw new KubeconfigError(
      `context "${context}" in ${data.source} names ${key} "${name ?? ''}", which is not in there`,
    );
  return found;
}

/** TLS as Node takes it. */
export interface TlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized?: boolean;
  readonly servername?: string;
}

/** What a request is sent with. */
export interface Access {
  readonly tls: TlsOptions;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

/** Computes what to send requests with, anew at each call: tokens and files rotate. */
export type Authenticator = () => Promise<Access>;

/**
 * Hands a context to the Kubernetes client, which knows every way to authenticate: certificates, tokens, token files, exec
 * plugins, OIDC. It takes a third of a second to import, so only whoever talks to a cluster does.
 */
export async function authenticator(selected: Selected): Promise<Authenticator> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    config.loadFromString(JSON.stringify(forClientNode(selected)));
  } catch (error) {
    throw credentialsError(selected, error as Error);
  }
  const impersonation = impersonationHeaders(selected.credentials);
  const authenticate = async (): Promise<Access> => {
    // biome-ignore lint/suspicious/noExplicitAny: the client's types name those of ws here
    const options: any = {};
    try {
      await config.applyToHTTPSOptions(options);
    } catch (error) {
      throw credentialsError(selected, error as Error);
    }
    const { ca, cert, key, rejectUnauthorized, servername, auth, headers } = options;
    const tls = { ca: pem(ca), cert: pem(cert), key: pem(key), rejectUnauthorized, servername };
    const sent: Record<string, string | string[]> = { ...impersonation };
    if (auth) sent.authorization = `Basic ${Buffer.from(auth).toString('base64')}`;
    // A token file may end with a newline, a header may not.
    for (const [name, value] of Object.entries(headers ?? {})) sent[name.toLowerCase()] = String(value).trim();
    return { tls, headers: sent };
  };
  // Many requests at once are no reason to run a plugin more than once.
  let pending: Promise<Access> | undefined;
  return () => {
    pending ??= authenticate().finally(() => {
      pending = undefined;
    });
    return pending;
  };
}

const pem = (value: Buffer | string | null | undefined): string | undefined => value?.toString();

/** The context as a kubeconfig of its own, in words that the client understands as kubectl does. */
function forClientNode({ context, server, cluster, credentials }: Selected) {
  const { tokenFile, exec, ...user } = credentials;
  return {
    // Plain HTTP (kubectl proxy) is refused unless there is nothing to verify; proxies are this package's own business.
    clusters: [
      {
        name: context,
        cluster: {
          ...cluster,
          server,
          'proxy-url': undefined,
          ...(server.startsWith('http:') && { 'insecure-skip-tls-verify': true }),
        },
      },
    ],
    users: [{ name: context, user: { ...user, as: undefined, ...fromFile(tokenFile), ...fromPlugin(exec, cluster) } }],
    contexts: [{ name: context, context: { cluster: context, user: context } }],
    'current-context': context,
  };
}

/** `tokenFile` wins over `token`, and is read again and again. */
function fromFile(tokenFile: unknown) {
  return tokenFile ? { token: undefined, 'auth-provider': { name: 'tokenFile', config: { tokenFile } } } : {};
}

/** Plugins are told what they are asked for in KUBERNETES_EXEC_INFO, which the client does not do. */
function fromPlugin(exec: unknown, cluster: Section) {
  if (!isSection(exec)) return {};
  const info = {
    apiVersion: exec.apiVersion,
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(exec.provideClusterInfo === true && {
        cluster: {
          server: cluster.server,
          'tls-server-name': cluster['tls-server-name'],
          'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'],
          'certificate-authority-data': caData(cluster),
        },
      }),
    },
  };
  const env = Array.isArray(exec.env) ? exec.env : [];
  return { exec: { ...exec, env: [...env, { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }] } };
}

function caData({ 'certificate-authority': file, 'certificate-authority-data': data }: Section): unknown {
  return typeof file === 'string' && file !== '' ? readFileSync(file).toString('base64') : data;
}

/** The client knows `as` alone; whoever acts as a user with groups must not silently act without them. */
function impersonationHeaders(user: Section): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  if (user.as) headers['impersonate-user'] = String(user.as);
  if (user['as-uid']) headers['impersonate-uid'] = String(user['as-uid']);
  if (Array.isArray(user['as-groups'])) headers['impersonate-group'] = user['as-groups'].map(String);
  for (const [key, values] of Object.entries(isSection(user['as-user-extra']) ? user['as-user-extra'] : {}))
    if (Array.isArray(values)) headers[`impersonate-extra-${encodeURIComponent(key)}`] = values.map(String);
  return headers;
}

function credentialsError({ user, credentials }: Selected, error: Error): KubeconfigError {
  const { code, path } = error as NodeJS.ErrnoException;
  const { exec } = credentials;
  if (isSection(exec)) {
    const hint = typeof exec.installHint === 'string' ? `; ${exec.installHint}` : '';
    const why = code === 'ENOENT' ? `is not there${hint}` : `failed: ${firstLine(error.message)}`;
    return new KubeconfigError(`the credentials of user "${user}" cannot be had: plugin ${exec.command} ${why}`);
  }
  const why = code && path ? `${path} cannot be read (${code})` : firstLine(error.message);
  return new KubeconfigError(`the credentials of user "${user}" cannot be had: ${why}`);
}

const firstLine = (text: string): string => (text.trim().split('\n')[0] ?? '').slice(0, 300);
