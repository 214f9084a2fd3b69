import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { describeWithApiServer } from '../../harness/suite';
import { KubeClient } from '../../src/kube';
import { KubeconfigFolder } from '../kube/kubeconfig-file';
import { base64, pem, type Recorded, RecordingProxy, RecordingServer, trusted } from '../kube/recording-server';

/*
 * With the same kubeconfig, kubectl and this client send one request each to a server that records both. The requests
 * must be equal in everything that identifies client and server, or both must fail before the server receives one.
 */

type Fields = Record<string, unknown>;
interface Case {
  readonly user?: Fields;
  /** Merged with a cluster that trusts the server. */
  readonly cluster?: Fields;
  readonly server?: string;
  /** A complete kubeconfig instead; `URL` is replaced with the address of the server. */
  readonly text?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The outcome of both; by default, both send a request. */
  readonly result?: 'refused';
}

const none = { 'certificate-authority-data': undefined };
const cert = { 'client-certificate': 'client.crt', 'client-key': 'client.key' };
const certData = { 'client-certificate-data': base64(pem.client.cert), 'client-key-data': base64(pem.client.key) };
const v1 = { apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never' };
const plugin = { ...v1, command: './plugin', env: [{ name: 'TOKEN', value: 'from-plugin' }] };
const elsewhere = { HTTPS_PROXY: 'PROXY', HTTP_PROXY: 'PROXY' };
const refused = 'refused';

const cases: Readonly<Record<string, Case>> = {
  token: { user: { token: 't' } },
  'token file': { user: { tokenFile: 'token' } },
  'token file before token': { user: { token: 't', tokenFile: 'token' } },
  'token for a missing token file': { user: { token: 't', tokenFile: 'missing' } },
  'missing token file': { user: { tokenFile: 'missing' }, result: refused },
  'empty token file': { user: { tokenFile: 'empty' }, result: refused },
  'Basic auth': { user: { username: 'ü', password: 'p:p' } },
  'user without a password': { user: { username: 'u' } },
  'password and token': { user: { password: 'p', token: 't' }, result: refused },
  'Basic auth and token': { user: { username: 'u', password: 'p', token: 't' }, result: refused },
  'Basic auth and token file': { user: { username: 'u', password: 'p', tokenFile: 'token' }, result: refused },
  'Basic auth in the URL': { user: { token: 't' }, server: 'https://u:p@127.0.0.1:PORT' },
  'certificate files': { user: cert },
  'certificate data': { user: certData },
  'certificate data and key file': { user: { ...certData, 'client-key-data': '', 'client-key': 'client.key' } },
  'certificate and token': { user: { ...certData, token: 't' } },
  'certificate file and data': { user: { ...cert, ...certData }, result: refused },
  'certificate without a key': { user: { 'client-certificate': 'client.crt' }, result: refused },
  'key without a certificate': { user: { 'client-key': 'missing', token: 't' } },
  'missing certificate file': { user: { ...cert, 'client-certificate': 'missing' }, result: refused },
  'missing key file': { user: { ...cert, 'client-key': 'missing' }, result: refused },
  'certificate that is none': { user: { ...certData, 'client-certificate-data': 'QQ==' }, result: refused },
  'key of another certificate': { user: { ...certData, 'client-key-data': base64(pem.server.key) }, result: refused },
  'data that is not base64': { user: { ...certData, 'client-key-data': 'a b' }, result: refused },
  'CA file': { user: { token: 't' }, cluster: { ...none, 'certificate-authority': 'ca.crt' } },
  'CA file and data': { user: { token: 't' }, cluster: { 'certificate-authority': 'ca.crt' }, result: refused },
  'missing CA file': {
    user: { token: 't' },
    cluster: { ...none, 'certificate-authority': 'missing' },
    result: refused,
  },
  'CA that is none': { user: { token: 't' }, cluster: { 'certificate-authority-data': 'QQ==' }, result: refused },
  'no CA': { user: { token: 't' }, cluster: none, result: refused },
  'server name in the certificate': { user: { token: 't' }, cluster: { 'tls-server-name': 'inside.example' } },
  'server name not in the certificate': {
    user: { token: 't' },
    cluster: { 'tls-server-name': 'b.example' },
    result: refused,
  },
  'no verification': { user: { token: 't' }, cluster: { ...none, 'insecure-skip-tls-verify': true } },
  'no verification, server name': {
    user: { token: 't' },
    cluster: { ...none, 'insecure-skip-tls-verify': true, 'tls-server-name': 'b.example' },
  },
  'no verification and a CA': {
    user: { token: 't' },
    cluster: { 'insecure-skip-tls-verify': true },
    result: refused,
  },
  'no verification, false': { user: { token: 't' }, cluster: { 'insecure-skip-tls-verify': false } },
  'server by name': { user: { token: 't' }, server: 'https://localhost:PORT' },
  'server with a path': { user: { token: 't' }, server: 'https://localhost:PORT/k8s/clusters/c-1/' },
  'server with a query': { user: { token: 't' }, server: 'https://localhost:PORT/below?a=b#c' },
  'scheme in capitals': { user: { token: 't' }, server: 'HTTPS://localhost:PORT' },
  'plain HTTP: no credentials': { user: { token: 't', as: 'jane' }, cluster: none, server: 'PLAIN' },
  'plain HTTP: Basic auth': { user: { username: 'u', password: 'p' }, cluster: none, server: 'PLAIN' },
  'plain HTTP: missing token file': { user: { tokenFile: 'missing' }, cluster: none, server: 'PLAIN' },
  'plain HTTP: no verification and a CA': {
    user: { token: 't' },
    cluster: { 'insecure-skip-tls-verify': true },
    server: 'PLAIN',
  },
  'plain HTTP: missing CA file': {
    cluster: { ...none, 'certificate-authority': 'missing' },
    server: 'PLAIN',
    result: refused,
  },
  'server without a scheme': { user: { token: 't' }, cluster: none, server: 'HOST' },
  'server without a scheme, with a path': { user: { token: 't' }, server: 'HOST/below', result: refused },
  'another scheme': { user: { token: 't' }, server: 'ftp://127.0.0.1:PORT', result: refused },
  'no server': { user: { token: 't' }, server: '', result: refused },
  impersonation: { user: { token: 't', as: 'jane' } },
  'impersonation of all kinds': {
    user: {
      token: 't',
      as: 'jane',
      'as-uid': '7',
      'as-groups': ['a', 'b'],
      'as-user-extra': { 'x/y%': ['1', '2'], 'A(b)#': ['3'], empty: [] },
    },
  },
  'groups without a user': { user: { token: 't', 'as-groups': ['a'] }, result: refused },
  'extra without a user': { user: { token: 't', 'as-user-extra': { a: ['b'] } }, result: refused },
  'no groups without a user': { user: { token: 't', 'as-groups': [] } },
  'exec plugin': { user: { exec: plugin } },
  'exec plugin and token': { user: { token: 't', exec: plugin } },
  'exec plugin and Basic auth': { user: { username: 'u', password: 'p', exec: plugin } },
  'exec plugin and certificate': { user: { ...certData, exec: plugin } },
  'exec plugin, not run beside a certificate': { user: { ...cert, exec: { ...plugin, command: './missing' } } },
  'exec plugin of v1beta1': {
    user: { exec: { ...plugin, apiVersion: 'client.authentication.k8s.io/v1beta1', interactiveMode: undefined } },
  },
  'exec plugin without a mode': { user: { exec: { ...plugin, interactiveMode: undefined } }, result: refused },
  'exec plugin of another mode': { user: { exec: { ...plugin, interactiveMode: 'Maybe' } }, result: refused },
  'exec plugin that needs a terminal': { user: { exec: { ...plugin, interactiveMode: 'Always' } }, result: refused },
  'exec plugin of v1alpha1': {
    user: { exec: { ...plugin, apiVersion: 'client.authentication.k8s.io/v1alpha1' } },
    result: refused,
  },
  'exec plugin without a command': { user: { exec: v1 }, result: refused },
  'exec plugin that is not there': { user: { exec: { ...plugin, command: './missing' } }, result: refused },
  'exec plugin with a variable without a name': {
    user: { exec: { ...plugin, env: [{ value: 'a' }] } },
    result: refused,
  },
  'exec plugin and auth-provider': {
    user: { exec: plugin, 'auth-provider': { name: 'oidc', config: {} } },
    result: refused,
  },
  'an auth-provider that is none': { user: { 'auth-provider': { name: 'ldap', config: {} } }, result: refused },
  'token that is a number': { user: { token: 7 }, result: refused },
  'flag that is a string': {
    user: { token: 't' },
    cluster: { ...none, 'insecure-skip-tls-verify': 'true' },
    result: refused,
  },
  'groups that are no list': { user: { token: 't', as: 'a', 'as-groups': 'b' }, result: refused },
  'fields that are null': { user: { token: 't', tokenFile: null, exec: null, 'as-groups': null } },
  'fields that nobody knows': { user: { token: 't', more: { a: 1 } }, cluster: { 'disable-compression': true } },
  'proxy-url': { user: { token: 't' }, cluster: { 'proxy-url': 'PROXY' } },
  'proxy-url with a user': { user: { token: 't' }, cluster: { 'proxy-url': 'http://u:p@PROXYHOST' } },
  'proxy-url of SOCKS5': {
    user: { token: 't' },
    cluster: { 'proxy-url': 'SOCKS' },
    server: 'https://localhost:PORT',
  },
  'proxy-url of another scheme': { user: { token: 't' }, cluster: { 'proxy-url': 'ftp://PROXYHOST' }, result: refused },
  'proxy-url without a scheme': { user: { token: 't' }, cluster: { 'proxy-url': 'PROXYHOST' }, result: refused },
  'proxy-url before NO_PROXY': {
    user: { token: 't' },
    cluster: { 'proxy-url': 'PROXY' },
    env: { NO_PROXY: '*' },
  },
  'proxy of the environment': { user: { token: 't' }, server: 'https://inside.example:PORT', env: elsewhere },
  'proxy of the environment, never for this machine': { user: { token: 't' }, env: elsewhere },
  'yes and on': {
    text: `{clusters: [{name: c, cluster: {server: "URL", insecure-skip-tls-verify: yes}}], users: [{name: u, user: {token: t}}],
      contexts: [{name: x, context: {cluster: c, user: u}}], current-context: x}`,
  },
  'another kind': { text: 'kind: Secret\napiVersion: v1', result: refused },
  'another version': { text: 'kind: Config\napiVersion: v2', result: refused },
  'two users of one name': {
    text: `{clusters: [{name: c, cluster: {server: "URL"}}], users: [{name: u, user: {token: t}}, {name: u, user: {token: t}}],
      contexts: [{name: x, context: {cluster: c, user: u}}], current-context: x}`,
    result: refused,
  },
  'a user that is not there': {
    text: `{clusters: [{name: c, cluster: {server: "URL", insecure-skip-tls-verify: true}}],
      contexts: [{name: x, context: {cluster: c, user: u}}], current-context: x}`,
    result: refused,
  },
  'a cluster that is not there': {
    text: '{users: [{name: u, user: {token: t}}], contexts: [{name: x, context: {cluster: c, user: u}}], current-context: x}',
    result: refused,
  },
  'a context that is not there': {
    text: '{clusters: [{name: c, cluster: {server: "URL"}}], current-context: x}',
    result: refused,
  },
  'not YAML': { text: 'clusters: [', result: refused },
  'a list': { text: '- a', result: refused },
  'in JSON, with a byte order mark': {
    text: `\ufeff{"clusters": [{"name": "c", "cluster": {"server": "URL", "insecure-skip-tls-verify": true}}],
      "users": [{"name": "u", "user": {"token": "t"}}], "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
      "current-context": "x"}`,
  },
};

describeWithApiServer('requests, as kubectl sends them', ({ connection }) => {
  let folder: KubeconfigFolder;
  let server: RecordingServer;
  let plain: RecordingServer;
  let proxy: RecordingProxy;

  beforeAll(async () => {
    folder = new KubeconfigFolder();
    for (const [name, text] of Object.entries({
      'ca.crt': pem.ca,
      'client.crt': pem.client.cert,
      'client.key': pem.client.key,
      token: 'from-file\n',
      empty: '\n',
      plugin: `#!/bin/sh
printf '{"kind":"ExecCredential","apiVersion":"%s","status":{"token":"%s"}}' \\
  "$(echo "$KUBERNETES_EXEC_INFO" | sed 's/.*"apiVersion":"\\([^"]*\\)".*/\\1/')" "$TOKEN"`,
    }))
      folder.file(name, text);
    chmodSync(join(folder.path, 'plugin'), 0o755);
    server = await RecordingServer.start();
    plain = await RecordingServer.start(undefined, { isTls: false });
    proxy = await RecordingProxy.start();
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => {
    for (const each of [server, plain, proxy]) each.close();
    folder.remove();
  });

  const filled = (text: string) =>
    text
      .replace('URL', server.url)
      .replace('PORT', String(server.port))
      .replace('PLAIN', plain.url)
      .replace(/^HOST/, new URL(plain.url).host)
      .replace('PROXYHOST', new URL(proxy.httpUrl).host)
      .replace('PROXY', proxy.httpUrl)
      .replace('SOCKS', proxy.socksUrl);

  function kubeconfigOf({ user = {}, cluster = {}, server: url = 'URL', text }: Case): string {
    const file = join(folder.path, 'kubeconfig');
    if (text !== undefined) return folder.file('kubeconfig', text.replace('URL', server.url));
    const all = { server: filled(url), ...trusted, ...cluster };
    const { 'proxy-url': proxyUrl } = cluster;
    if (typeof proxyUrl === 'string') Object.assign(all, { 'proxy-url': filled(proxyUrl) });
    return folder.file(
      file.slice(folder.path.length + 1),
      stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'c', cluster: all }],
        users: [{ name: 'u', user }],
        contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
        'current-context': 'x',
      }),
    );
  }

  /** The request that the server and the proxy have received since the last call; undefined if there was none. */
  function takeRecord() {
    const [request] = [...server.requests.splice(0), ...plain.requests.splice(0)];
    const tunnels = [...new Set(proxy.tunnels.splice(0))];
    return request && { ...identityOf(request), tunnels };
  }

  async function byKubectl(file: string, env: Case['env']): Promise<unknown> {
    const args = ['get', '--raw', '/probe', '--kubeconfig', file];
    const options = { env: { PATH: process.env.PATH, HOME: folder.path, ...env }, cwd: folder.path, timeout: 60_000 };
    const running = promisify(execFile)(connection.kubectl, args, options);
    running.child.stdin?.end();
    const error = await running.then(
      () => undefined,
      (problem) => problem.stderr as string,
    );
    return takeRecord() ?? { error: error !== undefined };
  }

  async function byClient(file: string, env: Case['env'] = {}): Promise<unknown> {
    const variables = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
    for (const name of variables) vi.stubEnv(name, env[name]);
    const error = await KubeClient.load({ kubeconfig: file }).then(
      (client) =>
        client
          .request('GET', '/probe')
          .then(
            () => undefined,
            (problem) => problem,
          )
          .finally(() => client.close()),
      (problem) => problem,
    );
    if (error) {
      expect(['KubeconfigError', 'ConnectionError']).toContain(error.name);
      expect(error.message).not.toMatch(/\n|from-plugin|from-file|PRIVATE/);
    }
    return takeRecord() ?? { error: error !== undefined };
  }

  test.for(Object.entries(cases))('%s', async ([, given]) => {
    const file = kubeconfigOf(given);
    const env = given.env && Object.fromEntries(Object.entries(given.env).map(([key, value]) => [key, filled(value)]));
    const expected = await byKubectl(file, env);
    expect(await byClient(file, env)).toEqual(expected);
    if (given.result === 'refused') expect(expected).toEqual({ error: true });
    else expect(expected).toHaveProperty('line');
  });
});

function identityOf({ line, headers, certificate, servername }: Recorded) {
  const identifying = Object.entries(headers).filter(([name]) => /^(authorization|impersonate-.*)$/.test(name));
  // Node joins repeated headers with a comma, and so does the server of this client for requests of kubectl.
  return { line, headers: Object.fromEntries(identifying), certificate, servername: servername || undefined };
}
