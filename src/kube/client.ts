import type { Dispatcher } from 'undici';
import { isMap, jsonText } from '../json';
import type { KubeClientOptions, KubeconfigText } from './client-options';
import type { Undici } from './connections';
import { Credentials } from './credentials';
import { deadline, sleep } from './deadline';
import { ApiError, apiError, ConnectionError, connectionError, KubeconfigError, noAnswer } from './errors';
import { loadUndici } from './load-undici';
import { isSafeToRepeat, repeatAfter } from './repeat';
import { TokenBucket } from './token-bucket';
import { type Sending, Transport } from './transport';
import { lines, type WatchEvent } from './watch-stream';

/** The parts of a request, and how to send it. */
export interface RequestOptions {
  /** Undefined values are omitted. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** @default - application/json; for PATCH application/merge-patch+json */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /**
   * The time limit in milliseconds from the first attempt to the end of the response, including waits for Retry-After,
   * but not for credentials.
   * @default 30000
   */
  readonly timeoutMs?: number;
  /**
   * Whether to send the request immediately, regardless of `qps`, and only once, regardless of Retry-After: for a
   * Lease, which would otherwise be lost.
   * @default false
   */
  readonly isUrgent?: boolean;
  /**
   * Whether the request may be sent again even if the server has already acted on it.
   * @default - depends on the method and the body
   */
  readonly isRepeatable?: boolean;
}

/** Options of a watch. */
export interface WatchRequestOptions {
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /**
   * The time of silence in milliseconds after which the connection counts as dead.
   * @default watchIdleMs
   */
  readonly idleMs?: number;
  /** Called when the server has accepted the watch, before its first event. */
  readonly opened?: () => void;
}

/**
 * The time of silence in milliseconds after which a watch counts as dead. The API server (measured with 1.36) sends a
 * bookmark every 60 s, so a working watch is not closed. For a kind that has had no event since the server started, the
 * first bookmark takes up to 120 s, but reopening such a watch is cheap.
 */
export const watchIdleMs = 90_000;

/** The time limit for the server to accept a watch. */
const watchOpenMs = 30_000;

/**
 * A client of one API server, with persistent connections. Error messages are one line, suitable for printing.
 *
 * @example
 * const client = await KubeClient.load({ context: 'prod' });
 * const { items } = await client.request<{ items: object[] }>('GET', '/api/v1/namespaces');
 * await client.close();
 */
export class KubeClient {
  /**
   * Finds the API server and the credentials as kubectl does. It does not connect yet.
   *
   * @throws KubeconfigError; ExpectedError if Node is older than 22.19; an error with the code ERR_MODULE_NOT_FOUND if
   * the optional package undici is not installed
   */
  static async load(options: KubeClientOptions = {}): Promise<KubeClient> {
    const { kubeconfig, context } = options;
    const credentials = await Credentials.load({ kubeconfig }, context);
    return new KubeClient(await loadUndici(), credentials, options);
  }

  /**
   * Creates a client for an untrusted kubeconfig, such as one in a Secret.
   *
   * @throws KubeconfigError, also if it refers to files or programs on this machine
   */
  static async fromText(content: KubeconfigText): Promise<KubeClient> {
    return new KubeClient(await loadUndici(), await Credentials.load({ content }), {});
  }

  /** The context in the kubeconfig. */
  readonly context: string;
  /** The namespace of the context; otherwise that of the Pod, in a Pod; otherwise `default`. */
  readonly namespace: string;

  private readonly transport: Transport;
  private readonly bucket: TokenBucket;

  private constructor(
    undici: Undici,
    private readonly credentials: Credentials,
    { qps, burst = 100, userAgent = 'fluxapp', onRequest }: KubeClientOptions,
  ) {
    this.context = credentials.selected.context;
    this.namespace = credentials.selected.namespace;
    this.transport = new Transport(undici, credentials, { userAgent, onRequest });
    this.bucket = new TokenBucket({ qps, burst });
  }

  /** URL of the API server. */
  get server(): string {
    return this.credentials.selected.server;
  }

  /** The setting that the proxy to the server comes from: `proxy-url`, or a variable; undefined without a proxy. */
  get proxySetting(): string | undefined {
    return this.transport.proxySetting;
  }

  /**
   * Sends one request and returns the response: parsed if it is JSON, otherwise as text; undefined if it is empty.
   * Below `/api/` and `/apis` it is a map with `kind` or `metadata`; anything else is an error, because it comes from a
   * proxy or a login page, and so is a 404 without a Status. Waits for the rate limit first (`qps`).
   *
   * A request that the server rejects with 429 or 5xx and Retry-After is sent again after that time, within `timeoutMs`
   * and up to 10 times, if it is safe to repeat: GET, server-side apply, a PUT or merge patch with a resourceVersion, a
   * DELETE with the uid as its precondition, and any request with `isRepeatable`. As in client-go, other requests do
   * not wait, because the API server limits by user and kind of request.
   *
   * @param path for example `pathOf(resource, namespace, name)`
   * @throws ApiError for an error response, ConnectionError if there is no response, KubeconfigError if there are no
   * credentials; the signal's reason when it fires
   */
  async request<T = unknown>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const { query = {}, body, signal, timeoutMs = 30_000, isUrgent = false } = options;
    const { contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' } = options;
    const { isRepeatable = isSafeToRepeat({ method, contentType, body }) } = options;
    if (!isUrgent) await this.bucket.take(signal);
    const limit = deadline(signal, timeoutMs);
    const sending: Sending = {
      method,
      path: path + search(query),
      headers: { ...(body !== undefined && { 'content-type': contentType }), ...options.headers },
      body: body === undefined ? undefined : jsonText(body),
      signal: limit.signal,
      untimed: limit.untimed,
      // The deadline above expires first. undici accepts only whole milliseconds.
      headersTimeout: Math.ceil(timeoutMs),
      bodyTimeout: Math.ceil(timeoutMs),
    };
    let refusal: unknown;
    try {
      for (let repeats = 0; ; repeats++) {
        try {
          return (await this.exchange(sending, `${method} ${path}`)) as T;
        } catch (error) {
          const waitMs = isRepeatable && !isUrgent ? repeatAfter(error, repeats, limit.leftMs()) : undefined;
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

  /** Sends the request and reads the complete response. */
  private async exchange(sending: Sending, request: string): Promise<unknown> {
    const response = await this.transport.send(sending);
    const text = await response.body.text();
    if (response.statusCode >= 300) throw this.refused(response, text, { path: sending.path, request });
    const answer = parse(text, response.headers['content-type']);
    if (isOfApi(sending.path) && !isAnswerOfApi(answer)) throw noAnswer();
    return answer;
  }

  /**
   * The events of a watch, including bookmarks. Ends when the server closes the watch, after some minutes.
   *
   * @param query `resourceVersion`, selectors, `timeoutSeconds`
   * @throws ApiError if the server rejects it, ConnectionError if the connection is lost or silent (`isSilence`); the
   * signal's reason when it fires
   */
  async *watch(
    path: string,
    query: Readonly<Record<string, string | undefined>>,
    { signal, idleMs = watchIdleMs, opened }: WatchRequestOptions,
  ): AsyncGenerator<WatchEvent, void, undefined> {
    try {
      const response = await this.transport.send({
        method: 'GET',
        isWatch: true,
        path: path + search({ ...query, watch: 'true', allowWatchBookmarks: 'true' }),
        headers: {},
        signal,
        headersTimeout: watchOpenMs,
        bodyTimeout: Math.ceil(idleMs),
      });
      if (response.statusCode >= 300)
        throw this.refused(response, await response.body.text(), { path, request: `watching ${path}` });
      if (!isJson(response.headers['content-type'])) {
        // It may never end.
        response.body.on('error', () => {}).destroy();
        throw noAnswer();
      }
      opened?.();
      for await (const line of lines(response.body)) {
        if (line.trim() !== '') yield eventOf(parseJson(line));
      }
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw this.named(error);
    }
  }

  /** Closes every connection, and aborts the requests on it. */
  close(): Promise<void> {
    return this.transport.close();
  }

  /** The error for an error response. */
  private refused(
    { statusCode, headers }: Dispatcher.ResponseData,
    text: string,
    { path, request }: { readonly path: string; readonly request: string },
  ): Error {
    const { server, user } = this.credentials.selected;
    const body = statusIn(text);
    // Callers take a 404 for an object that does not exist: a proxy must not say so.
    if (statusCode === 404 && isOfApi(path) && !isNotFoundOfApi(body)) return noAnswer();
    const retryAfter = headers['retry-after'];
    return apiError({
      status: statusCode,
      body,
      retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
      request,
      server,
      user,
    });
  }

  private lost(error: unknown): ConnectionError {
    return connectionError(error, this);
  }

  /** Converts errors of sockets and streams to a ConnectionError; errors of this package stay unchanged. */
  private named(error: unknown): unknown {
    const isNamed = [ApiError, ConnectionError, KubeconfigError].some((kind) => error instanceof kind);
    return isNamed ? error : this.lost(error);
  }
}

function search(query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

function parse(text: string, contentType: string | string[] | undefined): unknown {
  if (text === '') return undefined;
  return isJson(contentType) ? parseJson(text) : text;
}

function isJson(contentType: string | string[] | undefined): boolean {
  return String(contentType).startsWith('application/json');
}

/** Whether a path is that of objects, lists or discovery. */
function isOfApi(path: string): boolean {
  return /^\/(?:api\/|apis\b)/.test(path);
}

/** Whether a response can be an object, a list, a Status or discovery. */
function isAnswerOfApi(answer: unknown): boolean {
  return isMap(answer) && (typeof answer.kind === 'string' || isMap(answer.metadata));
}

/** Whether the body of a 404 can be that of an API server: a Status, or the text for a path that is not served. */
function isNotFoundOfApi(body: unknown): boolean {
  return isMap(body) ? body.kind === 'Status' : String(body).startsWith('404 page not found');
}

function eventOf(event: unknown): WatchEvent {
  if (!isMap(event) || typeof event.type !== 'string' || !isMap(event.object)) throw noAnswer();
  return event as unknown as WatchEvent;
}

/** The Status in an error response, or its text if it is not JSON. */
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
    throw noAnswer(); // omits the parser's message, which quotes the text
  }
}
