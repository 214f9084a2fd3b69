import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './ports';

/**
 * The treatment of the bytes of connections:
 *
 * - pass: forwards them.
 * - swallow: reads them and forwards none, in either direction; connections stay open, and new ones are accepted. For a
 *   peer, this looks like a network that has failed.
 * - refuse: accepts no new connections; existing ones continue.
 */
export type ProxyMode = 'pass' | 'swallow' | 'refuse';

/** A TCP proxy on 127.0.0.1 in front of a server, which can simulate network failures. */
export class TcpProxy {
  /** Starts a proxy that forwards everything to the server at `target`, for example `https://127.0.0.1:20000`. */
  static async start(target: string): Promise<TcpProxy> {
    const { protocol, hostname, port } = new URL(target);
    const listener = createServer({ pauseOnConnect: true });
    listener.listen(await freePort(), '127.0.0.1');
    await once(listener, 'listening');
    const url = `${protocol}//127.0.0.1:${(listener.address() as AddressInfo).port}`;
    return new TcpProxy(url, listener, { host: hostname, port: Number(port) });
  }

  /** The number of accepted connections so far. */
  accepted = 0;

  private mode: ProxyMode = 'pass';
  private delayMs = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    /** The URL where it listens, with the protocol of the target. */
    readonly url: string,
    private readonly listener: Server,
    private readonly target: { readonly host: string; readonly port: number },
  ) {
    listener.on('connection', (client) => this.join(client));
  }

  /** The number of open connections. */
  get open(): number {
    return this.sockets.size / 2;
  }

  /** Forwards bytes from now on. A connection that has lost bytes in the meantime is cut. */
  pass(): void {
    if (this.mode === 'swallow') this.cut();
    this.mode = 'pass';
  }

  swallow(): void {
    this.mode = 'swallow';
  }

  refuse(): void {
    this.mode = 'refuse';
  }

  /** Ends every connection with a reset. New ones are treated as before. */
  cut(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** Forwards bytes after this number of milliseconds; 0 ends the delay. */
  delay(ms: number): void {
    this.delayMs = ms;
  }

  async close(): Promise<void> {
    const closed = once(this.listener, 'close');
    this.listener.close();
    this.cut();
    await closed;
  }

  private join(client: Socket): void {
    this.accepted++;
    if (this.mode === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const server = connect(this.target);
    this.pipe(client, server);
    this.pipe(server, client);
    client.resume();
  }

  private pipe(from: Socket, to: Socket): void {
    this.sockets.add(from);
    const later = (action: () => void) => {
      const act = () => {
        if (this.mode !== 'swallow' && !to.destroyed) action();
      };
      // timers of equal duration fire in the order in which they were set, so the bytes keep their order
      if (this.delayMs > 0) setTimeout(act, this.delayMs);
      else act();
    };
    from.setNoDelay(true);
    from.on('data', (bytes) => later(() => to.write(bytes)));
    from.on('end', () => later(() => to.end()));
    from.on('error', () => {});
    from.on('close', () => {
      this.sockets.delete(from);
      later(() => to.destroy());
    });
  }
}
