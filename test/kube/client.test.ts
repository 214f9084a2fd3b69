import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeApiServer } from '../../harness/fake-api-server';
import { until } from '../../harness/wait';
import { ApiError, ConnectionError, KubeClient, type KubeClientOptions } from '../../src/kube';
import { KubeconfigFolder } from './kubeconfig-file';
import { base64, pem, RecordingServer, trusted } from './recording-server';

let folder: KubeconfigFolder;
let server: RecordingServer;
let url: string;
let client: KubeClient;
/** The responses to the next requests, in order; later requests get 200 and `{}`. */
let answers: { status?: number; headers?: Record<string, string>; body?: string; cut?: boolean }[];

beforeEach(async () => {
  folder = new KubeconfigFolder();
  answers = [];
  server = await RecordingServer.start((response) => {
    const { status = 200, headers = {}, body: text = '{}', cut = false } = answers.shift() ?? {};
    if (cut) response.socket?.destroy();
    else response.writeHead(status, headers).end(text);
  });
  url = server.url;
  client = await load();
});
afterEach(async () => {
  await client.close();
  server.close();
  folder.remove();
});

const load = (options: KubeClientOptions = {}, user: Record<string, unknown> = { token: 't' }, path = '') =>
  KubeClient.load({ kubeconfig: folder.write('config', url + path, user, trusted), ...options });

describe('a request', () => {
  test('carries the credentials, the query, the body and its type', async () => {
    await client.request('GET', '/api', { query: { a: 'x y', b: undefined }, headers: { accept: 'text/plain' } });
    await client.request('POST', '/api', { body: { ü: 1 } });
    await client.request('PATCH', '/api', { body: null });
    await client.request('PATCH', '/api', { body: [], contentType: 'application/json-patch+json' });
    expect(server.requests.map(({ line, body, headers }) => [line, headers['content-type'], body])).toEqual([
      ['GET /api?a=x+y', undefined, ''],
      ['POST /api', 'application/json', '{"ü":1}'],
      ['PATCH /api', 'application/merge-patch+json', 'null'],
      ['PATCH /api', 'application/json-patch+json', '[]'],
    ]);
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer t',
      'user-agent': 'fluxapp',
      accept: 'text/plain',
    });
  });

  test('goes below the path of the server', async () => {
    const below = await load({ userAgent: 'me' }, {}, '/k8s/clusters/c-1/');
    await below.request('GET', '/version');
    expect(server.requests[0]).toMatchObject({
      line: 'GET /k8s/clusters/c-1/version',
      headers: { 'user-agent': 'me' },
    });
    await below.close();
  });

  test('uses few connections for many requests', async () => {
    const hasty = await load();
    await Promise.all(Array.from({ length: 300 }, (_, i) => hasty.request('PATCH', `/a/${i}`, { body: {} })));
    expect(server.requests).toHaveLength(300);
    expect(server.mostSockets).toBeLessThanOrEqual(16);
    await hasty.close();
  });

  test('gives JSON, text, or nothing', async () => {
    answers = [{ body: '[1]' }, { body: 'ok', headers: { 'content-type': 'text/plain' } }, { body: '' }];
    expect(await client.request('GET', '/a')).toEqual([1]);
    expect(await client.request('GET', '/a')).toBe('ok');
    expect(await client.request('GET', '/a')).toBeUndefined();
  });

  const notOfApi = [
    ['a login page', { body: '<html>', headers: { 'content-type': 'text/html' } }],
    ['a text', { body: 'ok', headers: { 'content-type': 'text/plain' } }],
    ['an empty map', { body: '{}' }],
    ['a list', { body: '[{}]' }],
    ['nothing', { body: '' }],
  ] as const;
  test.for(notOfApi)('for an object, a list or discovery does not take %s for the answer', async ([, answer]) => {
    const requests = [
      ['GET', '/api/v1/namespaces/a'],
      ['GET', '/apis?x=y'],
      ['PATCH', '/apis/a/v1/b'],
      ['DELETE', '/apis/a/v1/b/c'],
    ] as const;
    for (const [method, path] of requests) {
      answers = [answer];
      await expect(client.request(method, path)).rejects.toThrow(
        `${url} sends something that no API server sends (EBADMSG): check that it is one, and that no proxy or login page answers for it`,
      );
    }
  });

  const page = '<html><head><title>404 Not Found</title></head><body>nginx</body></html>';
  const notFoundElsewhere = [
    ['an HTML page', { status: 404, body: page, headers: { 'content-type': 'text/html' } }],
    ['the JSON of a gateway', { status: 404, body: '{"type":"error","status":"404","code":"NotFound"}' }],
    ['a text', { status: 404, body: 'default backend - 404', headers: { 'content-type': 'text/plain' } }],
    ['nothing', { status: 404, body: '' }],
  ] as const;
  test.for(notFoundElsewhere)('a 404 of a proxy with %s does not mean that an object is absent', async ([, answer]) => {
    const path = '/apis/helm.toolkit.fluxcd.io/v2/namespaces/a/helmreleases/b';
    const stranger = `${url} sends something that no API server sends (EBADMSG): check that it is one, and that no proxy or login page answers for it`;
    for (const send of [
      () => client.request('GET', path),
      () => client.request('DELETE', path),
      () => client.watch(path, {}, { signal: new AbortController().signal }).next(),
    ]) {
      answers = [answer];
      await expect(send()).rejects.toEqual(new ConnectionError(stranger, 'EBADMSG'));
    }
  });

  test('a 404 of the API server means that an object or a path is absent', async () => {
    const gone = { kind: 'Status', reason: 'NotFound', message: 'pods "a" not found', code: 404 };
    answers = [
      { status: 404, body: JSON.stringify(gone) },
      { status: 404, body: '404 page not found\n', headers: { 'content-type': 'text/plain; charset=utf-8' } },
    ];
    const path = '/api/v1/namespaces/a/pods/a';
    const absent = { name: 'ApiError', status: 404, reason: 'NotFound' };
    await expect(client.request('DELETE', path)).rejects.toMatchObject({
      ...absent,
      message: 'pods "a" not found (404 NotFound)',
    });
    await expect(client.request('GET', path)).rejects.toMatchObject({
      ...absent,
      message: '404 page not found (404 NotFound)',
    });
  });

  test('is read again where the connection was closed, but is not written twice', async () => {
    answers = [{ cut: true }, {}, { cut: true }];
    expect(await client.request('GET', '/a')).toEqual({});
    await expect(client.request('POST', '/a')).rejects.toThrow(ConnectionError);
    expect(server.requests).toHaveLength(3);
  });

  test('ends with the signal, with its reason', async () => {
    const stopping = new AbortController();
    const hung = createServer(() => stopping.abort(new Error('enough'))).listen(0, '127.0.0.1');
    await once(hung, 'listening');
    const other = await KubeClient.load({
      kubeconfig: folder.write('hung', `http://127.0.0.1:${(hung.address() as AddressInfo).port}`),
    });
    await expect(other.request('GET', '/a', { signal: stopping.signal })).rejects.toThrow(/^enough$/);
    await expect(other.request('GET', '/a', { signal: stopping.signal })).rejects.toThrow(/^enough$/);
    await other.close();
    hung.closeAllConnections();
    hung.close();
  });

  test('for a watch ends with the header of an answer that no API server sends, also if its body never ends', async () => {
    let closed = false;
    const endless = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const timer = setInterval(() => response.write(': here\n'), 100);
      response.on('close', () => {
        clearInterval(timer);
        closed = true;
      });
    }).listen(0, '127.0.0.1');
    await once(endless, 'listening');
    const at = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`;
    const other = await KubeClient.load({ kubeconfig: folder.write('endless', at) });
    const events = other.watch('/api/v1/pods', {}, { signal: AbortSignal.timeout(20_000) });
    await expect(events.next()).rejects.toThrow(`${at} sends something that no API server sends (EBADMSG)`);
    await until('the connection is closed', () => closed);
    await other.close();
    endless.close();
  });

  test('is told to the metrics, once each', async () => {
    const told: string[] = [];
    const measured = await load({
      onRequest: ({ method, code, seconds }) => told.push(`${method} ${code} ${seconds > 0}`),
    });
    answers = [{}, { status: 409 }, { cut: true }];
    await measured.request('GET', '/a');
    await measured.request('PUT', '/a').catch(() => {});
    await measured.request('PUT', '/a').catch(() => {});
    expect(told).toEqual(['GET 200 true', 'PUT 409 true', 'PUT <error> true']);
    await measured.close();
  });
});

describe('what the server asks for', () => {
  test.for([429, 503])('after %d with Retry-After that request waits, and no other', async (status) => {
    answers = [{ status, headers: { 'retry-after': '1' }, body: 'Too many requests' }];
    const since = performance.now();
    const order: string[] = [];
    const waiting = client.request('GET', '/waits').then(() => order.push('waits'));
    await until('it was turned away', () => answers.length === 0);
    await client.request('GET', '/other').then(() => order.push('other'));
    await client.request('PUT', '/lease', { isUrgent: true }).then(() => order.push('urgent'));
    await waiting;
    expect(order).toEqual(['other', 'urgent', 'waits']);
    expect(performance.now() - since).toBeGreaterThan(999);
    expect(server.requests.map(({ line }) => line)).toEqual(['GET /waits', 'GET /other', 'PUT /lease', 'GET /waits']);
  });

  test.for([
    [{ 'retry-after': '2' }, {}, 2000],
    [{}, { details: { retryAfterSeconds: 3 } }, 3000],
    [{ 'retry-after': '86400' }, {}, 300_000],
    [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }, {}, 0],
    [{ 'retry-after': 'soon' }, {}, undefined],
    [{}, {}, undefined],
  ] as const)('%o, %o: %d ms', async ([headers, body, ms]) => {
    answers = [{ status: 500, headers, body: JSON.stringify(body) }];
    const error = await client.request('POST', '/a').then(
      () => expect.unreachable(),
      (problem) => problem,
    );
    expect(error).toBeInstanceOf(ApiError);
    expect(error.retryAfterMs).toBe(ms);
  });
});

describe('a request that is turned away', () => {
  const busy = (seconds: number, status = 429) => ({ status, headers: { 'retry-after': String(seconds) }, body: '' });
  const versioned = { metadata: { resourceVersion: '7' } };
  const apply = { contentType: 'application/apply-patch+yaml' };
  const repeated = [
    ['GET', {}],
    ['PATCH', { body: {}, ...apply }],
    ['PATCH', { body: versioned }],
    ['PUT', { body: versioned }],
    ['DELETE', { body: { preconditions: { uid: 'u' } } }],
  ] as const;
  const once = [
    ['POST', { body: {} }],
    ['PATCH', { body: {} }],
    ['PATCH', { body: [], contentType: 'application/json-patch+json' }],
    ['PUT', { body: { metadata: { resourceVersion: '' } } }],
    ['DELETE', {}],
    ['GET', { isUrgent: true }],
  ] as const;

  test.for(repeated)('%s %o is sent again', async ([method, options]) => {
    answers = [busy(0), busy(0, 503), busy(0, 500), { body: '"done"' }];
    expect(await client.request(method, '/a', options)).toBe('done');
    expect(new Set(server.requests.map(({ line, body }) => `${line} ${body}`)).size).toBe(1);
    expect(server.requests).toHaveLength(4);
  });

  test.for(once)('%s %o is not', async ([method, options]) => {
    answers = [busy(0)];
    await expect(client.request(method, '/a', options)).rejects.toMatchObject({ status: 429 });
    expect(server.requests).toHaveLength(1);
  });

  test('waits as long as the server asks, each by itself', async () => {
    answers = [busy(1), busy(1)];
    const since = performance.now();
    await Promise.all(['/a', '/b', '/c'].map((path) => client.request('GET', path)));
    expect(performance.now() - since).toBeGreaterThan(999);
    expect(server.requests).toHaveLength(5);
  });

  test('gives up after ten times, and where the time-out would end first', async () => {
    answers = Array.from({ length: 100 }, () => busy(0));
    await expect(client.request('GET', '/a')).rejects.toMatchObject({ status: 429 });
    expect(server.requests).toHaveLength(11);
    answers = [busy(30)];
    await expect(client.request('GET', '/a', { timeoutMs: 29_000 })).rejects.toMatchObject({
      status: 429,
      retryAfterMs: 30_000,
    });
    expect(server.requests).toHaveLength(12);
  });

  test('is not sent again where the server does not say when', async () => {
    answers = [{ status: 429, body: '' }];
    await expect(client.request('GET', '/a')).rejects.toMatchObject({ status: 429 });
    expect(server.requests).toHaveLength(1);
  });

  test('ends with the signal while it waits', async () => {
    answers = [busy(20)];
    const stopping = new AbortController();
    const waiting = client.request('GET', '/a', { signal: stopping.signal });
    await until('it was turned away', () => answers.length === 0);
    stopping.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow(/^enough$/);
  });
});

describe('errors', () => {
  test.for([
    [
      { status: 409, body: '{"reason":"Conflict","message":"a\\nb\\u001b[31m c"}' },
      'Conflict',
      'a b [31m c (409 Conflict)',
    ],
    [{ status: 404, body: '' }, 'NotFound', 'URL answers GET /a with 404 NotFound'],
    [{ status: 502, body: '<html>secret</html>' }, 'Unknown', 'URL answers GET /a with 502 Unknown'],
    [{ status: 302, body: '' }, 'Unknown', 'URL answers GET /a with 302 Unknown'],
    [{ status: 410, body: '{"reason":"Gone"}' }, 'Expired', 'URL answers GET /a with 410 Expired'],
    [
      { status: 403, body: '{"message":"admission webhook \\"a.b\\" denied the request: no"}' },
      'Forbidden',
      'admission webhook "a.b" denied the request: no (403 Forbidden)',
    ],
    ...[
      'admission webhook "vpol" denied the request: User "x" cannot create resource "helmreleases" outside of tenant',
      'admission webhook "vpol" denied the request: tenant user cannot exceed resource quota limits',
      'helmreleases "a" is forbidden: ValidatingAdmissionPolicy \'p\' with binding \'b\' denied request: User "x" cannot create resource "a"',
      'pods "a" is forbidden: a user cannot exceed resource quota',
      'pods "a" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
      'secrets "a" is forbidden: unable to create new content in namespace b because it is being terminated',
      'pods "a" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true',
    ].map(
      (said) =>
        [{ status: 403, body: JSON.stringify({ message: said }) }, 'Forbidden', `${said} (403 Forbidden)`] as const,
    ),
    ...['cannot list resource "pods" in API group ""', 'cannot get path "/metrics"'].map(
      (what) =>
        [
          { status: 403, body: JSON.stringify({ message: `forbidden: User "me" ${what}` }) },
          'Forbidden',
          `forbidden: User "me" ${what} (403): a Role or ClusterRole has to allow it`,
        ] as const,
    ),
    [{ status: 403, body: '' }, 'Forbidden', 'GET /a is forbidden (403): a Role or ClusterRole has to allow it'],
  ] as const)('%o', async ([answer, reason, message]) => {
    answers = [
      { headers: { 'content-type': answer.body.startsWith('{') ? 'application/json' : 'text/html' }, ...answer },
    ];
    const error = await client.request('GET', '/a').then(
      () => expect.unreachable(),
      (problem) => problem,
    );
    const isUnauthorized = message.endsWith('a Role or ClusterRole has to allow it');
    expect(error).toMatchObject({ name: 'ApiError', status: answer.status, reason, isUnauthorized });
    expect(error.message.replace(url, 'URL')).toBe(message);
  });

  test('a server that is not there: which, why, and what to look at', async () => {
    server.close();
    await expect(client.request('GET', '/a')).rejects.toThrow(
      `${url} cannot be reached (ECONNREFUSED): check that it runs and that context "test" names the right server`,
    );
  });
});

test('the time limit of a request does not include a plugin that logs in, at the start or again', async () => {
  // Each run takes longer than the limit, which is far more than the two requests need on a busy machine.
  const script = `sleep 4; echo x >> ${folder.path}/calls; printf '{"status":{"token":"%s"}}' $(wc -l < ${folder.path}/calls)`;
  const exec = {
    ...{ apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never' },
    ...{ command: 'sh', args: ['-c', script] },
  };
  const slow = await load({}, { exec });
  answers = [{ status: 401 }];
  expect(await slow.request('GET', '/a', { timeoutMs: 3_500 })).toEqual({});
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer 1', 'Bearer 2']);
  await slow.close();
});

describe('credentials that change on disk', () => {
  test('a token that is refused is looked up anew, once', async () => {
    folder.write('config', url, { token: 'new' }, trusted);
    answers = [{ status: 401 }];
    expect(await client.request('POST', '/a')).toEqual({});
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer t', 'Bearer new']);
    answers = [{ status: 401 }];
    await expect(client.request('POST', '/a')).rejects.toThrow(
      `${url} does not accept the credentials of user "tester" (401): log in again, or correct that user in the kubeconfig`,
    );
    // The credentials on disk are those that were rejected, so there is nothing else to try.
    expect(server.requests).toHaveLength(3);
  });
});

/** Starting a separate process takes long on a busy machine. */
const slowMs = 120_000;

/** Runs TypeScript in a separate process, which must end by itself. */
async function runAlone(code: string): Promise<string> {
  const tsx = join(__dirname, '../../node_modules/tsx/dist/cli.mjs');
  const options = { cwd: join(__dirname, '../..'), timeout: slowMs };
  const { stdout } = await promisify(execFile)(process.execPath, [tsx, '-e', code], options);
  return stdout.trim();
}

test(
  'a process ends by itself after close, with nothing left that holds it',
  async () => {
    const fake = await FakeApiServer.start();
    const file = folder.write('fake', fake.url);
    const code = `
    const { KubeClient, Reflector } = require('./src/kube');
    (async () => {
      const client = await KubeClient.load({ kubeconfig: ${JSON.stringify(file)} });
      const stopping = new AbortController();
      const synced = () => setTimeout(() => stopping.abort(), 50);
      const reflector = new Reflector({
        client, resource: { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap' },
        signal: stopping.signal, transform: (object) => object,
        handler: { changed() {}, unreadable() {}, synced },
      });
      await reflector.run();
      await client.close();
      console.log('closed');
    })();`;
    expect(await runAlone(code)).toBe('closed');
    await until('its connections are closed', () => fake.openWatches === 0);
    await fake.close();
  },
  slowMs,
);

/** The packages that a process has loaded, by import or require, after one request as a user of a kubeconfig. */
async function packagesOf(user: Record<string, unknown>, { missing = '' } = {}): Promise<string> {
  const file = folder.write('loads', url, user, trusted);
  return runAlone(`
    const imported = [];
    require('node:module').registerHooks({
      resolve(specifier, context, next) {
        if (specifier !== ${JSON.stringify(missing)}) return next(specifier, context);
        throw Object.assign(new Error('Cannot find package: ' + specifier), { code: 'ERR_MODULE_NOT_FOUND' });
      },
      load(file, context, next) {
        imported.push(file);
        return next(file, context);
      },
    });
    const packages = () => {
      const names = [...imported, ...Object.keys(require.cache)].flatMap((file) => file.split('/node_modules/')[1] ?? []);
      const owners = names.map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
      return [...new Set(owners)].filter((name) => name !== 'tsx' && name !== 'esbuild').sort().join(' ');
    };
    const { KubeClient } = require('./src/kube');
    const before = packages();
    (async () => {
      const client = await KubeClient.load({ kubeconfig: ${JSON.stringify(file)} });
      await client.request('GET', '/a');
      await client.close();
      console.log(before + ' | ' + packages());
    })().catch((error) => console.log(error.message));`);
}

describe('what a kubeconfig loads', { timeout: slowMs }, () => {
  const light = 'fastest-levenshtein yaml | fastest-levenshtein undici yaml';
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    interactiveMode: 'Never',
    command: 'printf',
    args: ['{"status":{"token":"from-plugin"}}'],
  };

  test.for([
    ['a token', { token: 't' }],
    ['a token file', { tokenFile: 'token' }],
    ['Basic auth', { username: 'u', password: 'p' }],
    [
      'a certificate',
      { 'client-certificate-data': base64(pem.client.cert), 'client-key-data': base64(pem.client.key) },
    ],
    ['impersonation', { token: 't', as: 'jane', 'as-groups': ['a'] }],
    ['nothing', {}],
  ] as const)('%s: no Kubernetes client, and undici for a server alone', async ([, user]) => {
    folder.file('token', 't');
    expect(await packagesOf(user)).toBe(light);
    expect(server.requests).toHaveLength(1);
  });

  test('an exec plugin: the Kubernetes client', async () => {
    expect(await packagesOf({ exec })).toMatch(/\| @kubernetes\/client-node /);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer from-plugin');
  });

  test.for([
    [{ exec }, 'plugin printf'],
    [{ 'auth-provider': { name: 'oidc', config: {} } }, 'auth-provider "oidc"'],
  ] as const)('%o without the Kubernetes client: what to install', async ([user, kind]) => {
    const missing = '@kubernetes/client-node';
    expect(await packagesOf(user, { missing })).toBe(
      `no credentials for user "tester": ${kind} needs the package ${missing}: install it, or use a token or a client certificate`,
    );
    expect(await packagesOf({ token: 't' }, { missing })).toBe(light);
  });

  test('without undici: what is missing', async () => {
    expect(await packagesOf({ token: 't' }, { missing: 'undici' })).toBe('Cannot find package: undici');
  });
});
