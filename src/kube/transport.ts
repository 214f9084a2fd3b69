import { createHash } from 'node:crypto';
import { Agent, type Dispatcher, ProxyAgent, Socks5ProxyAgent } from 'undici';
import type { Credentials } from './kubeconfig';

const CONNECT = { timeout: 10_000, keepAlive: true, keepAliveInitialDelay: 30_000 };

/**
 * Connections that are shared by all requests of one identity. The Kubernetes client makes a new agent, and so a new TLS
 * connection, for every request; 500 patches kept 500 connections open.
 */
export class Transport {
  private current?: { readonly identity: string; readonly dispatcher: Dispatcher };

  /** The connections for these credentials. Those of others before are closed once their requests have ended. */
  for({ dispatcher: wanted }: Credentials): Dispatcher {
    const identity = createHash('sha256').update(JSON.stringify(wanted)).digest('hex');
    if (this.current?.identity !== identity) {
      void this.current?.dispatcher.close();
      this.current = { identity, dispatcher: dispatcherOf(wanted) };
    }
    return (this.current as { dispatcher: Dispatcher }).dispatcher;
  }

  /** Cuts all connections. */
  async close(): Promise<void> {
    await this.current?.dispatcher.destroy();
  }
}

/** HTTP/1.1: a half-open HTTP/2 session is reused by one request after the other and hangs for ever. */
function dispatcherOf(wanted: Credentials['dispatcher']): Dispatcher {
  switch (wanted.type) {
    case 'none':
      return new Agent({ allowH2: false, connect: CONNECT });
    case 'agent':
      return new Agent({ allowH2: false, connect: { ...wanted.connect, ...CONNECT, allowH2: false } });
    case 'proxy':
      return new ProxyAgent({ uri: wanted.uri, requestTls: { ...wanted.requestTls }, allowH2: false });
    case 'socks':
      return new Socks5ProxyAgent(wanted.uri, { requestTls: { ...wanted.requestTls } });
  }
}
