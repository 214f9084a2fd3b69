import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ExpectedError } from '../diagnostics';

/** The address and content of the server. */
export interface HealthServerOptions {
  /** `<host>:<port>`, or `:<port>` for all addresses. */
  readonly address: string;
  /** Returns the metrics in Prometheus' text format, and their content type. */
  readonly metrics: () => Promise<{ readonly text: string; readonly contentType: string }>;
  /** Returns why the process should be restarted; undefined if it is healthy. */
  readonly unhealthy: () => string | undefined;
  /** Returns why the process cannot do its work; undefined if it is ready. */
  readonly unready: () => string | undefined;
}

/** Serves /metrics, /healthz and /readyz. */
export class HealthServer {
  private constructor(private readonly server: Server) {}

  /** @throws ExpectedError if the address is invalid, or the server cannot listen on it */
  static async start({ address, metrics, unhealthy, unready }: HealthServerOptions): Promise<HealthServer> {
    const { host, port } = addressOf(address);
    const server = createServer((request, response) => {
      const answer = (status: number, text: string, type = 'text/plain; charset=utf-8') =>
        response.writeHead(status, { 'content-type': type }).end(text);
      const verdict = (problem: string | undefined) =>
        problem === undefined ? answer(200, 'ok\n') : answer(503, `${problem}\n`);
      switch (request.url?.split('?', 1)[0]) {
        case '/metrics':
          metrics().then(
            ({ text, contentType }) => answer(200, text, contentType),
            () => answer(500, 'the metrics cannot be collected\n'),
          );
          break;
        case '/healthz':
          verdict(unhealthy());
          break;
        case '/readyz':
          verdict(unready());
          break;
        default:
          answer(404, 'there are /metrics, /healthz and /readyz\n');
      }
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', ({ code }: NodeJS.ErrnoException) =>
        reject(new ExpectedError(`cannot listen on ${address}: ${code}`)),
      );
      server.listen(port, host, resolve);
    });
    return new HealthServer(server);
  }

  /** The port that it listens on. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function addressOf(address: string): { readonly host?: string; readonly port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(address);
  const port = Number(match?.[3]);
  if (!match || port > 65_535)
    throw new ExpectedError(`"${address}" is not an address: write <host>:<port>, such as 127.0.0.1:8080 or :8080`);
  return { host: match[1] ?? (match[2] || undefined), port };
}
