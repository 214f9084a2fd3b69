import type { Dispatcher } from 'undici';
import { jsonText } from '../json';
import type { KubeClientOptions, KubeconfigText } from './client-options';
import type { Undici } from './connections';
import { Credentials } from './credentials';
import { deadline, sleep } from './deadline';
import { ApiError, apiError, ConnectionError, connectionError, KubeconfigError } from './errors';
import { loadUndici } from './load-undici';
import { isSafeToRepeat, repeatAfter } from './repeat';
import { TokenBucket } from './token-bucket';
import { type Sending, Transport } from './transport';
import { lines, type WatchEvent } from './watch-stream';

/** Parts of a request, and how it is sent. */
export interface RequestOptions {
  /** Undefined values are left out. */
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
   * Sends the request at once, regardless of `qps`, and only once, regardless of Retry-After: for a Lease, which would
   * otherwise be lost.
   * @default false
   */
  readonly isUrgent?: boolean;
  /**
   * Whether it may be sent a second time even if the server acted on the first one.
   * @default - decided by the method and the body
   */
  readonly isRepeatable?: boolean;
}

/** How a watch runs. */
export interface WatchRequestOptions {
  /** Ends it. */
  readonly signal: AbortSignal;
  /**
   * Milliseconds that the server may be silent before the connection counts as dead.
   * @default watchIdleMs
   */
  readonly idleMs?: number;
  /** Called when the server has accepted the watch, before its first event. */
  readonly opened?: () => void;
}

/**
 * Milliseconds of silence after which a watch counts as dead. The API server (1.36, measured) sends a bookmark every 60
 * s, so no working watch is cut. For a kind without an event since the server started the first bookmark takes up to
 * 120 s; opening such a watch again costs nothing.
 */
export const watchIdleMs = 90_000;

/** How long a server may take to accept a watch. */
const watchOpenMs = 30_000;

/**
 * A client of one API server, over connections that it keeps. The message of each error is one line, fit to print.
 *
 * @example
 * const client = await KubeClient.load({ context: 'prod' });
 * const { items } = await client.request<{ items: object[] }>('GET', '/api/v1/namespaces');
 * await client.close();
 */
export class KubeClient {
  /**
   * Finds the API server and the credentials as kubectl does. Sends nothing yet.
   *
   * @throws KubeconfigError; ExpectedError where this Node is older than 22.19; an error with the code ERR_MODULE_NOT_FOUND if the optional package undici is not installed
   */
  static async load(options: KubeClientOptions = {}): Promise<KubeClient> {
    const { kubeconfig, context } = options;
    const credentials = await Credentials.load({ kubeconfig }, context);
    return new KubeClient(await loadUndici(), credentials, options);
  }

  /**
   * A client for a kubeconfig from another person, such as one in a Secret.
   *
   * @throws KubeconfigError, also if it refers to files or programs on this machine
   */
  static async fromText(content: KubeconfigText): Promise<KubeClient> {
    return new KubeClient(await loadUndici(), await Credentials.load({ content }), {});
  }

  /** The context in the kubeconfig. */
  readonly context: string;
  /** The context's namespace, else `default`. */
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

  /**
   * Sends one request, and returns the answer: parsed if it is JSON, else as text; undefined if it is empty. Waits for its
   * turn first (`qps`).
   *
   * As in client-go Retry-After is about the request that was turned away, as the API server turns away by user and kind of
   * request: others go on. A request that the server turns away (429 or 5xx with Retry-After) is sent again when that time has passed, within
   * `timeoutMs` and up to 10 times, if it is safe to repeat: GET, server-side apply, a PUT or merge patch with a
   * resourceVersion, a DELETE with the uid as its precondition, and one with `isRepeatable`.
   *
   * @param path for example `pathOf(resource, namespace, name)`
   * @throws ApiError if the answer is no success, ConnectionError if there is none, KubeconfigError if there are no
   *   credentials; the signal's reason when it fires
   */
  async request<T = unknown>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const { query = {}, body, signal, timeoutMs = 30_000, isUrgent = false } = options;
    const { contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' } = options;
    const { isRepeatable = isSafeToRepeat({ method, contentType, body }) } = options;
    if (!isUrgent) await this.bucket.take(signal);
    const limit = deadline(signal, timeoutMs);
    const end = performance.now() + timeoutMs;
    const sending: Sending = {
      method,
      path: path + search(query),
      headers: { ...(body !== undefined && { 'content-type': contentType }), ...options.headers },
      body: body === undefined ? undefined : jsonText(body),
      signal: limit.signal,
      // The limit above ends it first. undici accepts only whole milliseconds.
      headersTimeout: Math.ceil(timeoutMs),
      bodyTimeout: Math.ceil(timeoutMs),
    };
    let refusal: unknown;
    try {
      for (let repeats = 0; ; repeats++) {
        try {
          return (await this.exchange(sending, `${method} ${path}`)) as T;
        } catch (error) {
          const waitMs = isRepeatable && !isUrgent ? repeatAfter(error, repeats, end - performance.now()) : undefined;
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
    const response = await this.transport.send(sending);
    const text = await response.body.text();
    if (response.statusCode >= 300) throw this.refused(response, text, request);
    return parse(text, response.headers['content-type']);
  }

  /**
   * The events of a watch, bookmarks included. Ends when the server ends it, which it does after some minutes.
   *
   * @param query `resourceVersion`, selectors, `timeoutSeconds`
   * @throws ApiError if the server refuses it, ConnectionError if the connection is lost or silent (`isSilence`); the
   *   signal's reason when it fires
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

  /** Closes every connection, and aborts the requests on it. */
  close(): Promise<void> {
    return this.transport.close();
  }

  /** The error for an answer. */
  private refused({ statusCode, headers }: Dispatcher.ResponseData, text: string, request: string): ApiError {
    const { server, user } = this.credentials.selected;
    const retryAfter = headers['retry-after'];
    return apiError({
      status: statusCode,
      body: statusIn(text),
      retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
      request,
      server,
      user,
    });
  }

  private lost(error: unknown): ConnectionError {
    return connectionError(error, this.server, this.context);
  }

  /** Errors of this package as they are; those of sockets and streams as a ConnectionError. */
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
  return String(contentType).startsWith('application/json') ? parseJson(text) : text;
}

/** The Status in an answer that is no success, or else the text. */
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
