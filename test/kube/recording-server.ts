import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';

const fixture = (name: string) => readFileSync(join(__dirname, 'fixtures', name), 'utf8');

/** Certificates for tests, PEM: `server` is for localhost, 127.0.0.1 and inside.example, `client` for user tester. */
export const pem = {
  ca: fixture('ca.crt'),
  server: { cert: fixture('server.crt'), key: fixture('server.key') },
  client: { cert: fixture('client.crt'), key: fixture('client.key') },
};

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The fields of a kubeconfig's cluster that make the server trusted. */
export const trusted = { 'certificate-authority-data': base64(pem.ca) };

/** One request as received by the server. */
export interface Recorded {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** CN of the client certificate. */
  readonly certificate: string | undefined;
  /** The server name of the TLS handshake; false if none was sent. */
  readonly servername: string | false | null;
}

/** A server that records requests. Over TLS, it requests a client certificate, but does not require one. */
export class RecordingServer {
  static async start(
    answer = (response: ServerResponse): void => void response.end('{}'),
    { isTls = true } = {},
  ): Promise<RecordingServer> {
    const { cert, key } = pem.server;
    const server = isTls
      ? createServer({ cert, key, ca: pem.ca, requestCert: true, rejectUnauthorized: false })
      : createHttpServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RecordingServer(server, answer, isTls);
  }

  /** The requests, the newest last. */
  readonly requests: Recorded[] = [];
  readonly port: number;
  /** The maximum number of concurrently open connections. */
  mostSockets = 0;

  private constructor(
    private readonly server: Server,
    answer: (response: ServerResponse) => void,
    private readonly isTls: boolean,
  ) {
    this.port = (server.address() as AddressInfo).port;
    server.on('request', async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const socket = request.socket as TLSSocket;
      this.requests.push({
        line: `${request.method} ${request.url}`,
        headers: request.headers,
        body,
        certificate: socket.getPeerCertificate?.()?.subject?.CN?.toString(),
        servername: socket.servername as string | false | null,
      });
      response.setHeader('content-type', 'application/json');
      answer(response);
    });
    let open = 0;
    server.on('secureConnection', (socket) => {
      this.mostSockets = Math.max(this.mostSockets, ++open);
      socket.on('close', () => open--);
    });
  }

  get url(): string {
    return `http${this.isTls ? 's' : ''}://127.0.0.1:${this.port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** A proxy for HTTP CONNECT and SOCKS5 that records its requests, and always connects to this machine. */
export class RecordingProxy {
  static async start(): Promise<RecordingProxy> {
    const proxy = new RecordingProxy();
    proxy.http.listen(0, '127.0.0.1');
    proxy.socks.listen(0, '127.0.0.1');
    await Promise.all([once(proxy.http, 'listening'), once(proxy.socks, 'listening')]);
    return proxy;
  }

  /** `CONNECT host:port`, with `by CREDENTIALS` if there were any, or `SOCKS5 host:port`. */
  readonly tunnels: string[] = [];
  private readonly http = createHttpServer();
  private readonly socks = createTcpServer((client) => void this.serveSocks(client));
  private readonly sockets = new Set<Socket>();

  private constructor() {
    this.http.on('connect', ({ url = '', headers }, client: Socket) => {
      const by = headers['proxy-authorization'];
      this.tunnels.push(`CONNECT ${url}${by ? ` by ${by}` : ''}`);
      this.tunnel(client, Number(url.split(':')[1]), 'HTTP/1.1 200 OK\r\n\r\n');
    });
  }

  get httpUrl(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  get socksUrl(): string {
    return `socks5://127.0.0.1:${(this.socks.address() as AddressInfo).port}`;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.http.close();
    this.socks.close();
  }

  /** RFC 1928, without authentication, for a name or an IPv4 address. */
  private async serveSocks(client: Socket): Promise<void> {
    client.on('error', () => {});
    await once(client, 'data');
    client.write(Buffer.from([5, 0]));
    const [request]: Buffer[] = await once(client, 'data');
    if (!request) return;
    const isName = request[3] === 3;
    const end = isName ? 5 + (request[4] ?? 0) : 8;
    const host = isName ? request.toString('latin1', 5, end) : [...request.subarray(4, 8)].join('.');
    const port = request.readUInt16BE(end);
    this.tunnels.push(`SOCKS5 ${host}:${port}`);
    this.tunnel(client, port, Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
  }

  private tunnel(client: Socket, port: number, greeting: string | Buffer): void {
    const target = connect(port, '127.0.0.1', () => client.write(greeting));
    for (const socket of [client, target]) {
      this.sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.sockets.delete(socket));
    }
    client.pipe(target).pipe(client);
  }
}
