import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** A response of the server. */
export interface ServerAnswer {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** The responses of a server by path; 404 for other paths. */
export type Routes = Readonly<
  Record<string, ServerAnswer | ((request: IncomingMessage, body: string) => ServerAnswer)>
>;

/** Serves HTTP on 127.0.0.1 until the test ends. @returns `127.0.0.1:PORT` */
export async function serve(routesOf: (host: string) => Routes): Promise<string> {
  let routes: Routes = {};
  const server = createServer(async (request, response) => {
    const found = routes[request.url ?? ''];
    const answer = typeof found === 'function' ? found(request, await text(request)) : (found ?? { status: 404 });
    const { status = 200, headers, body } = answer;
    response.writeHead(status, headers).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  routes = routesOf(host);
  return host;
}
