import { createHash } from 'node:crypto';
import { Agent, type Dispatcher, ProxyAgent, Socks5ProxyAgent } from 'undici';
import type { TlsOptions } from './kubeconfig';

/** Connections under one TLS identity. */
export interface Connections {
  /** For requests that end; few connections, used again and again. */
  readonly requests: Dispatcher;
  /** For watches, each of which holds a connection as long as it lasts. */
  readonly watches: Dispatcher;
}

/** At once, for requests: what is more waits for one to be free. */
const requestConnections = 16;
/** A dead peer whose system is gone is found by the kernel; one that is merely silent is not (see `watchIdleMs`). */
const keepAlive = { keepAlive: true, keepAliveInitialDelay: 15_000 };

/**
 * The connections to one server. There is one set for each TLS identity (CA, certificate, key): when credentials rotate on
 * disk the next request gets new connections, and the old ones are closed as soon as what goes on in them has ended.
 *
 * HTTP/1.1 alone: over HTTP/2 one half-open connection holds up every request there is, and for ever.
 */
export class Agents {
  private current?: { readonly identity: string; readonly connections: Connections };
  private readonly closing = new Set<Dispatcher>();

  /** @param proxy URL of a proxy: http, https or socks5 */
  for(tls: TlsOptions, proxy: string | undefined): Connections {
    const identity = createHash('sha256')
      .update(JSON.stringify([tls, proxy]))
      .digest('base64');
    if (this.current?.identity !== identity) {
      this.retire();
      const open = (connections?: number) => dispatcher(tls, proxy, connections);
      this.current = { identity, connections: { requests: open(requestConnections), watches: open() } };
    }
    return this.current.connections;
  }

  /** Ends every connection, whatever goes on in it. */
  async close(): Promise<void> {
    this.retire();
    await Promise.all([...this.closing].map((agent) => agent.destroy()));
  }

  private retire(): void {
    const { requests, watches } = this.current?.connections ?? {};
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

function dispatcher(tls: TlsOptions, proxy: string | undefined, connections: number | undefined): Dispatcher {
  const options = { allowH2: false, connections, keepAliveTimeout: 15_000 };
  if (!proxy) return new Agent({ ...options, connect: { ...tls, ...keepAlive } });
  if (proxy.startsWith('socks'))
    return new Socks5ProxyAgent(proxy.replace(/^socks5?h?:/, 'socks5:'), { ...options, requestTls: tls });
  return new ProxyAgent({ ...options, uri: proxy, requestTls: { ...tls, ...keepAlive } });
}
