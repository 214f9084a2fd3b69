/** Charts that need credentials: those of Helm and Docker, and the servers to which they are sent. */
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fixtureFiles } from '../charts/fixtures';
import { packaged } from '../charts/tar';
import { type Routes, serve } from './chart-server';
import { folderOf } from './run';

const web = packaged('web', fixtureFiles('web'));
const digest = `sha256:${createHash('sha256').update(web).digest('hex')}`;
const SECRET = 'pa:ss word';
const basic = (name = 'me', password = SECRET) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
const auth = (name = 'me', password = SECRET) => Buffer.from(`${name}:${password}`).toString('base64');

beforeEach(() => {
  const { path } = folderOf({});
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) vi.stubEnv(name, '');
  vi.stubEnv('HELM_CONFIG_HOME', path);
  vi.stubEnv('DOCKER_CONFIG', path);
  vi.stubEnv('HELM_REGISTRY_CONFIG', '');
  vi.stubEnv('HELM_REPOSITORY_CONFIG', '');
  return () => vi.unstubAllEnvs();
});

/**
 * Imports a chart. `HOST` is replaced with the server in the reference and in configuration files, and replaces it in
 * the output.
 */
async function importWith(
  routes: (host: string) => Routes,
  reference: string,
  files: Readonly<Record<string, string>> = {},
) {
  const host = await serve(routes);
  const named = Object.entries(files).map(([path, text]) => [path, text.replaceAll('HOST', host)] as const);
  const folder = folderOf(Object.fromEntries(named));
  vi.stubEnv('HELM_CONFIG_HOME', join(folder.path, 'helm'));
  vi.stubEnv('DOCKER_CONFIG', join(folder.path, 'docker'));
  for (const [path] of named) if (path.startsWith('bin/')) chmodSync(join(folder.path, path), 0o755);
  vi.stubEnv('PATH', `${join(folder.path, 'bin')}${delimiter}${process.env.PATH}`);
  const args = ['import', 'chart', reference.replaceAll('HOST', host), '--out', './imports'];
  const { code, stderr } = await folder.fluxapp(args);
  expect(stderr).not.toContain(SECRET);
  const module = () => readFileSync(join(folder.path, 'imports/web.ts'), 'utf8');
  if (code === 0) expect(module()).not.toContain(SECRET);
  return { code, stderr: stderr.replaceAll(host, 'HOST'), module };
}

const manifest = JSON.stringify({
  layers: [{ mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', digest }],
});

/** A registry that requires this header, and otherwise sends a challenge. */
const registry = (wanted: string, challenge: string): Routes => {
  const guarded = (body: string | Uint8Array) => (request: IncomingMessage) =>
    request.headers.authorization === wanted ? { body } : { status: 401, headers: { 'www-authenticate': challenge } };
  return {
    '/v2/charts/web/manifests/1.4.0': guarded(manifest),
    [`/v2/charts/web/blobs/${digest}`]: guarded(web),
  };
};

const BASIC = 'Basic realm="charts"';
const chart = 'oci://HOST/charts/web@1.4.0';
const done = { code: 0, stderr: '' };
const refused = (status = '401 Unauthorized') => ({
  code: 1,
  stderr: `error: oci://HOST/charts/web: the server answers ${status}: it does not exist, or needs other credentials: run helm registry login HOST\n`,
});

const helper = (script: string) => `#!/bin/sh\nread host\n${script}\n`;
const printing = (answer: Readonly<Record<string, string>>) =>
  helper(`[ "$1 $host" = "get HOST" ] && echo '${JSON.stringify(answer)}'`);
const notFound = helper('echo "credentials not found in native keychain"; exit 1');

describe('a registry with Basic authentication gets', () => {
  const opening: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'what helm registry login has left': {
      'helm/registry/config.json': JSON.stringify({ auths: { HOST: { auth: auth() } } }),
      'docker/config.json': JSON.stringify({ auths: { HOST: { auth: auth('other', 'x') } } }),
    },
    'what docker login has left': { 'docker/config.json': JSON.stringify({ auths: { HOST: { auth: auth() } } }) },
    'what stands there under a URL': {
      'docker/config.json': JSON.stringify({ auths: { 'http://HOST/v1/': { auth: auth() } } }),
    },
    'a name and a password in plain text': {
      'docker/config.json': JSON.stringify({ auths: { HOST: { username: 'me', password: SECRET } } }),
    },
    'what a helper for this registry gives': {
      'docker/config.json': JSON.stringify({ credsStore: 'none', credHelpers: { HOST: 'test' } }),
      'bin/docker-credential-test': printing({ Username: 'me', Secret: SECRET }),
    },
    'what a helper for all registries gives': {
      'docker/config.json': JSON.stringify({ credsStore: 'test', auths: { HOST: {} } }),
      'bin/docker-credential-test': printing({ Username: 'me', Secret: SECRET }),
    },
    'what stands in the file where the helper has nothing': {
      'helm/registry/config.json': JSON.stringify({ credsStore: 'test' }),
      'docker/config.json': JSON.stringify({ auths: { HOST: { auth: auth() } } }),
      'bin/docker-credential-test': notFound,
    },
  };
  test.each(Object.entries(opening))('%s', async (_, files) => {
    const { code, stderr } = await importWith(() => registry(basic(), BASIC), chart, files);
    expect({ code, stderr }).toEqual(done);
  });

  const closed: Readonly<Record<string, readonly [files: Record<string, string>, message: string]>> = {
    'a file that is no JSON': [
      { 'docker/config.json': '{' },
      'docker/config.json: is not JSON, so that it gives no credentials',
    ],
    'an auth that is none': [
      { 'docker/config.json': JSON.stringify({ auths: { HOST: { auth: 'bWU=' } } }) },
      'docker/config.json: auth of "HOST" must be NAME:PASSWORD in base64',
    ],
    'a helper that is not there': [
      { 'docker/config.json': JSON.stringify({ credsStore: 'absent' }) },
      'docker/config.json: the credential helper docker-credential-absent is not in PATH',
    ],
    'a helper that fails': [
      {
        'docker/config.json': JSON.stringify({ credsStore: 'test' }),
        'bin/docker-credential-test': helper(`echo '${SECRET}'; echo '${SECRET}' >&2; exit 3`),
      },
      'docker/config.json: the credential helper docker-credential-test failed for HOST (3)',
    ],
    'a helper that prints something else': [
      {
        'docker/config.json': JSON.stringify({ credsStore: 'test' }),
        'bin/docker-credential-test': helper(`echo '${SECRET}'`),
      },
      'docker/config.json: the credential helper docker-credential-test gives no Username and Secret',
    ],
    'a helper whose name is a path': [
      { 'docker/config.json': JSON.stringify({ credHelpers: { HOST: '../test' } }) },
      'docker/config.json: "../test" is not the name of a credential helper',
    ],
  };
  test.each(Object.entries(closed))('nothing where there is %s', async (_, [files, message]) => {
    const { code, stderr } = await importWith(() => registry(basic(), BASIC), chart, files);
    expect({ code, stderr }).toEqual({ code: 1, stderr: `error: ./${message}\n` });
  });

  test('what it names next to another challenge', async () => {
    const files = { 'docker/config.json': JSON.stringify({ auths: { HOST: { auth: auth() } } }) };
    const challenge = 'Negotiate, basic realm="Bearer of charts"';
    const { code, stderr } = await importWith(() => registry(basic(), challenge), chart, files);
    expect({ code, stderr }).toEqual(done);
  });

  test('nothing that it does not take', async () => {
    const files = { 'docker/config.json': JSON.stringify({ auths: { HOST: { auth: auth('other') } } }) };
    const { code, stderr } = await importWith(() => registry(basic(), BASIC), chart, files);
    expect({ code, stderr }).toEqual(refused());
  });
});

describe('where a registry names a place for tokens', () => {
  const challenge = (host: string) =>
    `Bearer realm="http://${host}/token?a=b",service="charts",scope="repository:charts/web:pull"`;
  const query = '/token?a=b&service=charts&scope=repository%3Acharts%2Fweb%3Apull';

  test('that gets the name and the password', async () => {
    const seen: unknown[] = [];
    const routes = (host: string): Routes => ({
      ...registry('Bearer abc', challenge(host)),
      [query]: ({ headers }) => {
        seen.push(headers.authorization);
        return { body: '{ "access_token": "abc" }' };
      },
    });
    const files = { 'docker/config.json': JSON.stringify({ auths: { HOST: { auth: auth() } } }) };
    const { code, stderr } = await importWith(routes, chart, files);
    expect({ code, stderr, seen }).toEqual({ ...done, seen: [basic()] });
  });

  test.each([
    ['the file', { 'docker/config.json': JSON.stringify({ auths: { HOST: { identitytoken: SECRET } } }) }],
    [
      'a helper',
      {
        'docker/config.json': JSON.stringify({ credsStore: 'test' }),
        'bin/docker-credential-test': printing({ Username: '<token>', Secret: SECRET }),
      },
    ],
  ])('that gets the identity token of %s', async (_, files) => {
    const seen: string[] = [];
    const routes = (host: string): Routes => ({
      ...registry('Bearer abc', challenge(host)),
      '/token?a=b': ({ method, headers }, body) => {
        seen.push(`${method} ${headers['content-type']} ${body}`);
        return { body: '{ "access_token": "abc" }' };
      },
    });
    const { code, stderr } = await importWith(routes, chart, files);
    const form =
      'grant_type=refresh_token&refresh_token=pa%3Ass+word&client_id=fluxapp&service=charts&scope=repository%3Acharts%2Fweb%3Apull';
    expect({ code, stderr, seen }).toEqual({
      ...done,
      seen: [`POST application/x-www-form-urlencoded;charset=UTF-8 ${form}`],
    });
  });

  test.each([
    ['refuses', { status: 403 }, refused('403 Forbidden')],
    ['gives none', { body: '{}' }, { code: 1, stderr: 'error: oci://HOST/charts/web: http://HOST gives no token\n' }],
  ])('fails where that %s', async (_, answer, outcome) => {
    const routes = (host: string): Routes => ({ ...registry('Bearer abc', challenge(host)), [query]: answer });
    const { code, stderr } = await importWith(routes, chart);
    expect({ code, stderr }).toEqual(outcome);
  });

  const other = 'Basic realm="Gitea Container Registry, Bearer realm=\\"x\\"",charset="UTF-8"';
  test.each([
    ['in front of', (bearer: string) => `${bearer},${other}`],
    ['behind', (bearer: string) => `${other}, ${bearer}`],
    [
      'without quotes in front of',
      (bearer: string) => `${bearer.replaceAll('"', '').replace('Bearer', 'bearer')}, ${other}`,
    ],
  ])('it may do so %s another challenge', async (_, challengeOf) => {
    const routes = (host: string): Routes => ({
      ...registry('Bearer abc', challengeOf(challenge(host))),
      [query]: { body: '{ "token": "abc" }' },
    });
    const { code, stderr } = await importWith(routes, chart);
    expect({ code, stderr }).toEqual(done);
  });

  test('a token that cannot be sent is not shown', async () => {
    const routes = (host: string): Routes => ({
      ...registry('Bearer abc', `Bearer realm="http://${host}/token"`),
      '/token': { body: JSON.stringify({ token: `${SECRET}\nx` }) },
    });
    const { code, stderr } = await importWith(routes, chart);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'error: http://HOST/v2/charts/web/manifests/1.4.0: cannot be reached\n',
    });
  });

  test('credentials in its URL are not shown', async () => {
    const routes = (host: string) => registry('Bearer abc', `Bearer realm="http://bob:${SECRET}@${host}/token"`);
    const { code, stderr } = await importWith(routes, chart);
    const message = 'http://HOST: a URL that contains credentials is not read';
    expect({ code, stderr }).toEqual({ code: 1, stderr: `error: ${message}\n` });
  });

  test('storage that the registry redirects to gets nothing, whatever it names', async () => {
    const seen: unknown[] = [];
    const storage = await serve((host) => ({
      '/blob': { status: 401, headers: { 'www-authenticate': `Bearer realm="http://${host}/token"` } },
      '/token': ({ headers }) => {
        seen.push(headers.authorization);
        return { body: '{ "token": "abc" }' };
      },
    }));
    const routes = (): Routes => ({
      ...registry(basic(), BASIC),
      [`/v2/charts/web/blobs/${digest}`]: { status: 307, headers: { location: `http://${storage}/blob` } },
    });
    const files = { 'docker/config.json': JSON.stringify({ auths: { HOST: { auth: auth() } } }) };
    const { code, stderr } = await importWith(routes, chart, files);
    expect({ code, stderr, seen }).toEqual({ ...refused(), seen: [] });
  });
});

test('a manifest has the digest that the registry says', async () => {
  const headers = { 'docker-content-digest': digest };
  const routes = (): Routes => ({ '/v2/charts/web/manifests/1.4.0': { headers, body: manifest } });
  const { code, stderr } = await importWith(routes, chart);
  const own = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `error: oci://HOST/charts/web: has another digest than the registry says: it is ${own}, not ${digest}\n`,
  });
});

describe('a repository', () => {
  const index = (url: string) => `entries:\n  web:\n  - version: 1.4.0\n    urls: ['${url}']\n`;
  const repositories = (more = '') =>
    `repositories:\n- name: mine\n  url: http://HOST/charts/\n  username: me\n  password: '${SECRET}'\n${more}`;
  const guarded = (answer: { readonly body: string | Uint8Array }) => (request: IncomingMessage) =>
    request.headers.authorization === basic() ? answer : { status: 401 };

  test('gets what helm repo add has left', async () => {
    const routes = (): Routes => ({
      '/charts/index.yaml': guarded({ body: index('web.tgz') }),
      '/charts/web.tgz': guarded({ body: web }),
    });
    const { code, stderr } = await importWith(routes, 'http://HOST/charts/web@1.4.0', {
      'helm/repositories.yaml': repositories(),
    });
    expect({ code, stderr }).toEqual(done);
  });

  test.each([
    ['does not', '', [undefined]],
    ['does with pass_credentials_all', '  pass_credentials_all: true\n', [basic()]],
  ])('another host with its archives %s', async (_, more, expected) => {
    const seen: (string | undefined)[] = [];
    const storage = await serve(() => ({
      '/web.tgz': ({ headers }) => {
        seen.push(headers.authorization);
        return { body: web };
      },
    }));
    const routes = (): Routes => ({ '/charts/index.yaml': guarded({ body: index(`http://${storage}/web.tgz`) }) });
    const { code, stderr } = await importWith(routes, 'http://HOST/charts/web@1.4.0', {
      'helm/repositories.yaml': repositories(more),
    });
    expect({ code, stderr, seen }).toEqual({ ...done, seen: expected });
  });

  const link = (host: string) => `http://bob:hunter2@${host}/x.tgz?sig=${encodeURIComponent(SECRET)}`;
  const faults: Readonly<Record<string, readonly [routes: (host: string) => Routes, message: string]>> = {
    'an index that contains one': [
      (host) => ({ '/charts/index.yaml': { body: index(link(host)) } }),
      'http://HOST: a URL that contains credentials is not read',
    ],
    'a redirect to one': [
      (host) => ({ '/charts/index.yaml': { status: 302, headers: { location: link(host) } } }),
      'http://HOST/charts/index.yaml: is redirected to a URL of http://HOST that contains credentials',
    ],
    'an index with one that cannot be parsed': [
      () => ({ '/charts/index.yaml': { body: index('http://bob:hunter2@example.com:99999/x.tgz') } }),
      'http://HOST/charts/index.yaml: the URL of web 1.4.0 is not valid',
    ],
  };
  test.each(Object.entries(faults))('does not show the password of a URL: %s', async (_, [routes, message]) => {
    const { code, stderr } = await importWith(routes, 'http://HOST/charts/web@1.4.0');
    expect({ code, stderr }).toEqual({ code: 1, stderr: `error: ${message}\n` });
  });

  const signed = `/web.tgz?sig=${encodeURIComponent(SECRET)}`;
  const answers: Readonly<Record<string, readonly [answer: Routes[string], message: string]>> = {
    'is missing': [{ status: 404 }, 'the server answers 404 Not Found'],
    'is not an archive': [{ body: 'x' }, 'is not a gzip archive'],
    'has another digest': [
      { body: web },
      `has another digest than the index says: it is ${digest.slice('sha256:'.length)}, not ${'f'.repeat(64)}`,
    ],
    'redirects in a circle': [{ status: 302, headers: { location: signed } }, 'is redirected more than 10 times'],
  };
  test.each(Object.entries(answers))(
    'does not show the query of a signed URL that %s',
    async (_, [answer, message]) => {
      const text = `${index(signed)}    digest: ${'f'.repeat(64)}\n`;
      const routes = (): Routes => ({ '/charts/index.yaml': { body: text }, [signed]: answer });
      const { code, stderr } = await importWith(routes, 'http://HOST/charts/web@1.4.0');
      expect({ code, stderr }).toEqual({ code: 1, stderr: `error: http://HOST/web.tgz: ${message}\n` });
    },
  );

  test('another repository gets nothing', async () => {
    const routes = (): Routes => ({ '/other/index.yaml': guarded({ body: index('web.tgz') }) });
    const files = { 'helm/repositories.yaml': repositories() };
    const { code, stderr } = await importWith(routes, 'http://HOST/other/web@1.4.0', files);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'error: http://HOST/other/index.yaml: the server answers 401 Unauthorized\n',
    });
  });

  test('a redirect to another host loses them', async () => {
    const seen: (string | undefined)[] = [];
    const storage = await serve(() => ({
      '/index.yaml': ({ headers }) => {
        seen.push(headers.authorization);
        return { body: index('http://HOST/none.tgz') };
      },
    }));
    const routes = (): Routes => ({
      '/charts/index.yaml': { status: 302, headers: { location: `http://${storage}/index.yaml` } },
    });
    await importWith(routes, 'http://HOST/charts/web@1.4.0', { 'helm/repositories.yaml': repositories() });
    expect(seen).toEqual([undefined]);
  });

  test('that redirects in a circle is refused', async () => {
    const routes = (): Routes => ({ '/charts/index.yaml': { status: 302, headers: { location: 'index.yaml' } } });
    const { code, stderr } = await importWith(routes, 'http://HOST/charts/web@1.4.0');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'error: http://HOST/charts/index.yaml: is redirected more than 10 times\n',
    });
  });
});

describe('a proxy', () => {
  const routes = (seen: (string | undefined)[]): Routes => ({
    'http://charts.example.com/index.yaml': ({ headers }) => {
      seen.push(headers['proxy-authorization'] as string | undefined);
      return { body: 'entries:\n  web:\n  - version: 1.4.0\n    urls: [web.tgz]\n' };
    },
    'http://charts.example.com/web.tgz': { body: web },
  });

  test('of the environment is used', async () => {
    const seen: (string | undefined)[] = [];
    const proxy = await serve(() => routes(seen));
    vi.stubEnv('http_proxy', `http://me:${encodeURIComponent(SECRET)}@${proxy}`);
    const { code, stderr } = await importWith(() => ({}), 'http://charts.example.com/web@1.4.0');
    expect({ code, stderr, seen }).toEqual({ ...done, seen: [basic()] });
  });

  test('that cannot be reached is named without its password', async () => {
    vi.stubEnv('HTTP_PROXY', `http://me:${encodeURIComponent(SECRET)}@127.0.0.1:2`);
    const { code, stderr } = await importWith(() => ({}), 'http://charts.example.com/web@1.4.0');
    const message =
      'http://charts.example.com/index.yaml: cannot be reached by the proxy 127.0.0.1:2 of HTTP_PROXY (ECONNREFUSED)';
    expect({ code, stderr }).toEqual({ code: 1, stderr: `error: ${message}\n` });
  });

  test.each([
    ['http://me:sec%ret@127.0.0.1:2', 'has a wrong escape in its user or password: write % as %25'],
    ['ftp://me:secret@127.0.0.1:2', 'is not a proxy URL: http://…, https://… or socks5://… is needed'],
  ])('with a wrong URL is named by its setting, without its URL: %s', async (url, problem) => {
    vi.stubEnv('HTTP_PROXY', url);
    const { code, stderr } = await importWith(() => ({}), 'http://charts.example.com/web@1.4.0');
    const message = `http://charts.example.com/index.yaml: cannot be reached: HTTP_PROXY ${problem}`;
    expect({ code, stderr }).toEqual({ code: 1, stderr: `error: ${message}\n` });
  });

  test.each(['socks', 'socks5', 'socks5h'])('can be one of %s', async (protocol) => {
    vi.stubEnv('HTTP_PROXY', `${protocol}://127.0.0.1:2`);
    const { code, stderr } = await importWith(() => ({}), 'http://charts.example.com/web@1.4.0');
    const message =
      'http://charts.example.com/index.yaml: cannot be reached by the proxy 127.0.0.1:2 of HTTP_PROXY (ECONNREFUSED)';
    expect({ code, stderr }).toEqual({ code: 1, stderr: `error: ${message}\n` });
  });

  test('is not used for what NO_PROXY names', async () => {
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:2');
    vi.stubEnv('NO_PROXY', '.invalid');
    const { code, stderr } = await importWith(() => ({}), 'http://charts.invalid/web@1.4.0');
    const message = 'http://charts.invalid/index.yaml: cannot be reached (ENOTFOUND)';
    expect({ code, stderr: stderr.replace('EAI_AGAIN', 'ENOTFOUND') }).toEqual({
      code: 1,
      stderr: `error: ${message}\n`,
    });
  });
});
