import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { mapOf } from '../../src/json';
import { Failure, notFound } from './failure';
import { fail, type PlannedFault, takeFault } from './fault';
import { apiVersionOf, KINDS, type ServedKind } from './kinds';
import { type KubeObject, keyOf } from './object';
import { otherPath } from './other-paths';
import { type Route, routeOf } from './route';
import { matcher } from './selector';
import { type Change, type Listener, Store } from './store';
import { created, deleted, isGone, patched, updated, type Write } from './writes';

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/**
 * An API server over plain HTTP, in this process, which fails on demand: the kinds of {@link KINDS} with lists, pages,
 * selectors, watches, merge and JSON patches, server-side apply, managedFields, finalizers, the status subresource and
 * conflicts. It has no schemas, access control or garbage collection, and no admission except `admission`.
 *
 * One suite verifies that it responds like a real API server: test/kube/api-server-suite.ts.
 */
export class FakeApiServer {
  /** @param objects the initial objects, stored unchanged: with a resourceVersion of 100 or less, or none */
  static async start(objects: readonly object[] = []): Promise<FakeApiServer> {
    // closing an idle connection while the next request is under way would fail that request
    const server = createServer({ keepAliveTimeout: 0 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakeApiServer(server, objects as readonly KubeObject[]);
  }

  readonly url: string;
  /** The planned faults; a request takes the first one that applies. Only requests of the product fail. */
  readonly faults: PlannedFault[] = [];
  /** A mutating webhook for written objects. @default - objects are stored unchanged */
  admission?: (object: KubeObject) => KubeObject;
  /** The requests of the product, in order: `GET /api/v1/…?…`. */
  readonly requests: string[] = [];
  /** Its writing requests with their bodies: `PATCH /api/v1/… {…}`. */
  readonly writes: string[] = [];
  /** The header `authorization` of the last request. */
  authorization: string | undefined;

  private readonly store = new Store();
  /** Open watches, and the function that ends each. */
  private readonly watches = new Map<ServerResponse, { readonly kind: ServedKind; readonly stop: () => void }>();

  private constructor(
    private readonly server: Server,
    objects: readonly KubeObject[],
  ) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (const object of objects) {
      const kind = KINDS.find((each) => each.kind === object.kind && apiVersionOf(each) === object.apiVersion);
      if (!kind) throw new Error(`${object.apiVersion} ${object.kind} is not one of the KINDS of the fake API server`);
      this.store.seed(kind, object);
    }
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

  /** Removes the history of the objects, and the snapshots of paged lists. */
  compact(): void {
    this.store.compact();
  }

  /** Ends all watches regularly. */
  endWatches(): void {
    for (const response of this.takeWatches()) response.end();
  }

  /** Resets the connections of all watches, in the middle of a line. */
  cutWatches(): void {
    for (const response of this.takeWatches()) {
      response.write('{"type":"MODIFIED","obj');
      response.socket?.resetAndDestroy();
    }
  }

  /** Sends a bookmark with the current revision to all watches. */
  bookmark(): void {
    for (const [response, { kind }] of this.watches) {
      const object = { kind: kind.kind, metadata: { resourceVersion: String(this.store.revision) } };
      response.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
    }
  }

  /** Ends all watches with an ERROR event. */
  failWatches(code: number, reason: string, message: string = reason): void {
    const line = JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code, reason, message } });
    for (const response of this.takeWatches()) response.end(`${line}\n`);
  }

  /** Returns to an earlier revision, like an etcd that was restored from a backup. Watches and history are lost. */
  restore(): void {
    this.store.restore();
    for (const response of this.takeWatches()) response.socket?.resetAndDestroy();
  }

  /** All watches, which receive no more events. */
  private takeWatches(): ServerResponse[] {
    const taken = [...this.watches.keys()];
    for (const { stop } of this.watches.values()) stop();
    this.watches.clear();
    return taken;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const route = routeOf(request);
    const isTested = headers['user-agent']?.startsWith('fluxapp') === true;
    this.authorization = headers.authorization;
    if (isTested) this.requests.push(`${method} ${url}`);
    const fault = isTested ? takeFault(this.faults, route.verb, url) : undefined;
    if (fault) return fail(fault, response);
    const body = await text(request);
    if (isTested && method !== 'GET') this.writes.push(`${method} ${url} ${body}`);
    try {
      const reply = this.handle(route, request, body === '' ? undefined : JSON.parse(body), response);
      if (reply) answer(response, reply);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      answer(response, { status: error.code, body: error.status });
    }
  }

  /** @returns undefined if the response continues */
  private handle(route: Route, request: IncomingMessage, body: unknown, response: ServerResponse): Reply | undefined {
    const { verb, kind, namespace, name = '' } = route;
    if (!kind) return otherPath(request.method ?? 'GET', route.pathname, body);
    if (verb === 'list') return { status: 200, body: this.list(kind, route) };
    if (verb === 'watch') return this.watch(kind, route, response);
    const before = this.store.get(kind, namespace, verb === 'create' ? nameIn(body) : name);
    if (verb === 'deletecollection') {
      for (const object of this.store.all(kind, selected(route))) this.store.put(kind, object, undefined);
      return { status: 200, body: { kind: 'Status', apiVersion: 'v1', status: 'Success' } };
    }
    if (verb !== 'create' && verb !== 'patch' && verb !== 'update') {
      if (!before) throw notFound(kind, name);
      if (verb === 'get') return { status: 200, body: before };
      const going = deleted(kind, body, before);
      if (going === before) return { status: 200, body: before };
      const stored = this.store.put(kind, before, going);
      if (going !== undefined) return { status: 200, body: stored };
      return { status: 200, body: { kind: 'Status', apiVersion: 'v1', status: 'Success' } };
    }
    const change = { create: created, patch: patched, update: updated }[verb];
    const written = change(writeOf(route, kind, request, body), before);
    const now = written === before ? written : (this.admission?.(written) ?? written);
    const isDry = route.query.get('dryRun') === 'All';
    if (now === before || isDry) return { status: before ? 200 : 201, body: now };
    return { status: before ? 200 : 201, body: this.store.put(kind, before, isGone(before, now) ? undefined : now) };
  }

  private list(kind: ServedKind, route: Route): object {
    const { query } = route;
    const limit = Number(query.get('limit') || Number.POSITIVE_INFINITY);
    const { revision, items, token, remaining } = this.store.page(
      kind,
      selected(route),
      limit,
      query.get('continue') || undefined,
    );
    const metadata = {
      resourceVersion: String(revision),
      ...(token === undefined ? {} : { continue: token }),
      ...(token === undefined || query.has('labelSelector') || query.has('fieldSelector')
        ? {}
        : { remainingItemCount: remaining }),
    };
    // in a list of a built-in kind, only the list has a kind
    const shown = kind.isCustom ? items : items.map(({ apiVersion: _, kind: __, ...rest }) => rest);
    return { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata, items: shown };
  }

  private watch(kind: ServedKind, route: Route, response: ServerResponse): Reply | undefined {
    const given = route.query.get('resourceVersion') ?? '';
    const matches = selected(route);
    const tell = (change: Change) => this.write(response, change);
    const pending: Change[] = [];
    let isOpen = false;
    const listener = { kind, matches, tell: (change: Change) => void (isOpen ? tell(change) : pending.push(change)) };
    const isFromNow = given === '' || given === '0';
    if (isFromNow) pending.push(...this.store.all(kind, matches).map((object) => ({ type: 'ADDED' as const, object })));
    const stop = this.listen(listener, isFromNow ? this.store.revision : Number(given), response);
    if (!stop) return undefined;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    response.socket?.setNoDelay(true);
    isOpen = true;
    for (const change of pending) tell(change);
    this.watches.set(response, { kind, stop });
    response.on('close', () => {
      stop();
      this.watches.delete(response);
    });
    return undefined;
  }

  /** @returns undefined if it was rejected in an event: a real API server may have responded with 200 by then */
  private listen(listener: Listener, from: number, response: ServerResponse): (() => void) | undefined {
    try {
      return this.store.listen(listener, from);
    } catch (error) {
      if (!(error instanceof Failure) || from % 2 === 0) throw error;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`${JSON.stringify({ type: 'ERROR', object: error.status })}\n`);
      return undefined;
    }
  }

  private write(response: ServerResponse, change: Change): void {
    const line = Buffer.from(`${JSON.stringify(change)}\n`);
    // in two pieces, as can happen in a network
    const cut = Number(change.object.metadata.resourceVersion) % line.length;
    response.write(line.subarray(0, cut));
    response.write(line.subarray(cut));
  }
}

function writeOf(route: Route, kind: ServedKind, { headers }: IncomingMessage, body: unknown): Write {
  const { namespace, name, subresource, query } = route;
  return {
    ...{ kind, namespace, body },
    name: name ?? nameIn(body),
    subresource: subresource === 'status' ? subresource : undefined,
    contentType: headers['content-type']?.split(';', 1)[0] ?? 'application/json',
    manager: query.get('fieldManager') ?? headers['user-agent']?.split('/', 1)[0] ?? 'unknown',
    isForced: query.get('force') === 'true',
  };
}

const nameIn = (body: unknown) => String(mapOf(mapOf(body).metadata).name ?? '');

/** Whether an object matches the namespace and the selectors of a list or watch. */
function selected({ namespace, query }: Route): (object: KubeObject) => boolean {
  const matches = matcher(query);
  return (object) => (namespace === '' || keyOf(object).startsWith(`${namespace}/`)) && matches(object);
}

function answer(response: ServerResponse, { status, body }: Reply): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json' });
  response.end(isText ? body : JSON.stringify(body));
}
