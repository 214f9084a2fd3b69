import { ChartError } from '../../charts';
import { type ChosenProxy, loadUndici, proxyFor, proxyProblem } from '../../kube';

/** Options of a download. */
export interface DownloadOptions {
  /** Aborts the download. */
  readonly signal: AbortSignal;
  /** The maximum size in bytes. */
  readonly limit: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A form to POST. @default - a GET */
  readonly body?: URLSearchParams;
}

/** How long a download may take, in milliseconds. */
const TIMEOUT = 120_000;
const MAX_REDIRECTS = 10;

/**
 * Downloads a URL, with the proxy of the environment. Redirects are followed; the Authorization header is not sent to
 * another host.
 *
 * @throws ChartError if the URL does not exist or cannot be reached; the reason of the signal when it is aborted
 */
export async function download(url: string, options: DownloadOptions): Promise<Uint8Array> {
  const response = await request(url, options);
  if (!response.ok) throw new ChartError(placeOf(url), answerOf(response));
  return bodyOf(response, url, options);
}

/** A URL in messages: without a user, a password and a query, which may be secrets. */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return '***';
  return Object.assign(new URL(url), { username: '', password: '', search: '', hash: '' }).href;
}

/** The response, with any status. */
export async function request(url: string, options: DownloadOptions): Promise<Response> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(TIMEOUT)]);
  let { headers = {} } = options;
  const place = placeOf(url);
  if (!URL.canParse(url)) throw new ChartError(place, 'is not a URL');
  let at = new URL(url);
  if (hasCredentials(at)) throw new ChartError(at.origin, 'a URL that contains credentials is not read');
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await fetchOnce(at, url, headers, { ...options, signal });
    const next = redirectOf(response, at);
    if (next === undefined) return response;
    if (hasCredentials(next)) {
      throw new ChartError(place, `is redirected to a URL of ${next.origin} that contains credentials`);
    }
    if (at.protocol === 'https:' && next.protocol !== 'https:') {
      throw new ChartError(place, `is redirected from https:// to ${next.protocol}//, which nobody protects`);
    }
    if (next.origin !== at.origin) {
      if (options.body) throw new ChartError(place, `is redirected to ${next.origin}, which would get a secret`);
      headers = withoutAuthorization(headers);
    }
    await response.body?.cancel();
    at = next;
  }
  throw new ChartError(place, `is redirected more than ${MAX_REDIRECTS} times`);
}

async function fetchOnce(
  at: URL,
  url: string,
  headers: Readonly<Record<string, string>>,
  { signal, body }: DownloadOptions,
): Promise<Response> {
  const proxy = proxyFor(at.href, undefined, process.env);
  const problem = proxy && proxyProblem(proxy.url);
  if (problem) throw new ChartError(placeOf(url), `cannot be reached: ${proxy.setting} ${problem}`);
  try {
    const init = { headers, signal, body, method: body ? 'POST' : 'GET', redirect: 'manual' } as const;
    return await (proxy === undefined ? fetch(at, init) : fetchBy(proxy.url, at, init));
  } catch (cause) {
    if (cause instanceof ChartError) throw cause;
    throw failure(url, cause, signal, proxy);
  }
}

/** A fetch by a proxy: the fetch of Node ignores the proxy of the environment unless Node is started with an option. */
async function fetchBy(proxy: string, at: URL, init: RequestInit): Promise<Response> {
  const undici = await loadUndici(process.versions.node, 'using a proxy needs');
  const dispatcher = new undici.ProxyAgent({ uri: proxy });
  // the types of undici and of Node differ, the objects do not
  return undici.fetch(at, { ...init, dispatcher } as never) as unknown as Promise<Response>;
}

function hasCredentials({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}

/** The target of a redirect. Undefined: the response is not a redirect. */
function redirectOf({ status, headers }: Response, at: URL): URL | undefined {
  const location = headers.get('location');
  if (status < 300 || status > 399 || location === null || !URL.canParse(location, at.href)) return undefined;
  return new URL(location, at.href);
}

function withoutAuthorization(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'));
}

/** The body of a response. */
export async function bodyOf(response: Response, url: string, { signal, limit }: DownloadOptions): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > limit) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw failure(url, cause, signal);
  }
  if (length > limit) throw new ChartError(placeOf(url), `is larger than ${limit / 1024 / 1024} MiB`);
  return Buffer.concat(chunks);
}

export function answerOf({ status, statusText }: Response): string {
  return `the server answers ${status}${statusText === '' ? '' : ` ${statusText}`}`;
}

/**
 * The error of a failed request. The URL of a proxy may contain a password: the message contains only its host. The
 * message of a TypeError is never shown, because it may contain a URL or a header.
 */
function failure(url: string, cause: unknown, signal: AbortSignal, proxy?: ChosenProxy): unknown {
  const { name, message, cause: inner, code: own } = cause as NodeJS.ErrnoException;
  const place = placeOf(url);
  if (name === 'TimeoutError') return new ChartError(place, `did not arrive within ${TIMEOUT / 1000} s`);
  if (signal.aborted) return signal.reason;
  const code = (inner as NodeJS.ErrnoException | undefined)?.code ?? (name === 'TypeError' ? own : message);
  const by = proxy === undefined ? '' : ` by the proxy ${new URL(proxy.url).host} of ${proxy.setting}`;
  return new ChartError(place, `cannot be reached${by}${code === undefined ? '' : ` (${code})`}`);
}
