import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const PATH = /^\/apis\/([^/]+)\/[^/]+(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?(\/status)?$/;
const REVIEW = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const OPENAPI = '/openapi/v3/apis/gitops.kubesphere.io/v1alpha1';
const SERVED = [
  'applications',
  'helmreleases',
  'kustomizations',
  'helmcharts',
  'helmrepositories',
  'gitrepositories',
  'ocirepositories',
  'buckets',
  'externalartifacts',
];

/**
 * As much of an API server as commands need: lists, watches in which nothing happens, and merge and JSON patches, over plain
 * HTTP. Admission, validation, and versions of objects are left out.
 */
export class ApiServer {
  static async start(objects: readonly object[]): Promise<ApiServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ApiServer(server, objects);
  }

  readonly url: string;
  private readonly writes: string[] = [];
  private readonly objects: Any[];

  private constructor(
    private readonly server: Server,
    objects: readonly object[],
  ) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.objects = [...objects];
    server.on('request', (request, response) => {
      this.serve(request, response).catch((error) => response.destroy(error));
    });
  }

  /** A kubeconfig of this server, for the namespace `apps`. */
  get kubeconfig(): string {
    return kubeconfigOf(this.url);
  }

  /** What was written since this was asked last, in an order of its own: several writes may be under way at once. */
  takeWrites(): string {
    return this.writes
      .splice(0)
      .sort()
      .map((line) => `${line}\n`)
      .join('');
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const [, group, namespace, plural = '', name] = PATH.exec(pathname) ?? [];
    const { method = 'GET' } = request;
    const body: Any = method === 'GET' ? undefined : await json(request);
    if (method !== 'GET') this.writes.push(`${method} ${request.url} ${JSON.stringify(body)}`);
    if (pathname === REVIEW) return reply(response, 201, { ...body, status: { userInfo: { username: 'admin' } } });
    if (pathname === OPENAPI) return reply(response, 200, openApi());
    if (!SERVED.includes(plural)) return reply(response, method === 'POST' ? 201 : 404, failure(404, 'NotFound'));
    const all = this.objects.filter(
      (object) =>
        `${object.kind.toLowerCase()}s`.replace('ys', 'ies') === plural &&
        object.apiVersion.split('/')[0] === group &&
        (namespace === undefined || object.metadata.namespace === namespace),
    );
    if (name !== undefined) {
      const found = all.find((object) => object.metadata.name === name);
      if (!found) return reply(response, 404, failure(404, 'NotFound'));
      if (method === 'GET') return reply(response, 200, found);
      const patched = Array.isArray(body) ? operated(found, body) : patch(found, body);
      if (!searchParams.has('dryRun')) this.objects[this.objects.indexOf(found)] = patched;
      return reply(response, 200, patched);
    }
    if (searchParams.get('watch')) {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      return;
    }
    const selector = searchParams.get('labelSelector') ?? '';
    const items = all.filter((object) => matches(object.metadata.labels ?? {}, selector));
    return reply(response, 200, { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '7' }, items });
  }
}

/** The kubeconfig of a server, for the namespace `apps`. */
export function kubeconfigOf(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'me', namespace: 'apps' } }],
    clusters: [{ name: 'here', cluster: { server } }],
    users: [{ name: 'me', user: {} }],
  });
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function failure(code: number, reason: string): object {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: 'not found' };
}

/** A schema of Applications that knows any field. */
function openApi(): object {
  const kind = { group: 'gitops.kubesphere.io', version: 'v1alpha1', kind: 'Application' };
  const schema = { 'x-kubernetes-group-version-kind': [kind], 'x-kubernetes-preserve-unknown-fields': true };
  return { components: { schemas: { Application: schema } } };
}

/** Label selectors as far as commands write them: `a=b`, `a in (b,c)`, `a`. */
function matches(labels: Record<string, string>, selector: string): boolean {
  if (selector === '') return true;
  const [, key = '', set, value] = /^([^ =]+)(?: in \((.*)\)|=(.*))?$/.exec(selector) ?? [];
  const label = labels[key];
  if (label === undefined) return false;
  return (set?.split(',') ?? (value === undefined ? [label] : [value])).includes(label);
}

/** A merge patch, applied. */
function patch(target: Any, change: Any): Any {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) return change;
  const result = typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete result[key];
    else result[key] = patch(result[key], value);
  }
  return result;
}

/** A JSON patch of adds, removals and replacements in maps, applied; what it tests is taken to be so. */
function operated(target: Any, operations: readonly Any[]): Any {
  const result = structuredClone(target);
  for (const { op, path, value } of operations) {
    const keys = path.slice(1).split('/');
    const last = keys.pop();
    const holder = keys.reduce((each: Any, key: string) => each[key], result);
    if (op === 'remove') delete holder[last];
    else if (op !== 'test') holder[last] = value;
  }
  return result;
}
