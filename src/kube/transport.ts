import type { Dispatcher } from 'undici';
import type { Access } from './access';
import type { RequestResult } from './client-options';
import { Connections, type Undici } from './connections';
import type { Credentials } from './credentials';
import { type ConnectionError, connectionError, KubeconfigError } from './errors';
import { type ChosenProxy, proxyFor, proxyProblem } from './proxy';

/** One request, ready to be sent. */
export interface Sending {
  readonly method: string;
  /** Whether it is sent over a separate connection. */
  readonly isWatch?: boolean;
  /** Path and query, relative to the path of the server. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** Waits for credentials without counting the time: a user may have to log in. @default - calls `wait` */
  readonly untimed?: <T>(wait: () => Promise<T>) => Promise<T>;
  /** In milliseconds, as `bodyTimeout`. */
  readonly headersTimeout: number;
  readonly bodyTimeout: number;
}

/** Options of all requests. */
export interface TransportOptions {
  readonly userAgent: string;
  readonly onRequest?: (request: RequestResult) => void;
}

/**
 * Sends requests with the current credentials. Retries a request if renewed credentials or another connection may help.
 */
export class Transport {
  private readonly connections: Connections;

  constructor(
    undici: Undici,
    private readonly credentials: Credentials,
    private readonly options: TransportOptions,
  ) {
    this.connections = new Connections(undici);
  }

  /** @throws ConnectionError, KubeconfigError, or the error of the signal */
  async send(sending: Sending): Promise<Dispatcher.ResponseData> {
    const { method, signal, untimed = (wait) => wait() } = sending;
    const renew = (refused: Access) => untimed(() => this.credentials.renew(refused, signal));
    let isRenewed = false;
    let isResent = false;
    for (;;) {
      const access = await untimed(() => this.credentials.access(signal));
      const proxy = this.usableProxy();
      let response: Dispatcher.ResponseData;
      try {
        response = await this.dispatch(sending, access, proxy);
      } catch (error) {
        if (signal?.aborted) throw error;
        const problem = this.lost(error);
        if (problem.isTls && !isRenewed) {
          isRenewed = true;
          if (await renew(access)) continue;
        }
        // The server has just closed an idle connection. A GET is safe to repeat.
        if (method === 'GET' && !isResent && RESETS.has(problem.code)) {
          isResent = true;
          continue;
        }
        throw problem;
      }
      if (response.statusCode !== 401 || isRenewed) return response;
      isRenewed = true;
      if (!(await renew(access))) return response;
      await response.body.dump();
    }
  }

  /** Closes every connection, and aborts the requests on it. */
  close(): Promise<void> {
    return this.connections.close();
  }

  /** The setting that a proxy comes from; undefined without a proxy. */
  get proxySetting(): string | undefined {
    return this.proxy?.setting;
  }

  private get proxy(): ChosenProxy | undefined {
    const { server, cluster } = this.credentials.selected;
    return proxyFor(server, cluster['proxy-url'], process.env);
  }

  /** @throws KubeconfigError if the URL of the environment is no URL of a proxy */
  private usableProxy(): string | undefined {
    const { proxy } = this;
    const problem = proxy && proxyProblem(proxy.url);
    if (problem) throw new KubeconfigError(`${proxy.setting} ${problem}`);
    return proxy?.url;
  }

  private async dispatch(
    sending: Sending,
    access: Access,
    proxy: string | undefined,
  ): Promise<Dispatcher.ResponseData> {
    const { method, isWatch, path, headers, body, signal, headersTimeout, bodyTimeout } = sending;
    const { server } = this.credentials.selected;
    const { origin, host, pathname } = new URL(server);
    const { requests, watches } = this.connections.for(access.tls, proxy);
    const start = performance.now();
    const report = (code: string) =>
      this.options.onRequest?.({ method, code, host, seconds: (performance.now() - start) / 1000 });
    try {
      const response = await (isWatch ? watches : requests).request({
        origin,
        path: pathname.replace(/\/$/, '') + path,
        method: method as Dispatcher.HttpMethod,
        headers: {
          accept: 'application/json',
          'user-agent': this.options.userAgent,
          ...headers,
          ...access.headers,
        },
        body,
        signal,
        headersTimeout,
        bodyTimeout,
      });
      report(String(response.statusCode));
      return response;
    } catch (error) {
      report('<error>');
      throw error;
    }
  }

  private lost(error: unknown): ConnectionError {
    const { server, context } = this.credentials.selected;
    return connectionError(error, { server, context, proxySetting: this.proxySetting });
  }
}

/** Error codes if the peer has closed the connection. */
const RESETS = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
