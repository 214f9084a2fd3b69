import type { Dispatcher } from 'undici';
import type { TlsOptions } from './access';

export type Undici = typeof import('undici');

/** The connections of one TLS identity. */
interface Pools {
  readonly tls: TlsOptions;
  readonly proxy: string | undefined;
  /** For requests other than watches: a few connections, which are reused. */
  readonly requests: Dispatcher;
  /** For watches, each of which occupies one connection. */
  readonly watches: Dispatcher;
}

/** The number of connections for requests; further concurrent requests wait for a free one. */
const REQUEST_CONNECTIONS = 16;
/** Lets the kernel detect that the machine of the peer is gone, but not that a peer is silent (see `watchIdleMs`). */
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelay: 15_000 };

/**
 * The connections to one server, one set for each TLS identity (CA, certificate, key): when credentials rotate on disk,
 * the next request opens new connections, and the old ones are closed as soon as their requests have ended.
 *
 * Uses HTTP/1.1 only: over HTTP/2, one half-open connection would block all requests forever.
 */
export class Connections {
  private current: Pools | undefined;
  private readonly closing = new Set<Dispatcher>();

  /** @param undici the package, which only commands that connect to a cluster load */
  constructor(private readonly undici: Undici) {}

  /** @param proxy URL of a proxy: http, https or socks5 */
  for(tls: TlsOptions, proxy: string | undefined): Pools {
    const { current, undici } = this;
    if (current && current.proxy === proxy && isSame(current.tls, tls)) return current;
    this.retire();
    const open = (connections?: number) => dispatcher(undici, tls, proxy, connections);
    this.current = { tls, proxy, requests: open(REQUEST_CONNECTIONS), watches: open() };
    return this.current;
  }

  /** Closes every connection, and aborts the requests on it. */
  async close(): Promise<void> {
    this.retire();
    await Promise.all([...this.closing].map((agent) => agent.destroy()));
  }

  private retire(): void {
    const { requests, watches } = this.current ?? {};
    this.current = undefined;
    for (const agent of [requests, watches]) {
      if (!agent) continue;
      this.closing.add(agent);
      agent.close().then(
        () => this.closing.delete(agent),
        () => this.closing.delete(agent),
      );
    }
  }
}

function isSame(one: TlsOptions, other: TlsOptions): boolean {
  const keys = ['ca', 'cert', 'key', 'rejectUnauthorized', 'servername'] as const;
  return one === other || keys.every((key) => one[key] === other[key]);
}

function dispatcher(
  { Agent, ProxyAgent, Socks5ProxyAgent }: Undici,
  tls: TlsOptions,
  proxy: string | undefined,
  connections: number | undefined,
): Dispatcher {
  const options = { allowH2: false, connections, keepAliveTimeout: 15_000 };
  if (!proxy) return new Agent({ ...options, connect: { ...tls, ...KEEP_ALIVE } });
  if (proxy.startsWith('socks5:')) return new Socks5ProxyAgent(proxy, { ...options, requestTls: tls });
  return new ProxyAgent({ ...options, uri: proxy, requestTls: { ...tls, ...KEEP_ALIVE } });
}
