import { readFileSync } from 'node:fs';
import { KubeconfigError } from './errors';
import type { Selected } from './kubeconfig';
import type { Cluster, User } from './kubeconfig-file';

/** TLS options in Node's format; certificates and keys are PEM. */
export interface TlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized?: boolean;
  readonly servername?: string;
}

/** The TLS options and headers with which a request authenticates. */
export interface Access {
  readonly tls: TlsOptions;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

/**
 * Reads the credentials in a kubeconfig and the files it refers to, as kubectl does: client certificates, tokens, token
 * files, Basic auth, CA, impersonation. Over plain HTTP, only the impersonation headers are sent.
 *
 * @throws KubeconfigError for kubeconfigs that kubectl rejects, and for files that cannot be read
 */
export function readAccess({ server, user, cluster, credentials, context }: Selected): Access {
  const isTls = server.startsWith('https:');
  const ofCluster = (why: string) => new KubeconfigError(`the cluster of context "${context}" cannot be used: ${why}`);
  const ofUser = (why: string) => new KubeconfigError(`the credentials of user "${user}" cannot be used: ${why}`);
  const badCluster = clusterProblem(cluster, isTls);
  if (badCluster) throw ofCluster(badCluster);
  const badUser = userProblem(credentials);
  if (badUser) throw ofUser(badUser);

  const ca = cluster['certificate-authority-data'] || read(cluster['certificate-authority'], ofCluster);
  const cert = credentials['client-certificate-data'] || read(credentials['client-certificate'], ofUser);
  const key = cert && (credentials['client-key-data'] || read(credentials['client-key'], ofUser));
  const headers = impersonationHeaders(credentials);
  if (!isTls) return { tls: {}, headers };

  if (ca !== undefined && !ca.includes('-----BEGIN CERTIFICATE-----'))
    throw ofCluster('certificate-authority contains no certificate in PEM');
  const authorization = authorizationOf(credentials, ofUser);
  if (authorization && !isHeaderValue(authorization)) throw ofUser(BAD_TOKEN);
  return {
    tls: {
      ca,
      cert,
      key,
      servername: cluster['tls-server-name'] || undefined,
      ...(cluster['insecure-skip-tls-verify'] && { rejectUnauthorized: false }),
    },
    headers: { ...headers, ...(authorization && { authorization }) },
  };
}

export const BAD_TOKEN =
  'the token has characters that no token has, such as a line break: write it without them, or log in again';

/** Whether a header can have this value. */
export function isHeaderValue(text: string): boolean {
  return /^[\x20-\x7e\x80-\xff]*$/.test(text);
}

/** The files that {@link readAccess} reads. */
export function filesOf({ cluster, credentials }: Selected): string[] {
  const { 'client-certificate': cert, 'client-key': key, tokenFile } = credentials;
  return [cluster['certificate-authority'], cert, key, tokenFile].flatMap((file) => file || []);
}

type Refuse = (why: string) => KubeconfigError;

function read(file: string | undefined, refused: Refuse): string | undefined {
  if (!file) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw refused(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function authorizationOf({ token, tokenFile, username, password = '' }: User, refused: Refuse): string | undefined {
  if (username) return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  if (!tokenFile) return token ? `Bearer ${token}` : undefined;
  // The file takes precedence; `token` is used while it cannot be read.
  try {
    const text = read(tokenFile, refused)?.trim();
    if (!text) throw refused(`${tokenFile} is empty`);
    return `Bearer ${text}`;
  } catch (error) {
    if (!token) throw error;
    return `Bearer ${token}`;
  }
}

/** The error in a cluster, as found by client-go's validateClusterInfo and TLSConfigFor. */
function clusterProblem(cluster: Cluster, isTls: boolean): string | undefined {
  const { 'certificate-authority': file, 'certificate-authority-data': data } = cluster;
  if (file && data) return 'certificate-authority and certificate-authority-data are both set: remove one of them';
  if (isTls && (file || data) && cluster['insecure-skip-tls-verify'])
    return 'certificate-authority and insecure-skip-tls-verify are both set: remove one of them';
  return undefined;
}

/** The error in a user, as found by client-go's validateAuthInfo. */
function userProblem(user: User): string | undefined {
  const has = (key: Exclude<keyof User, 'exec' | 'auth-provider'>) => Object.keys(user[key] ?? '').length > 0;
  const hasBasic = has('username') || has('password');
  if (hasBasic && (has('token') || (has('tokenFile') && has('username'))))
    return 'a token and a username or password are both set: remove one of them';
  if (has('client-certificate') || has('client-certificate-data')) {
    for (const key of ['client-certificate', 'client-key'] as const)
      if (has(key) && has(`${key}-data`)) return `${key} and ${key}-data are both set: remove one of them`;
    if (!has('client-key') && !has('client-key-data')) return 'client-certificate needs client-key or client-key-data';
  }
  if (!has('as') && (has('as-uid') || has('as-groups') || has('as-user-extra')))
    return 'as-uid, as-groups and as-user-extra need a user to impersonate: set "as"';
  return user.exec && execProblem(user.exec, user['auth-provider'] !== undefined);
}

const EXEC_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

/** The error in a credential plugin, as found by client-go's validateAuthInfo and its exec authenticator. */
function execProblem(exec: NonNullable<User['exec']>, hasProvider: boolean): string | undefined {
  const { apiVersion = '', command = '', env = [], interactiveMode = '' } = exec;
  const isV1 = apiVersion === EXEC_VERSIONS[0];
  if (hasProvider) return 'exec and auth-provider are both set: remove one of them';
  if (command === '') return 'exec has no command';
  if (!EXEC_VERSIONS.includes(apiVersion)) return `exec.apiVersion has to be ${EXEC_VERSIONS.join(' or ')}`;
  if (env.some(({ name = '' }) => name === '')) return 'a variable in exec.env has no name';
  if (interactiveMode === '' ? isV1 : !['Never', 'IfAvailable', 'Always'].includes(interactiveMode))
    return 'exec.interactiveMode has to be Never, IfAvailable or Always';
  return undefined;
}

function impersonationHeaders(user: User): Record<string, string | string[]> {
  const { as, 'as-uid': uid, 'as-groups': groups = [], 'as-user-extra': extra = {} } = user;
  if (!as) return {};
  return {
    'impersonate-user': as,
    ...(uid && { 'impersonate-uid': uid }),
    ...(groups.length > 0 && { 'impersonate-group': [...groups] }),
    ...Object.fromEntries(
      Object.entries(extra)
        .filter(([, values]) => values.length > 0)
        .map(([key, values]) => [`impersonate-extra-${escapeHeaderKey(key)}`, [...values]]),
    ),
  };
}

/** client-go's headerKeyEscape: percent-encodes `%` and the bytes that a header name cannot contain. */
function escapeHeaderKey(key: string): string {
  const bytes = [...Buffer.from(key, 'utf8')];
  return bytes
    .map((byte) => {
      const character = String.fromCharCode(byte);
      const isLegal = /[A-Za-z0-9!#$&'*+.^_`|~-]/.test(character);
      return isLegal ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
