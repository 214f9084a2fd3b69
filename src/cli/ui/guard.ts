import { timingSafeEqual } from 'node:crypto';
import { sha256 } from '../../json';

/** The parts of a request that decide whether it is answered. */
export interface Asked {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Why a request is not answered. */
export interface Refusal {
  /** HTTP status. */
  readonly status: number;
  readonly message: string;
}

/** What grants access to a server. */
export type Guarded = OnMachine | InCluster;

/** On this machine: a token. */
export interface OnMachine {
  readonly port: number;
  readonly token: string;
}

/** In a cluster: the network. The Host is localhost with any port, as with a port-forward, or one of these names. */
export interface InCluster {
  readonly allowedHosts: readonly string[];
}

/** The path prefix of everything that needs the token. */
export const API = '/api/v1/';

/**
 * Why a request is refused; undefined if it is not. Every page in a browser can send requests to a server on 127.0.0.1,
 * so only the token grants access to data, and the other rules keep other pages from sending requests at all:
 *
 * - Host is one of the server's own: other names that resolve to 127.0.0.1 (DNS rebinding) get 421.
 * - Origin is the server's own, if a browser sends one, and the request does not come from another site.
 * - Data need the token as a bearer token. Cookies are not accepted, so a browser never sends it by itself.
 *
 * In a cluster there is no token: the network decides who reaches the server, and nothing can be changed through it.
 */
export function refusalOf({ method, path, headers }: Asked, guarded: Guarded): Refusal | undefined {
  const host = headers.host;
  if (typeof host !== 'string' || !isOwnHost(host, guarded)) return { status: 421, message: misdirected(guarded) };
  const { origin } = headers;
  const origins = 'token' in guarded ? [`http://${host}`] : [`http://${host}`, `https://${host}`];
  if (origin !== undefined && !origins.includes(String(origin))) {
    return { status: 403, message: 'pages of another origin are not answered' };
  }
  const site = headers['sec-fetch-site'];
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && method === 'GET' && path === '/';
  if ((site === 'cross-site' || site === 'same-site') && !isNavigation) {
    return { status: 403, message: 'pages of another site are not answered' };
  }
  if ('token' in guarded && path.startsWith(API) && !isBearer(headers.authorization, guarded.token)) {
    return { status: 401, message: 'open the address that fluxapp ui has printed, with its token' };
  }
  return undefined;
}

const DEFAULT_PORT = 80;
const LOCAL = ['127.0.0.1', 'localhost', '[::1]'];

function isOwnHost(host: string, guarded: Guarded): boolean {
  if ('token' in guarded) {
    const own = LOCAL.map((name) => `${name}:${guarded.port}`);
    // browsers omit the default port
    return [...own, ...(guarded.port === DEFAULT_PORT ? LOCAL : [])].includes(host);
  }
  return LOCAL.includes(host.replace(/:\d{1,5}$/, '')) || guarded.allowedHosts.includes(host);
}

function misdirected(guarded: Guarded): string {
  if ('token' in guarded) return `ask http://127.0.0.1:${guarded.port}/ by this name`;
  return 'use localhost, through "kubectl port-forward", or a name from --allowed-host';
}

/** Compares digests of equal length in constant time: the duration does not depend on the token. */
function isBearer(authorization: string | readonly string[] | undefined, token: string): boolean {
  const [, given = ''] = /^Bearer (\S+)$/.exec(String(authorization ?? '')) ?? [];
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(token)));
}
