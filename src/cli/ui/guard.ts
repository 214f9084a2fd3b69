import { timingSafeEqual } from 'node:crypto';
import { sha256 } from '../../json';

/** The parts of a request that decide whether it is answered. */
export interface Asked {
  readonly method: string;
  /** Without its query. */
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

/** What a server guards. */
export interface Guarded {
  readonly port: number;
  readonly token: string;
}

/** Below it stands everything that needs the token. */
export const API = '/api/v1/';

/**
 * Why a request is refused; undefined where it is not. A server on 127.0.0.1 is reached by every page that a browser shows,
 * so the token alone decides who is asked for, and the other rules keep pages of others from asking at all:
 *
 * - Host is one of the server's own: a name that somebody else has pointed at 127.0.0.1 (DNS rebinding) gets 421.
 * - Origin is the server's own, where a browser sends one, and the request does not come from another site.
 * - Data need the token as a bearer token. No cookie is taken, so that a browser never sends it by itself.
 */
export function refusalOf({ method, path, headers }: Asked, { port, token }: Guarded): Refusal | undefined {
  const host = headers.host;
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  if (typeof host !== 'string' || !hosts.includes(host)) {
    return { status: 421, message: `ask http://127.0.0.1:${port}/ by this name` };
  }
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${host}`) {
    return { status: 403, message: 'pages of another origin are not answered' };
  }
  const site = headers['sec-fetch-site'];
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && method === 'GET' && path === '/';
  if ((site === 'cross-site' || site === 'same-site') && !isNavigation) {
    return { status: 403, message: 'pages of another site are not answered' };
  }
  if (path.startsWith(API) && !isBearer(headers.authorization, token)) {
    return { status: 401, message: 'open the address that fluxapp ui has printed, with its token' };
  }
  return undefined;
}

/** Compares digests, which are of one length, in constant time: how long it takes says nothing of the token. */
function isBearer(authorization: string | readonly string[] | undefined, token: string): boolean {
  const [, given = ''] = /^Bearer (\S+)$/.exec(String(authorization ?? '')) ?? [];
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(token)));
}
