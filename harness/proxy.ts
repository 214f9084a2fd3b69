import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './ports';

/**
 * What a proxy does to the bytes of its connections:
 *
 * - pass: hands them on.
 * - swallow: takes them and hands none on, in either direction; connections stay open, and new ones are accepted. This is
 *   what a peer sees whose network has gone: nothing at all.
 * - refuse: takes no new connections; those there go on.
 */
export type ProxyMode = 'pass' | 'swallow' | 'refuse';

/** A TCP proxy on 127.0.0.1 in front of a server, which can simulate network failures. */
export class TcpProxy {
  /** Starts a proxy that passes everything on to the server at `target`, for example `https://127.0.0.1:20000`. */
  static async start(target: string): Promise<TcpProxy> {
    const { protocol, hostname, port } = new URL(target);
    const listener = createServer({ pauseOnConnect: true });
    listener.listen(await freePort(), '127.0.0.1');
    await once(listener, 'listening');
    const url = `${protocol}//127.0.0.1:${(listener.address() as AddressInfo).port}`;
    return new TcpProxy(url, listener, { host: hostname, port: Number(port) });
  }

  /** How many connections were accepted so far. */
  accepted = 0;

  private mode: ProxyMode = 'pass';
  private delayMs = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    /** Where it listens, with the target's protocol. */
    readonly url: string,
    private readonly listener: Server,
    private readonly target: { readonly host: string; readonly port: number },
  ) {
    listener.on('connection', (client) => this.join(client));
  }

  /** How many connections are open. */
  get open(): number {
    return this.sockets.size / 2;
  }

  /** Hands bytes on: those to come, not those that were swallowed, so a connection that lost some is cut. */
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

  /** Hands bytes on this many milliseconds after they came; 0 ends it. */
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
      // Timers of one length fire in the order they were set, so the bytes keep theirs.
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
