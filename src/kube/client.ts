import { type Dispatcher, request as send } from 'undici';
import { ApiError, apiErrorOf, ConnectionError } from './errors';
import {
  type ClusterAccess,
  type Credentials,
  KubeconfigError,
  type KubeconfigOptions,
  loadKubeconfig,
} from './kubeconfig';
import { TokenBucket } from './token-bucket';
import { Transport } from './transport';
import { type WatchEvent, watchEvents } from './watch-events';

/** How to talk to a cluster. */
export interface KubeClientOptions extends KubeconfigOptions {
  /** What the API server's logs call this process. @default fluxapp */
  readonly userAgent?: string;
  /** Requests a second in the long run, watches left out. @default - no limit */
  readonly qps?: number;
  /** Requests at once. @default 2 x qps */
  readonly burst?: number;
  /** Told of every request that has ended, for metrics. */
  readonly observe?: (result: RequestResult) => void;
}

/** How a request ended. */
export interface RequestResult {
  readonly method: string;
  /** HTTP status, or `<error>` where there was no answer, as client-go counts it. */
  readonly code: string;
  readonly seconds: number;
}

/** What a request holds besides its path. */
export interface KubeRequest {
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** @default application/json */
  readonly contentType?: string;
  readonly signal?: AbortSignal;
  /** Until the answer is there as a whole. @default 30000 */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;
/**
 * An API server sends a bookmark about every minute on a watch that asks for them. A watch that is silent for longer
 * than this is one whose other end is gone without a word.
 */
const WATCH_SILENCE_MS = 90_000;
/** Credentials are read again after this time: tokens in files are rotated. */
const CREDENTIALS_MS = 5_000;
/** The server is asked so many times where it says when to come back. */
const MOST_ATTEMPTS = 5;

/** Speaks to one API server, over connections that are kept. */
export class KubeClient {
  private readonly transport = new Transport();
  private readonly bucket?: TokenBucket;
  private known?: { readonly credentials: Credentials; readonly at: number };

  private constructor(
    private readonly options: KubeClientOptions,
    private access: ClusterAccess,
  ) {
    const { qps, burst = qps === undefined ? 0 : 2 * qps } = options;
    if (qps !== undefined) this.bucket = new TokenBucket({ qps, burst });
  }

  /** Finds the cluster as kubectl does; talks to nobody yet. @throws KubeconfigError */
  static async load(options: KubeClientOptions = {}): Promise<KubeClient> {
    return new KubeClient(options, await loadKubeconfig(options));
  }

  /** URL of the API server. */
  get server(): string {
    return this.access.server;
  }

  /** Name of the kubeconfig's context. */
  get context(): string {
    return this.access.context;
  }

  /** The context's namespace; `default` where it has none. */
  get namespace(): string {
    return this.access.namespace;
  }

  /**
   * Sends one request and reads the answer.
   *
   * @param path such as `/api/v1/namespaces`
   * @throws ApiError where the answer is no success, ConnectionError where there is none, KubeconfigError
   */
  async request<T = unknown>(method: string, path: string, request: KubeRequest = {}): Promise<T> {
    const { timeoutMs = TIMEOUT_MS, signal } = request;
    for (let attempt = 1; ; attempt++) {
      await this.bucket?.take(signal);
      try {
        return await this.answered(method, path, request, timeoutMs);
      } catch (error) {
        const retryAfterMs = error instanceof ApiError && error.status === 429 ? error.retryAfterMs : undefined;
        if (retryAfterMs !== undefined) this.bucket?.pause(retryAfterMs);
        if (retryAfterMs === undefined || !this.bucket || attempt === MOST_ATTEMPTS) throw error;
      }
    }
  }

  /**
   * Opens a watch.
   *
   * @returns its events, until the server ends it or the signal does; reading them throws ConnectionError
   * @throws ApiError, ConnectionError, KubeconfigError
   */
  async watch(
    path: string,
    query: Readonly<Record<string, string | undefined>>,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<AsyncIterable<WatchEvent>> {
    const { body } = await this.send('GET', path, { query, signal }, WATCH_SILENCE_MS);
    return this.events(body);
  }

  /** Cuts all connections; nothing can be asked any more. */
  close(): Promise<void> {
    return this.transport.close();
  }

  private async *events(body: Dispatcher.ResponseData['body']): AsyncGenerator<WatchEvent> {
    try {
      yield* watchEvents(body);
    } catch (error) {
      throw this.connectionError(error);
    } finally {
      body.destroy();
    }
  }

  private async answered<T>(method: string, path: string, request: KubeRequest, timeoutMs: number): Promise<T> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
    const { body } = await this.send(method, path, { ...request, signal }, timeoutMs);
    try {
      return (await body.json()) as T;
    } catch (error) {
      throw this.connectionError(error);
    }
  }

  /** Sends a request; where the credentials are refused, once more with those that are on disk now. */
  private async send(method: string, path: string, request: KubeRequest, silenceMs: number) {
    try {
      return await this.sendOnce(method, path, request, silenceMs);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) throw error;
      await this.reload();
      return this.sendOnce(method, path, request, silenceMs);
    }
  }

  private async sendOnce(
    method: string,
    path: string,
    request: KubeRequest,
    silenceMs: number,
  ): Promise<Dispatcher.ResponseData> {
    const credentials = await this.credentials();
    const { body, contentType = 'application/json', query = {}, signal } = request;
    const url = new URL(this.access.server + path);
    for (const [key, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(key, value);
    const start = performance.now();
    const observe = (code: string) =>
      this.options.observe?.({ method, code, seconds: (performance.now() - start) / 1000 });
    let response: Dispatcher.ResponseData;
    try {
      response = await send(url, {
        method: method as Dispatcher.HttpMethod,
        headers: {
          accept: 'application/json',
          'user-agent': this.options.userAgent ?? 'fluxapp',
          ...credentials.headers,
          ...(body === undefined ? {} : { 'content-type': contentType }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        dispatcher: this.transport.for(credentials),
        signal,
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: silenceMs,
      });
    } catch (error) {
      observe('<error>');
      if (!request.signal?.aborted) await this.reload().catch(() => {});
      throw this.connectionError(error);
    }
    observe(String(response.statusCode));
    if (response.statusCode >= 200 && response.statusCode < 300) return response;
    const retryAfter = response.headers['retry-after'];
    const text = await response.body.text().catch(() => '');
    throw apiErrorOf(response.statusCode, text, Array.isArray(retryAfter) ? retryAfter[0] : retryAfter);
  }

  private async credentials(): Promise<Credentials> {
    const now = performance.now();
    if (this.known && now - this.known.at < CREDENTIALS_MS) return this.known.credentials;
    const credentials = await this.access.credentials();
    this.known = { credentials, at: now };
    return credentials;
  }

  /** The kubeconfig may name another server, another CA or another token by now. */
  private async reload(): Promise<void> {
    this.access = await loadKubeconfig(this.options);
    this.known = undefined;
  }

  private connectionError(error: unknown): Error {
    if (error instanceof ApiError || error instanceof KubeconfigError) return error;
    const { code, message, name } = error as NodeJS.ErrnoException;
    const why = name === 'TimeoutError' ? 'no answer in time' : (code ?? message);
    return new ConnectionError(`the API server ${this.access.server} cannot be reached: ${why}`, { cause: error });
  }
}
