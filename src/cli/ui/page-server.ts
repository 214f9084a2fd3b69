import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constants, gzipSync } from 'node:zlib';
import { ExpectedError } from '../../diagnostics';
import { type PageFiles, pageJson } from '../page';
import { API, type Guarded, type InCluster, refusalOf } from './guard';
import { SECURITY_HEADERS } from './headers';

/** The handlers of paths below `/api/v1/`. */
export interface Api {
  /** Data for a GET, at a path and with a query; undefined if there is no such path. */
  get(path: string, query: URLSearchParams): Promise<unknown>;
  /** Handles a stream; returns false if there are too many. */
  stream(response: ServerResponse, since: number): boolean;
  /** Data for a POST; undefined if there is no such path. */
  post(path: string, body: unknown): Promise<unknown>;
}

/** An error response, with a message for people. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Data sent unchanged: a file, or text that a user has typed, which the replacement of characters would alter. */
export class Verbatim {
  constructor(readonly data: unknown) {}
}

/** The options of a server. */
export interface PageServerOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Who gets access: users with a token on this machine, or users who reach it in a cluster. */
  readonly audience: { readonly token: string } | InCluster;
  readonly files: PageFiles;
  readonly api: Api;
  /** Called with unexpected errors. */
  readonly failed: (cause: unknown) => void;
  /** How long a client may take to send a request, in milliseconds. @default 10000 */
  readonly patienceMs?: number;
}

/** The address that it listens on, except in a cluster: nothing outside of this machine can connect. */
const ADDRESS = '127.0.0.1';

/** An edit sends the whole file: up to 1 MiB, and more as JSON. */
const MOST_BODY_BYTES = 4 * 1024 * 1024;
/** In a cluster, where nothing is edited. */
const MOST_BODY_BYTES_IN_CLUSTER = 64 * 1024;
/** A body that is too long is read to its end, so that the connection can be used again, up to this number of bytes. */
const MOST_DISCARDED_BYTES = 16 * 1024 * 1024;

const TYPES = {
  'index.html': 'text/html; charset=utf-8',
  'app.js': 'text/javascript; charset=utf-8',
  'app.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const satisfies Record<keyof PageFiles, string>;

/** By path: a map, so that no path reaches anything else. Browsers ask for /favicon.ico by themselves. */
const FILES: ReadonlyMap<string, keyof PageFiles> = new Map([
  ['/', 'index.html'],
  ['/app.js', 'app.js'],
  ['/app.css', 'app.css'],
  ['/icon.svg', 'icon.svg'],
  ['/favicon.ico', 'icon.svg'],
]);

/** Serves the page, and its data to those who have the token. */
export class PageServer {
  /** @throws ExpectedError if it cannot listen on the port */
  static async start(options: PageServerOptions): Promise<PageServer> {
    const { port, audience, patienceMs = 10_000 } = options;
    // undefined: all addresses, including those of IPv6 if there are any
    const address = 'token' in audience ? ADDRESS : undefined;
    const server = createServer({
      headersTimeout: patienceMs,
      requestTimeout: patienceMs,
      connectionsCheckingInterval: Math.ceil(patienceMs / 4),
      maxHeaderSize: 16 * 1024,
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', ({ code }: NodeJS.ErrnoException) =>
        reject(new ExpectedError(`cannot listen on ${address ?? 'any address'}:${port}: ${code}`)),
      );
      server.listen({ port, host: address }, resolve);
    });
    return new PageServer(server, options);
  }

  readonly port: number;
  private readonly guarded: Guarded;

  private constructor(
    private readonly server: Server,
    private readonly options: PageServerOptions,
  ) {
    this.port = (server.address() as AddressInfo).port;
    this.guarded = { port: this.port, ...options.audience };
    server.on('request', (request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        if (error instanceof HttpError) answer(response, error.status, { message: error.message });
        else if (error instanceof ExpectedError) answer(response, 422, { message: error.message });
        else {
          this.options.failed(error);
          answer(response, 500, { message: 'fluxapp ui has failed: its terminal says why' });
        }
      });
    });
  }

  /** The URL of the page, without its token. */
  get url(): string {
    return `http://${ADDRESS}:${this.port}/`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const [path = '', search = ''] = url.split(/\?(.*)/s);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const refusal = refusalOf({ method, path, headers }, this.guarded);
    if (refusal) throw new HttpError(refusal.status, refusal.message);
    const isApi = path.startsWith(API);
    if (method === 'POST' && isApi) {
      const mostBytes = 'token' in this.guarded ? MOST_BODY_BYTES : MOST_BODY_BYTES_IN_CLUSTER;
      const body = await bodyOf(request, response, mostBytes);
      answer(response, 200, found(await this.options.api.post(path.slice(API.length), body)));
      return;
    }
    if (method !== 'GET' && method !== 'HEAD') throw new HttpError(405, `there is no ${method} of this path`);
    if (!isApi) {
      const name = found(FILES.get(path));
      response.writeHead(200, { 'content-type': TYPES[name] }).end(this.options.files[name]);
      return;
    }
    const query = new URLSearchParams(search);
    if (path === `${API}events`) {
      // it would take the place of a stream
      if (method === 'HEAD') throw new HttpError(405, 'there is no HEAD of this path');
      this.stream(response, Number(query.get('since') ?? Number.NaN));
    } else {
      const data = found(await this.options.api.get(path.slice(API.length), query));
      answer(response, 200, data, isGzipTaken(request));
    }
  }

  private stream(response: ServerResponse, since: number): void {
    response.setHeader('content-type', 'text/event-stream; charset=utf-8');
    response.setHeader('x-accel-buffering', 'no'); // proxies such as nginx would collect the events
    if (!this.options.api.stream(response, since))
      throw new HttpError(429, 'too many pages are open: close or hide another one');
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new HttpError(404, 'there is nothing at this path');
  return value;
}

function isGzipTaken({ headers }: IncomingMessage): boolean {
  return /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));
}

/** The minimum size to compress. */
const LEAST_GZIP_BYTES = 2048;

function answer(response: ServerResponse, status: number, data: unknown, gzip = false): void {
  const text = Buffer.from(data instanceof Verbatim ? JSON.stringify(data.data) : pageJson(data));
  const isGzipped = gzip && text.length >= LEAST_GZIP_BYTES;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    ...(isGzipped ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(isGzipped ? gzipSync(text, { level: constants.Z_BEST_SPEED }) : text);
}

async function bodyOf(request: IncomingMessage, response: ServerResponse, mostBytes: number): Promise<unknown> {
  if (request.headers['content-type'] !== 'application/json') {
    throw new HttpError(415, 'the body must be application/json');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  // the connection is still needed for the response
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size <= mostBytes) chunks.push(chunk);
    else chunks.length = 0;
    if (size > MOST_DISCARDED_BYTES) {
      response.setHeader('connection', 'close');
      break;
    }
  }
  if (size > mostBytes) throw new HttpError(413, `the body has more than ${mostBytes} bytes`);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new HttpError(400, 'the body is not JSON');
  }
}
