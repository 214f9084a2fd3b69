import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** How the fake treats one request, in place of answering it. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string; readonly message?: string }
  /** The connection is reset before an answer. */
  | { readonly kind: 'reset' }
  /** The connection is reset in the middle of the answer. */
  | { readonly kind: 'half' }
  /** No answer, and none to come. */
  | { readonly kind: 'silence' }
  /** Nothing that an API server would say. */
  | { readonly kind: 'garbage' };

interface Stored {
  readonly metadata: { namespace: string; name: string; uid: string; resourceVersion: string; labels?: Labels };
  readonly data?: unknown;
}
type Labels = Record<string, string>;

interface Event {
  readonly revision: number;
  readonly before?: Stored;
  readonly now?: Stored;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

interface Watch {
  readonly response: ServerResponse;
  readonly matches: (object: Stored) => boolean;
}

/**
 * An API server for ConfigMaps, as far as lists, watches and plain writes go, over plain HTTP, which fails on demand. What
 * it does when it does not fail is held against a real one (reflector-suite.ts).
 */
export class FakeServer {
  static async start(): Promise<FakeServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakeServer(server);
  }

  readonly url: string;
  /** Those to come, taken first to last, one a request of the kind. The tests' own requests never fail. */
  readonly faults: { readonly on: 'list' | 'watch' | 'any'; readonly fault: Fault }[] = [];
  /** The tested requests as they came: `GET /api/v1/…?…`. */
  readonly requests: string[] = [];
  /** The header `authorization` of the last request. */
  authorization: string | undefined;

  private revision = 100;
  private uids = 0;
  private readonly objects = new Map<string, Stored>();
  private history: Event[] = [];
  private forgottenTo = 0;
  private readonly watches = new Set<Watch>();
  /** Lists that are being paged through, as they were when they began. */
  private readonly snapshots = new Map<string, { revision: number; rest: Stored[] }>();

  private constructor(private readonly server: Server) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => {
      this.serve(request, response).catch((error) => response.destroy(error));
    });
  }

  get openWatches(): number {
    return this.watches.size;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  /** Forgets how the objects came to be as they are, and the lists that are being paged through. */
  compact(): void {
    this.history = [];
    this.forgottenTo = this.revision;
    this.snapshots.clear();
  }

  /** Ends all watches in good order. */
  endWatches(): void {
    for (const { response } of this.take()) response.end();
  }

  /** Resets the connections of all watches, in the middle of a line. */
  cutWatches(): void {
    for (const { response } of this.take()) {
      response.write('{"type":"MODIFIED","obj');
      response.socket?.resetAndDestroy();
    }
  }

  /** Tells all watches how far they have come. */
  bookmark(): void {
    const object = { kind: 'ConfigMap', metadata: { resourceVersion: String(this.revision) } };
    for (const { response } of this.watches) response.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
  }

  /** Ends all watches with a line that says why. */
  failWatches(code: number, reason: string, message: string = reason): void {
    const line = JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code, reason, message } });
    for (const { response } of this.take()) response.end(`${line}\n`);
  }

  /**
   * Goes back to an earlier revision, as an etcd restored from a backup does. Watches are lost, and so is history.
   *
   * @returns the names there are now
   */
  restore(): string[] {
    for (const { before, now, revision } of this.history.splice(Math.floor(this.history.length / 2)).reverse()) {
      if (before) this.objects.set(keyOf(before), before);
      else if (now) this.objects.delete(keyOf(now));
      this.revision = revision - 1;
    }
    this.compact();
    for (const { response } of this.take()) response.socket?.resetAndDestroy();
    return [...this.objects.values()].map(({ metadata }) => metadata.name);
  }

  /** All watches; none of them is told anything from now on. */
  private take(): Watch[] {
    const taken = [...this.watches];
    this.watches.clear();
    return taken;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const isTested = request.headers['user-agent'] === 'fluxapp';
    if (isTested) this.requests.push(`${method} ${url}`);
    this.authorization = request.headers.authorization;
    const { pathname, searchParams } = new URL(url, this.url);
    const [, namespace = '', name] =
      /^\/api\/v1\/(?:namespaces\/([^/]+)\/)?configmaps(?:\/([^/]+))?$/.exec(pathname) ?? [];
    const isWatch = searchParams.get('watch') === 'true';
    const kind = method !== 'GET' || name ? undefined : isWatch ? 'watch' : 'list';
    const next = isTested ? this.faults.findIndex(({ on }) => on === 'any' || on === kind) : -1;
    const [failing] = next === -1 ? [] : this.faults.splice(next, 1);
    if (failing) {
      this.fail(failing.fault, response);
      return;
    }
    const matches = ({ metadata }: Stored) =>
      (namespace === '' || metadata.namespace === namespace) &&
      isSelected(metadata.labels, searchParams.get('labelSelector'));
    const body = method === 'POST' || method === 'PATCH' ? ((await json(request)) as Stored) : undefined;
    const given = () => {
      if (method === 'POST' && pathname === '/api/v1/namespaces') return reply(201, {});
      if (kind === 'watch') return this.watch(response, searchParams, matches);
      if (kind === 'list') return this.list(searchParams, matches);
      return this.write(method, namespace, name ?? body?.metadata.name, matches, body);
    };
    const whole = given();
    if (whole) answer(response, whole);
  }

  private fail(fault: Fault, response: ServerResponse): void {
    if (fault.kind === 'status') {
      if (fault.retryAfter) response.setHeader('retry-after', fault.retryAfter);
      const { status: code, message = `it is ${fault.status}` } = fault;
      answer(response, reply(code, { kind: 'Status', code, message }));
    } else if (fault.kind === 'reset') response.socket?.resetAndDestroy();
    else if (fault.kind === 'half') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
      response.write('{"items":[{"metada', () => response.socket?.resetAndDestroy());
    } else if (fault.kind === 'garbage') {
      response.setHeader('content-type', 'application/json');
      response.end('<html>Bad luck</html>\n');
    }
  }

  private list(query: URLSearchParams, matches: (object: Stored) => boolean): Reply {
    const token = query.get('continue');
    const started = token ? this.snapshots.get(token) : undefined;
    if (token && !started) return reply(410, { kind: 'Status', code: 410, reason: 'Expired', message: 'gone' });
    if (token) this.snapshots.delete(token);
    const { revision, rest } = started ?? {
      revision: this.revision,
      rest: [...this.objects.values()].filter(matches).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    };
    const limit = Number(query.get('limit') ?? Number.POSITIVE_INFINITY);
    const items = rest.slice(0, limit);
    const metadata: Record<string, string> = { resourceVersion: String(revision) };
    if (rest.length > limit) {
      metadata.continue = `next-${revision}-${this.uids++}`;
      this.snapshots.set(metadata.continue, { revision, rest: rest.slice(limit) });
    }
    return reply(200, { kind: 'ConfigMapList', metadata, items });
  }

  private watch(
    response: ServerResponse,
    query: URLSearchParams,
    matches: (object: Stored) => boolean,
  ): Reply | undefined {
    const from = Number(query.get('resourceVersion'));
    if (from < this.forgottenTo) {
      const status = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };
      // The real one says so in a line if it has already said 200.
      if (from % 2 === 0) return reply(410, status);
      response.setHeader('content-type', 'application/json');
      response.end(`${JSON.stringify({ type: 'ERROR', object: status })}\n`);
      return undefined;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    response.socket?.setNoDelay(true);
    const watch: Watch = { response, matches };
    this.watches.add(watch);
    response.on('close', () => this.watches.delete(watch));
    for (const event of this.history) if (event.revision > from) this.tell(watch, event);
    return undefined;
  }

  private write(
    method: string,
    namespace: string,
    name: string | undefined,
    matches: (object: Stored) => boolean,
    body?: Stored,
  ): Reply {
    if (method === 'DELETE' && !name) {
      for (const object of [...this.objects.values()].filter(matches)) this.store(object, undefined);
      return reply(200, {});
    }
    const before = this.objects.get(`${namespace}/${name}`);
    if (method === 'POST') {
      if (before) return reply(409, { kind: 'Status', code: 409, reason: 'AlreadyExists' });
      const { labels } = body?.metadata ?? {};
      const metadata = { namespace, name: String(name), uid: `uid-${this.uids++}`, resourceVersion: '', labels };
      return reply(201, this.store(undefined, { metadata, data: body?.data }));
    }
    if (!before) return reply(404, { kind: 'Status', code: 404, reason: 'NotFound', message: 'not found' });
    if (method === 'DELETE') this.store(before, undefined);
    const metadata = { ...before.metadata, ...body?.metadata };
    const changed = method === 'PATCH' ? this.store(before, { metadata, data: body?.data ?? before.data }) : before;
    return reply(200, changed);
  }

  /** Makes a change, and tells it to the watches. */
  private store(before: Stored | undefined, wanted: Stored | undefined): Stored {
    const revision = ++this.revision;
    const numbered = (object: Stored) => ({
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(revision) },
    });
    const now = wanted && numbered(wanted);
    if (now) this.objects.set(keyOf(now), now);
    else if (before) this.objects.delete(keyOf(before));
    const event = { revision, before, now };
    this.history.push(event);
    for (const watch of this.watches) this.tell(watch, event);
    return now ?? (before as Stored);
  }

  private tell({ response, matches }: Watch, { revision, before, now }: Event): void {
    const [was, is] = [before !== undefined && matches(before), now !== undefined && matches(now)];
    if (!was && !is) return;
    const type = !was ? 'ADDED' : !is ? 'DELETED' : 'MODIFIED';
    const state = (is ? now : before) as Stored;
    const object = { ...state, metadata: { ...state.metadata, resourceVersion: String(revision) } };
    const line = Buffer.from(`${JSON.stringify({ type, object })}\n`);
    // In two pieces, as a network may have it.
    const cut = revision % line.length;
    response.write(line.subarray(0, cut));
    response.write(line.subarray(cut));
  }
}

const keyOf = ({ metadata }: Stored) => `${metadata.namespace}/${metadata.name}`;

/** Only `a=b`. */
function isSelected(labels: Labels = {}, selector: string | null): boolean {
  const [key = '', value] = selector?.split('=') ?? [];
  return key === '' || labels[key] === value;
}

const reply = (status: number, body: unknown): Reply => ({ status, body });

function answer(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
