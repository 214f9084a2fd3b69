import type { Dispatcher } from 'undici';
import { Agents } from './agents';
import { ApiError, apiError, type Refusal } from './api-error';
import { ConnectionError, connectionError } from './connection-error';
import { Credentials } from './credentials';
import { deadline, sleep } from './deadline';
import type { Access } from './kubeconfig';
import { KubeconfigError } from './kubeconfig-error';
import { lines } from './lines';
import { proxyUrl } from './proxy-url';
import { isSafeToRepeat, repeatAfter } from './repeat';
import { TokenBucket } from './token-bucket';
import type { WatchEvent } from './watch-event';

/** How to find an API server, and how to treat it. */
export interface KubeClientOptions {
  /**
   * Path of a kubeconfig, as kubectl's `--kubeconfig`.
   * @default - $KUBECONFIG, ~/.kube/config, the pod's service account: whichever is there first
   */
  readonly kubeconfig?: string;
  /** @default - the current one */
  readonly context?: string;
  /**
   * Sent with every request.
   * @default fluxapp
   */
  readonly userAgent?: string;
  /**
   * Requests per second, sustained; watches do not count. -1 means no limit: the API server protects itself by API Priority
   * and Fairness, to which controller-runtime leaves it, too.
   * @default -1
   */
  readonly qps?: number;
  /**
   * Requests at once after a rest. Of no effect without `qps`.
   * @default 100
   */
  readonly burst?: number;
  /** Called for every request that was answered or failed, for metrics; `code` is the HTTP status or `<error>`. */
  readonly onRequest?: (request: { method: string; code: string; seconds: number }) => void;
}

/** What goes with a request. */
export interface RequestOptions {
  /** Those that are undefined are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** @default - application/json; of a PATCH application/merge-patch+json */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /**
   * Milliseconds from the first attempt up to the end of the answer, waits after Retry-After included.
   * @default 30000
   */
  readonly timeoutMs?: number;
  /**
   * Goes at once, past `qps` and any Retry-After, and is sent once: for a Lease, which is lost otherwise.
   * @default false
   */
  readonly isUrgent?: boolean;
}

/** What goes with a watch. */
export interface WatchOptions {
  /** Ends it. */
  readonly signal: AbortSignal;
  /**
   * How long the server may be silent before the connection is taken for dead.
   * @default watchIdleMs
   */
  readonly idleMs?: number;
  /** Called when the server has taken the watch on, before its first event. */
  readonly opened?: () => void;
}

/**
 * A watch that is silent for longer than this many milliseconds is taken for dead. The API server (1.36, measured) sends a
 * bookmark every 60 s, so nothing that works is cut; of a kind without an event since it started, the first comes after up
 * to 120 s, and to open such a watch once more costs nothing.
 */
export const watchIdleMs = 90_000;

/** How long a server may take to take a watch on. */
const watchOpenMs = 30_000;

interface Sending {
  readonly method: string;
  /** For `onRequest`. */
  readonly verb: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  readonly headersTimeout: number;
  readonly bodyTimeout: number;
}

/** Talks to one API server, over connections that it keeps. Errors are lines fit to print. */
export class KubeClient {
  /**
   * Finds the API server as kubectl does. Sends nothing yet.
   *
   * @throws KubeconfigError
   */
  static async load(options: KubeClientOptions = {}): Promise<KubeClient> {
    const { kubeconfig, context } = options;
    return new KubeClient(await Credentials.load({ kubeconfig }, context), options);
  }

  /** The context in the kubeconfig. */
  readonly context: string;
  /** The context's namespace, else `default`. */
  readonly namespace: string;

  private readonly agents = new Agents();
  private readonly bucket: TokenBucket;

  private constructor(
    private readonly credentials: Credentials,
    private readonly options: KubeClientOptions,
  ) {
    const { qps, burst = 100 } = options;
    this.context = credentials.selected.context;
    this.namespace = credentials.selected.namespace;
    this.bucket = new TokenBucket({ qps, burst });
  }

  /** URL of the API server. */
  get server(): string {
    return this.credentials.selected.server;
  }

  /**
   * Sends one request, and returns the answer: parsed if it is JSON, else as text; undefined if it is empty. Waits for its
   * turn first (`qps`), and as long as the server has asked to be left alone.
   *
   * A request that the server turns away (429 or 5xx with Retry-After) is sent again when that time has passed, within
   * `timeoutMs` and up to 10 times, if it is safe to repeat: GET, server-side apply, a PUT or merge patch with a
   * resourceVersion, a DELETE with the uid as its precondition.
   *
   * @param path for example `pathOf(resource, namespace, name)`
   * @throws ApiError when the answer is no success, ConnectionError when there is none, KubeconfigError when the
   *   credentials cannot be had; the signal's reason when it fires
   */
  async request<T = unknown>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const { query = {}, body, signal, timeoutMs = 30_000, isUrgent = false } = options;
    const { contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' } = options;
    const isRepeatable = !isUrgent && isSafeToRepeat({ method, contentType, body });
    if (!isUrgent) await this.bucket.take(signal);
    const limit = deadline(signal, timeoutMs);
    const end = performance.now() + timeoutMs;
    const sending: Sending = {
      method,
      verb: method,
      path: path + search(query),
      headers: { ...(body !== undefined && { 'content-type': contentType }), ...options.headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: limit.signal,
      // The limit above ends it first. undici takes whole milliseconds alone.
      headersTimeout: Math.ceil(timeoutMs),
      bodyTimeout: Math.ceil(timeoutMs),
    };
    let refusal: unknown;
    try {
      for (let repeats = 0; ; repeats++) {
        try {
          return (await this.exchange(sending, `${method} ${path}`)) as T;
        } catch (error) {
          const waitMs = isRepeatable ? repeatAfter(error, repeats, end - performance.now()) : undefined;
          if (waitMs === undefined) throw error;
          refusal = error;
          await sleep(waitMs, limit.signal);
        }
        await this.bucket.take(limit.signal);
        refusal = undefined;
      }
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (limit.expired()) throw refusal ?? this.lost(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' }));
      throw this.named(error);
    } finally {
      limit.done();
    }
  }

  /** Sends, and reads the whole answer. */
  private async exchange(sending: Sending, request: string): Promise<unknown> {
    const response = await this.send(sending);
    const text = await response.body.text();
    if (response.statusCode >= 300) throw this.refused(response, text, request);
    return parse(text, response.headers['content-type']);
  }

  /**
   * The events of a watch, bookmarks among them. Ends when the server ends it, which it does after some minutes.
   *
   * @param query `resourceVersion`, selectors, `timeoutSeconds`
   * @throws ApiError when the server does not take it on, ConnectionError when the connection is lost or silent (then
   *   `isSilence`); the
   *   signal's reason when it fires
   */
  async *watch(
    path: string,
    query: Readonly<Record<string, string | undefined>>,
    { signal, idleMs = watchIdleMs, opened }: WatchOptions,
  ): AsyncGenerator<WatchEvent, void, undefined> {
    try {
      const response = await this.send({
        method: 'GET',
        verb: 'WATCH',
        path: path + search({ ...query, watch: 'true', allowWatchBookmarks: 'true' }),
        headers: {},
        signal,
        headersTimeout: watchOpenMs,
        bodyTimeout: Math.ceil(idleMs),
      });
      if (response.statusCode >= 300) throw this.refused(response, await response.body.text(), `watching ${path}`);
      opened?.();
      for await (const line of lines(response.body)) {
        if (line.trim() !== '') yield parseJson(line) as WatchEvent;
      }
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw this.named(error);
    }
  }

  /** Ends every connection. What goes on is cut off. */
  close(): Promise<void> {
    return this.agents.close();
  }

  /** Sends once, and once more where that is safe and may help: with other credentials, or over a fresh connection. */
  private async send(sending: Sending): Promise<Dispatcher.ResponseData> {
    const { method, signal } = sending;
    let renewed = false;
    let resent = false;
    for (;;) {
      const access = await this.credentials.access(signal);
      let response: Dispatcher.ResponseData;
      try {
        response = await this.dispatch(sending, access);
      } catch (error) {
        if (signal?.aborted) throw error;
        const problem = this.lost(error);
        if (problem.isTls && !renewed) {
          renewed = true;
          if (await this.credentials.renew(access, signal)) continue;
        }
        // A kept connection that the server has just closed. Reading twice does no harm.
        if (method === 'GET' && !resent && resets.has(problem.code)) {
          resent = true;
          continue;
        }
        throw problem;
      }
      if (response.statusCode !== 401 || renewed) return response;
      renewed = true;
      if (!(await this.credentials.renew(access, signal))) return response;
      await response.body.dump();
    }
  }

  private async dispatch(sending: Sending, access: Access): Promise<Dispatcher.ResponseData> {
    const { method, verb, path, headers, body, signal, headersTimeout, bodyTimeout } = sending;
    const { server, cluster } = this.credentials.selected;
    const { origin, pathname } = new URL(server);
    const { requests, watches } = this.agents.for(access.tls, proxyUrl(server, cluster['proxy-url'], process.env));
    const start = performance.now();
    const tell = (code: string) =>
      this.options.onRequest?.({ method: verb, code, seconds: (performance.now() - start) / 1000 });
    try {
      const response = await (verb === 'WATCH' ? watches : requests).request({
        origin,
        path: pathname.replace(/\/$/, '') + path,
        method: method as Dispatcher.HttpMethod,
        headers: {
          accept: 'application/json',
          'user-agent': this.options.userAgent ?? 'fluxapp',
          ...headers,
          ...access.headers,
        },
        body,
        signal,
        headersTimeout,
        bodyTimeout,
      });
      tell(String(response.statusCode));
      return response;
    } catch (error) {
      tell('<error>');
      throw error;
    }
  }

  /** The error for an answer. A server that asks for a pause gets it from all requests. */
  private refused({ statusCode, headers }: Dispatcher.ResponseData, text: string, request: string): ApiError {
    const { server, user } = this.credentials.selected;
    const retryAfter = headers['retry-after'];
    const error = apiError({
      status: statusCode,
      body: statusIn(text),
      retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
      request,
      server,
      user,
    } satisfies Refusal);
    const isBusy = statusCode === 429 || statusCode === 503;
    if (isBusy && error.retryAfterMs) this.bucket.pauseUntil(performance.now() + error.retryAfterMs);
    return error;
  }

  private lost(error: unknown): ConnectionError {
    return connectionError(error, this.server, this.context);
  }

  /** Errors of this package as they are; those of sockets and streams by their names here. */
  private named(error: unknown): unknown {
    const isNamed = [ApiError, ConnectionError, KubeconfigError].some((kind) => error instanceof kind);
    return isNamed ? error : this.lost(error);
  }
}

/** Codes of a connection that was closed by the other side. */
const resets = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

function search(query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

function parse(text: string, contentType: string | string[] | undefined): unknown {
  if (text === '') return undefined;
  return String(contentType).startsWith('application/json') ? parseJson(text) : text;
}

/** The Status in an answer that is no success; the text itself where there is none. */
function statusIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not the parser's words: they quote the text.
    throw Object.assign(new Error('not JSON'), { code: 'EBADMSG' });
  }
}
