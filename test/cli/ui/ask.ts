import { type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A raw request, because `fetch` does not allow setting Host. */
export interface Ask {
  readonly method?: string;
  readonly path?: string;
  /** Headers instead of those that a browser would send; null omits a header. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: string;
}

/** The response. */
export interface Told {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a request to a server on 127.0.0.1 like a browser that shows its page. */
export async function ask(port: number, { method = 'GET', path = '/', headers = {}, body }: Ask): Promise<Told> {
  const all = { host: `127.0.0.1:${port}`, ...headers };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) as Record<string, string>;
  return await new Promise((resolve, reject) => {
    const asking = request({ port, host: '127.0.0.1', method, path, headers: sent, setHost: false });
    asking.on('error', reject);
    asking.on('response', (response) => {
      text(response).then(
        (told) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: told }),
        reject,
      );
    });
    asking.end(body);
  });
}
