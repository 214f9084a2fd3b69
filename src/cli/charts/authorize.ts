import { ChartError } from '../../charts';
import { mapOf, parsedJson, stringOf } from '../../json';
import { basicAuthorization, type Credentials, registryCredentials } from './credentials';
import { answerOf, bodyOf, request } from './download';

/** The maximum size of a response with a token. */
const MAX_TOKEN_BYTES = 1024 * 1024;

/**
 * The Authorization header that a registry requires: Basic authentication, or a token from the token endpoint that it
 * names.
 *
 * @param response its response with status 401
 * @param place the name of the chart in messages
 * @throws ChartError if there are no credentials that it accepts
 */
export async function authorize(response: Response, host: string, place: string, signal: AbortSignal): Promise<string> {
  const challenges = challengesIn(response.headers.get('www-authenticate') ?? '');
  const credentials = await registryCredentials(host, signal);
  const parameters = challenges.get('bearer');
  if (parameters !== undefined) {
    const isProtected = response.url.startsWith('https:');
    return bearer({ ...challengeOf(parameters), isProtected }, credentials, { response, host, place, signal });
  }
  if (credentials && challenges.has('basic') && !credentials.identityToken) return basicAuthorization(credentials);
  throw refused(response, place, host);
}

/** The error for a request that a registry denies. */
export function refused(response: Response, place: string, host: string): ChartError {
  const problem = 'it does not exist, or needs other credentials';
  return new ChartError(place, `${answerOf(response)}: ${problem}: run helm registry login ${host}`);
}

interface Challenge {
  /** The token endpoint. */
  readonly realm: string;
  /** The service and the scope of the token. */
  readonly parameters: readonly (readonly [key: string, value: string])[];
}

interface Attempt {
  readonly response: Response;
  readonly host: string;
  readonly place: string;
  readonly signal: AbortSignal;
}

/** The parameters of a challenge by their names in lower case. */
type ChallengeParameters = ReadonlyMap<string, string>;

/** A scheme, or a parameter with a value, which may be in quotes. */
const PART = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/g;

/**
 * The challenges in a WWW-Authenticate header by their schemes in lower case. A response may have several, which fetch
 * joins with a comma, as it stands between parameters too.
 */
function challengesIn(header: string): ReadonlyMap<string, ChallengeParameters> {
  const challenges = new Map<string, Map<string, string>>();
  let current = new Map<string, string>();
  for (const [, name = '', quoted, plain] of header.matchAll(PART)) {
    const value = quoted?.replace(/\\(.)/g, '$1') ?? plain;
    if (value !== undefined) current.set(name.toLowerCase(), value);
    else {
      current = new Map();
      if (!challenges.has(name.toLowerCase())) challenges.set(name.toLowerCase(), current);
    }
  }
  return challenges;
}

function challengeOf(named: ChallengeParameters): Challenge {
  const parameters = ['service', 'scope'].flatMap((key) => {
    const value = named.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return { realm: named.get('realm') ?? '', parameters };
}

async function bearer(
  { realm, parameters, isProtected }: Challenge & { readonly isProtected: boolean },
  credentials: Credentials | undefined,
  { response, host, place, signal }: Attempt,
): Promise<string> {
  if (!URL.canParse(realm)) throw refused(response, place, host);
  const url = new URL(realm);
  if (credentials && isProtected && url.protocol !== 'https:') {
    throw new ChartError(place, `wants credentials to be sent to ${url.origin}, which is not https://`);
  }
  const options = { signal, limit: MAX_TOKEN_BYTES };
  const answer = credentials?.identityToken
    ? await request(url.href, { ...options, body: refreshForm(credentials.identityToken, parameters) })
    : await request(withParameters(url, parameters), {
        ...options,
        headers: credentials && { authorization: basicAuthorization(credentials) },
      });
  if (!answer.ok) throw refused(answer, place, host);
  const body = mapOf(parsedJson(new TextDecoder().decode(await bodyOf(answer, url.origin, options))));
  const token = stringOf(body.token) || stringOf(body.access_token);
  if (!token) throw new ChartError(place, `${url.origin} gives no token`);
  return `Bearer ${token}`;
}

function withParameters(url: URL, parameters: Challenge['parameters']): string {
  for (const [key, value] of parameters) url.searchParams.set(key, value);
  return url.href;
}

/** The form that exchanges an identity token for a further token, as in OAuth 2. */
function refreshForm(identityToken: string, parameters: Challenge['parameters']): URLSearchParams {
  const form = { grant_type: 'refresh_token', refresh_token: identityToken, client_id: 'fluxapp' };
  return new URLSearchParams({ ...form, ...Object.fromEntries(parameters) });
}
