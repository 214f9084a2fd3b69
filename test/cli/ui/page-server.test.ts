import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, onTestFinished, test, vi } from 'vitest';
import { refusalOf } from '../../../src/cli/ui/guard';
import { type Api, HttpError, PageServer, type PageServerOptions } from '../../../src/cli/ui/page-server';
import { ExpectedError } from '../../../src/diagnostics';
import { type Ask, ask, type Told } from './ask';

const TOKEN = 'the-token-of-this-start';
const FILES = { 'index.html': '<!doctype html>', 'app.js': 'app()', 'app.css': 'a{}', 'icon.svg': '<svg/>' };

const api: Api = {
  get: async (path, query) =>
    path === 'overview' ? { overview: query.get('n') ?? 'x'.repeat(3000) } : path === 'small' ? {} : undefined,
  stream(response, since) {
    if (since === 429) return false;
    response.writeHead(200).end(`since ${since}`);
    return true;
  },
  async post(path, body) {
    if (path === 'expected') throw new ExpectedError('the API server does not answer');
    if (path === 'refused') throw new HttpError(403, 'no');
    if (path === 'bug') throw new Error('a secret detail');
    return path === 'echo' ? { body } : undefined;
  },
};

async function start(options: Partial<PageServerOptions> = {}) {
  const failures: unknown[] = [];
  const failed = (cause: unknown) => failures.push(cause);
  const server = await PageServer.start({ port: 0, audience: { token: TOKEN }, files: FILES, api, failed, ...options });
  onTestFinished(() => server.close());
  const { port } = server;
  const bearer = { authorization: `Bearer ${TOKEN}` };
  return {
    ...{ port, server, failures },
    ask: (what: Ask) => ask(port, what),
    data: (path: string, headers: Ask['headers'] = {}) =>
      ask(port, { path: `/api/v1/${path}`, headers: { ...bearer, ...headers } }),
    post: (path: string, body: string, headers: Ask['headers'] = {}) =>
      ask(port, {
        ...{ method: 'POST', path: `/api/v1/${path}`, body },
        headers: { ...bearer, 'content-type': 'application/json', ...headers },
      }),
  };
}

const messageOf = ({ status, body }: Told) => [status, JSON.parse(body).message];

test('serves the page without a token, and nothing else', async () => {
  const server = await start();
  for (const [path, body, type] of [
    ['/', '<!doctype html>', 'text/html; charset=utf-8'],
    ['/?q=1', '<!doctype html>', 'text/html; charset=utf-8'],
    ['/app.js', 'app()', 'text/javascript; charset=utf-8'],
    ['/app.css', 'a{}', 'text/css; charset=utf-8'],
    ['/icon.svg', '<svg/>', 'image/svg+xml'],
    ['/favicon.ico', '<svg/>', 'image/svg+xml'],
  ] as const) {
    const told = await server.ask({ path });
    expect([path, told.status, told.body, told.headers['content-type']]).toEqual([path, 200, body, type]);
  }
  expect(await server.ask({ path: '/', method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
});

const NO_TOKEN = [401, 'open the address that fluxapp ui has printed, with its token'];

test.each([
  ['none', {}],
  ['another one', { authorization: 'Bearer another' }],
  ['a shorter one', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
  ['a longer one', { authorization: `Bearer ${TOKEN}x` }],
  ['an empty one', { authorization: 'Bearer ' }],
  ['another scheme', { authorization: `Basic ${TOKEN}` }],
  ['the bare token', { authorization: TOKEN }],
  ['in a cookie', { cookie: `token=${TOKEN}` }],
] as const)('data need the token; %s is refused', async (_, headers) => {
  const { ask } = await start();
  for (const path of ['overview', 'applications/a/b', 'events?since=0', 'nothing', `overview?token=${TOKEN}`]) {
    expect(messageOf(await ask({ path: `/api/v1/${path}`, headers }))).toEqual(NO_TOKEN);
  }
  const post = { method: 'POST', path: '/api/v1/echo', body: '{}' };
  expect(messageOf(await ask({ ...post, headers: { ...headers, 'content-type': 'application/json' } }))).toEqual(
    NO_TOKEN,
  );
});

test('with the token there are data, compressed where that is worth it and taken', async () => {
  const { data } = await start();
  expect(JSON.parse((await data('overview?n=1')).body)).toEqual({ overview: '1' });
  expect((await data('small', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBeUndefined();
  expect((await data('overview')).headers['content-encoding']).toBeUndefined();
  expect((await data('overview', { 'accept-encoding': 'gzip, br' })).headers['content-encoding']).toBe('gzip');
  const events = await data('events?since=7');
  expect(events.body).toBe('since 7');
  expect(events.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
});

test('HEAD takes no place of a stream', async () => {
  const { ask } = await start();
  const head = (path: string) =>
    ask({ method: 'HEAD', path: `/api/v1/${path}`, headers: { authorization: `Bearer ${TOKEN}` } });
  expect(await head('overview')).toMatchObject({ status: 200, body: '' });
  expect(await head('events?since=7')).toMatchObject({ status: 405, body: '' });
});

test.each([
  ['no Host', { host: null }],
  ['another name', { host: 'evil.test' }],
  ['another name and the port', { host: 'evil.test:PORT' }],
  ['no port', { host: '127.0.0.1' }],
  ['another port', { host: '127.0.0.1:1' }],
  ['a trailing dot', { host: 'localhost.:PORT' }],
  ['another address of this machine', { host: '127.0.0.2:PORT' }],
  ['a name that ends in its own', { host: 'evil-localhost:PORT' }],
] as const)('another Host than its own is misdirected: %s', async (_, { host }) => {
  const { port, ask } = await start();
  const headers = { host: host?.replace('PORT', String(port)) ?? null };
  // Node itself answers 400 if there is no Host
  const expected = host === null ? 400 : 421;
  for (const path of ['/', '/app.js', '/api/v1/overview']) expect((await ask({ path, headers })).status).toBe(expected);
});

test.each(['localhost', '[::1]'])('%s is a Host of its own', async (name) => {
  const { port, ask } = await start();
  expect((await ask({ headers: { host: `${name}:${port}` } })).status).toBe(200);
});

test('on port 80 browsers omit the port', () => {
  const statusOf = (port: number, headers: Record<string, string>) =>
    refusalOf({ method: 'GET', path: '/', headers }, { port, token: TOKEN })?.status;
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '127.0.0.1:80', 'localhost:80']) {
    expect([host, statusOf(80, { host }), statusOf(8080, { host })]).toEqual([host, undefined, 421]);
    expect(statusOf(80, { host, origin: `http://${host}` })).toBeUndefined();
  }
  for (const host of ['evil.test', 'evil.test:80', 'localhost:8080', 'localhost.'])
    expect(statusOf(80, { host })).toBe(421);
  expect(statusOf(80, { host: 'localhost', origin: 'http://127.0.0.1' })).toBe(403);
});

test.each([
  ['https://evil.test', {}],
  ['null', {}],
  ['http://127.0.0.1:1', {}],
  ['https://127.0.0.1:PORT', {}],
  [undefined, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }],
  [undefined, { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
] as const)('a page of another origin is refused, with the token too: %s %j', async (given, fetched) => {
  const { port, ask, data, post } = await start();
  const origin = given?.replace('PORT', String(port));
  const headers = { ...fetched, ...(origin === undefined ? {} : { origin }) };
  const told = [await ask({ headers }), await data('overview', headers), await post('echo', '{}', headers)];
  expect(told.map(({ status }) => status)).toEqual([403, 403, 403]);
  for (const { headers: own } of told)
    expect(Object.keys(own).filter((name) => /^access-control/.test(name))).toEqual([]);
});

test('its own origin is answered, and a link of another page to it', async () => {
  const { port, ask, post } = await start();
  const origin = `http://127.0.0.1:${port}`;
  expect((await post('echo', '{"a":1}', { origin, 'sec-fetch-site': 'same-origin' })).body).toBe('{"body":{"a":1}}');
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  expect((await ask({ headers: link })).status).toBe(200);
  expect((await ask({ path: '/app.js', headers: link })).status).toBe(403);
  expect((await ask({ method: 'POST', headers: link })).status).toBe(403);
});

test('a preflight is not answered, and no answer lets another origin in', async () => {
  const { ask } = await start();
  const preflight = await ask({
    method: 'OPTIONS',
    path: '/api/v1/echo',
    headers: { authorization: `Bearer ${TOKEN}`, 'access-control-request-method': 'POST' },
  });
  expect(preflight.status).toBe(405);
  expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test.each([
  '/index.html',
  '/../package.json',
  '/%2e%2e/package.json',
  '/app.js/',
  '/__proto__',
  '/constructor',
  '//evil.test/',
  '/api/v1/',
  '/api/v1/__proto__',
  '/api/v1/applications/%ZZ/b',
  '/api',
])('there is nothing at %s', async (path) => {
  const { ask } = await start();
  expect(messageOf(await ask({ path, headers: { authorization: `Bearer ${TOKEN}` } }))).toEqual([
    404,
    'there is nothing at this path',
  ]);
});

test('every answer carries the policy, refusals too', async () => {
  const { ask, data, post } = await start();
  const answers = [
    await ask({}),
    await ask({ path: '/nothing' }),
    await ask({ path: '/api/v1/overview' }),
    await ask({ headers: { host: 'evil.test' } }),
    await ask({ headers: { origin: 'https://evil.test' } }),
    await ask({ method: 'DELETE' }),
    await data('overview'),
    await data('events?since=0'),
    await data('events?since=429'),
    await post('echo', '{'),
    await post('bug', '{}'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 401, 421, 403, 405, 200, 200, 429, 400, 500]);
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
        "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  }
});

test.each([
  ['no JSON', '{', {}, [400, 'the body is not JSON']],
  ['text', '{}', { 'content-type': 'text/plain' }, [415, 'the body must be application/json']],
  [
    'a form',
    'a=1',
    { 'content-type': 'application/x-www-form-urlencoded' },
    [415, 'the body must be application/json'],
  ],
  ['4 MiB and a byte', ' '.repeat(4 * 1024 * 1024 + 1), {}, [413, 'the body has more than 4194304 bytes']],
  ['much more', ' '.repeat(16 * 1024 * 1024), {}, [413, 'the body has more than 4194304 bytes']],
] as const)('a body that is %s is refused', async (_, body, headers, expected) => {
  const { post } = await start();
  expect(messageOf(await post('echo', body, headers))).toEqual(expected);
});

test.each([64 * 1024 + 1, 1024 * 1024])('in a cluster a body of %i bytes is refused', async (bytes) => {
  const { post } = await start({ audience: { allowedHosts: [] } });
  expect(messageOf(await post('echo', ' '.repeat(bytes)))).toEqual([413, 'the body has more than 65536 bytes']);
});

test('the connection is used again after a body that is too long', async () => {
  const { port } = await start();
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const head = `Host: 127.0.0.1:${port}\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/json\r\n`;
  let told = '';
  socket.on('data', (chunk) => {
    told += chunk;
  });
  const post = (body: string) => `POST /api/v1/echo HTTP/1.1\r\n${head}Content-Length: ${body.length}\r\n\r\n${body}`;
  socket.write(post(' '.repeat(4 * 1024 * 1024 + 1)));
  socket.write(post('{"next":1}'));
  await vi.waitUntil(() => told.includes('{"body":{"next":1}}'), { timeout: 20_000 });
  expect(told.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
});

test('the connection ends after a body without an end', async () => {
  const { port } = await start();
  const socket = connect(port, '127.0.0.1');
  const head = `Host: 127.0.0.1:${port}\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/json\r\n`;
  socket.write(`POST /api/v1/echo HTTP/1.1\r\n${head}Content-Length: ${1024 ** 3}\r\n\r\n`);
  socket.write(' '.repeat(16 * 1024 * 1024 + 1));
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 413 [\s\S]*\r\nconnection: close\r\n/i);
  await once(socket, 'close');
});

test('errors that people can act on are answered; a bug is not, and its terminal hears of it', async () => {
  const { post, failures } = await start();
  expect(messageOf(await post('expected', '{}'))).toEqual([422, 'the API server does not answer']);
  expect(messageOf(await post('refused', '{}'))).toEqual([403, 'no']);
  expect(messageOf(await post('nothing', '{}'))).toEqual([404, 'there is nothing at this path']);
  expect(failures).toEqual([]);
  expect(messageOf(await post('bug', '{}'))).toEqual([500, 'fluxapp ui has failed: its terminal says why']);
  expect(failures).toEqual([new Error('a secret detail')]);
});

test('what is hidden in a text, or turns it round, becomes a sign that one sees', async () => {
  const { post } = await start();
  const message = 'two\nlines \u202egpj.exe \u0007 \u200b<img onerror=alert(1)>';
  const { body } = await post('echo', JSON.stringify({ message }));
  expect(JSON.parse(body)).toEqual({
    body: { message: 'two\nlines \ufffdgpj.exe \ufffd \ufffd<img onerror=alert(1)>' },
  });
});

test('a request that does not come to its end is cut off', async () => {
  const { port } = await start({ patienceMs: 200 });
  const socket = connect(port, '127.0.0.1');
  socket.write(`POST /api/v1/echo HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 100\r\n`);
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 408 /);
  await once(socket, 'close');
});

test('listens on 127.0.0.1 and on no other address of this machine', async () => {
  const { port, server } = await start();
  expect(server.url).toBe(`http://127.0.0.1:${port}/`);
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ address, family }) => family === 'IPv4' && address !== '127.0.0.1')
    .map(({ address }) => address);
  for (const address of ['127.0.0.2', ...others]) {
    const socket = connect(port, address);
    const [error] = await once(socket, 'error');
    expect((error as NodeJS.ErrnoException).code).toBe('ECONNREFUSED');
  }
});

test('says so where the port is taken', async () => {
  const { port } = await start();
  const options = { audience: { token: TOKEN }, files: FILES, api, failed: () => {} };
  await expect(PageServer.start({ ...options, port })).rejects.toThrow(
    new ExpectedError(`cannot listen on 127.0.0.1:${port}: EADDRINUSE`),
  );
});
