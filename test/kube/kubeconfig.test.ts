import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { until } from '../../harness/wait';
import { KubeconfigError } from '../../src/kube';
import type { Access } from '../../src/kube/access';
import { Credentials } from '../../src/kube/credentials';
import { type KubeconfigPlaces, selectContext } from '../../src/kube/kubeconfig';
import { KubeconfigFolder } from './kubeconfig-file';
import { pem, trusted } from './recording-server';

let folder: KubeconfigFolder;
let places: KubeconfigPlaces;

beforeEach(() => {
  folder = new KubeconfigFolder();
  places = { env: {}, home: join(folder.path, 'home'), serviceAccountFolder: join(folder.path, 'pod') };
});
afterEach(() => folder.remove());

const listed = (...files: string[]): KubeconfigPlaces => ({ ...places, env: { KUBECONFIG: files.join(':') } });
const named = (kubeconfig: string): KubeconfigPlaces => ({ ...places, kubeconfig });
const problem = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(KubeconfigError);
    const { message } = error as Error;
    expect(message).not.toContain('\n');
    return message.replaceAll(folder.path, 'FOLDER');
  }
  throw new Error('nothing was thrown');
};

/** Creates the files of a Pod's ServiceAccount. */
function pod(): KubeconfigPlaces {
  const account = join(folder.path, 'pod');
  mkdirSync(account);
  for (const [name, text] of Object.entries({ token: 'pod-token\n', namespace: 'of-pod', 'ca.crt': pem.ca }))
    writeFileSync(join(account, name), text);
  return { ...places, env: { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' } };
}

describe('where the kubeconfig is', () => {
  test('the named file, whatever KUBECONFIG says', () => {
    const a = folder.write('a', 'https://a.example/');
    const b = folder.write('b', 'https://b.example');
    expect(selectContext({ ...listed(b), kubeconfig: a })).toMatchObject({
      server: 'https://a.example',
      context: 'test',
      namespace: 'default',
      user: 'tester',
    });
  });

  test('the files of KUBECONFIG: those that are missing are passed over, the first that names a thing wins', () => {
    const a = folder.file('a', 'clusters: [{name: test, cluster: {server: "https://a.example"}}]');
    const b = folder.write('b', 'https://b.example');
    expect(selectContext(listed(join(folder.path, 'none'), a, '', b)).server).toBe('https://a.example');
    expect(selectContext(listed(b, a)).server).toBe('https://b.example');
  });

  test('else ~/.kube/config, and in a pod its service account', async () => {
    const inPod = pod();
    const { server, namespace } = selectContext(inPod);
    expect({ server, namespace }).toEqual({ server: 'https://[fd00::1]:443', namespace: 'of-pod' });
    const credentials = await Credentials.load(inPod);
    expect(await credentials.access()).toMatchObject({
      tls: { ca: pem.ca },
      headers: { authorization: 'Bearer pod-token' },
    });
    mkdirSync(join(folder.path, 'home', '.kube'), { recursive: true });
    const file = folder.write('a', 'https://a.example');
    symlinkSync(file, join(folder.path, 'home', '.kube', 'config'));
    expect(selectContext(inPod).server).toBe('https://a.example');
  });

  test('in a pod, the namespace is the context’s, else $POD_NAMESPACE, else that of the service account', () => {
    const inPod = pod();
    const withVariable = { ...inPod, env: { ...inPod.env, POD_NAMESPACE: 'of-variable' } };
    const file = folder.write('a', 'https://a.example');
    const set = folder.file(
      'b',
      readFileSync(file, 'utf8').replace('cluster: test\n', 'cluster: test\n      namespace: set\n'),
    );
    const namespaceOf = (places: KubeconfigPlaces) => selectContext(places).namespace;
    expect(namespaceOf(withVariable)).toBe('of-variable');
    expect(namespaceOf({ ...inPod, kubeconfig: file })).toBe('of-pod');
    expect(namespaceOf({ ...withVariable, kubeconfig: set })).toBe('set');
    expect(namespaceOf(named(file))).toBe('default');
  });

  test('a kubeconfig without a current context, in a pod: the service account, unless a context is asked for', () => {
    const file = folder.file('a', 'contexts: [{name: x, context: {cluster: c}}]');
    const inPod = { ...pod(), kubeconfig: file };
    expect(selectContext(inPod).context).toBe('in-cluster');
    expect(problem(() => selectContext(inPod, 'y'))).toBe('context "y" is not in FOLDER/a: there is x');
  });

  test('in a pod, a new token of the service account is read', async () => {
    const inPod = pod();
    const credentials = await Credentials.load(inPod);
    const before = await credentials.access();
    expect(await credentials.renew(before)).toBe(false);
    writeFileSync(join(folder.path, 'pod', 'token'), 'new-token\n');
    expect(await credentials.renew(before)).toBe(true);
    expect((await credentials.access()).headers).toEqual({ authorization: 'Bearer new-token' });
  });

  test('a user and password in the URL are credentials, and not shown', () => {
    const file = folder.write('a', 'https://u:p%40ss@a.example/below', { token: 't' });
    expect(selectContext(named(file))).toMatchObject({
      server: 'https://a.example/below',
      credentials: { username: 'u', password: 'p@ss' },
    });
  });

  test('nowhere: says where it was looked for', () => {
    expect(problem(() => selectContext(places))).toBe(
      'no kubeconfig: FOLDER/home/.kube/config is empty or missing, and this is not a Pod with a ServiceAccount; ' +
        'name a file with --kubeconfig or KUBECONFIG',
    );
    expect(problem(() => selectContext(named(join(folder.path, 'none'))))).toBe(
      'kubeconfig FOLDER/none cannot be read (ENOENT)',
    );
    expect(problem(() => selectContext(named(folder.path)))).toBe('kubeconfig FOLDER cannot be read (EISDIR)');
  });
});

describe('what is wrong with a kubeconfig', () => {
  test.for([
    [
      'a: [secret',
      'kubeconfig FOLDER/bad is not YAML (line 1): a list that begins with "[" must end with "]", and be indented like the text around it',
    ],
    ['- secret', 'kubeconfig FOLDER/bad is not a map'],
    ['contexts: [{name: b}, {name: a}]', 'FOLDER/bad has no current context: name one with --context; there are a, b'],
    ['current-context: x', 'context "x" is not in FOLDER/bad: there is none'],
    [
      '{current-context: x, contexts: [{name: x, context: {cluster: c}}]}',
      'context "x" in FOLDER/bad names cluster "c", which is not in there',
    ],
    [
      '{current-context: x, contexts: [{name: x, context: {cluster: c}}], clusters: [{name: c, cluster: {server: "localhost:80/path"}}]}',
      'cluster "c" in FOLDER/bad has no server: a URL https://… is needed',
    ],
    ...['a%zz:b', 'a:b%'].map((user) => [
      `{current-context: x, contexts: [{name: x, context: {cluster: c}}], clusters: [{name: c, cluster: {server: "https://${user}@host"}}]}`,
      'cluster "c" in FOLDER/bad: the user or password in its server has a wrong escape: write % as %25',
    ]),
    [
      '{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: "https://c"}}]}',
      'context "x" in FOLDER/bad names user "u", which is not in there',
    ],
    [
      'users: [{name: u, user: {exec: {env: [{name: a, value: 7}]}}}]',
      'kubeconfig FOLDER/bad is invalid: users[0].user.exec.env[0].value is a number, it has to be a string',
    ],
    ['users: {}', 'kubeconfig FOLDER/bad is invalid: users is a map, it has to be a list'],
    [
      'users: [{name: u, user: {client-key-data: "se cret"}}]',
      'kubeconfig FOLDER/bad is invalid: users[0].user.client-key-data is not base64',
    ],
    ['users: [{name: u}, {name: u}]', 'kubeconfig FOLDER/bad is invalid: two users are called "u"'],
    ['kind: Secret', 'kubeconfig FOLDER/bad is not of apiVersion v1, kind Config'],
  ] as const)('%s', ([text, message]) => {
    const file = folder.file('bad', text);
    expect(problem(() => selectContext(named(file)))).toBe(message);
  });

  test('a context that is not there: names those that are', () => {
    const file = folder.write('a', 'https://a.example');
    expect(problem(() => selectContext(named(file), 'prod'))).toBe('context "prod" is not in FOLDER/a: there is test');
  });
});

describe('credentials', () => {
  const load = (user: Record<string, unknown>, cluster: Record<string, unknown> = {}) =>
    Credentials.load(named(folder.write('config', 'https://a.example', user, cluster)));
  const headersOf = async (user: Record<string, unknown>) => (await (await load(user)).access()).headers;
  const execOf = (exec: object) => ({
    exec: { apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never', ...exec },
  });
  const plugin = (script: string): string => {
    const file = folder.file('plugin', `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  };

  test('tokens, passwords, nobody', async () => {
    expect(await headersOf({ token: 't' })).toEqual({ authorization: 'Bearer t' });
    expect(await headersOf({ username: 'u', password: 'p' })).toEqual({ authorization: 'Basic dTpw' });
    expect(await headersOf({})).toEqual({});
  });

  test('certificates and the CA, from files beside the kubeconfig or from the text', async () => {
    folder.file('ca', pem.ca);
    for (const name of ['cert', 'key']) folder.file(name, name.toUpperCase());
    const credentials = await load(
      { 'client-certificate': 'cert', 'client-key': 'key' },
      { 'certificate-authority': 'ca', 'tls-server-name': 'inside' },
    );
    expect((await credentials.access()).tls).toMatchObject({
      ca: pem.ca,
      cert: 'CERT',
      key: 'KEY',
      servername: 'inside',
    });
    const inline = await load(
      { 'client-certificate-data': 'Q0VSVA==', 'client-key-data': 'S0VZ' },
      { 'insecure-skip-tls-verify': true },
    );
    expect((await inline.access()).tls).toMatchObject({ cert: 'CERT', key: 'KEY', rejectUnauthorized: false });
  });

  test('whom to act as, with groups', async () => {
    const user = { token: 't', as: 'jane', 'as-groups': ['a', 'b'], 'as-uid': '7', 'as-user-extra': { 'x/y': ['z'] } };
    expect(await headersOf(user)).toEqual({
      authorization: 'Bearer t',
      'impersonate-user': 'jane',
      'impersonate-group': ['a', 'b'],
      'impersonate-uid': '7',
      'impersonate-extra-x%2Fy': ['z'],
    });
  });

  test('a token file wins over a token, and is read again when it was refused', async () => {
    const token = folder.file('token', 'one\n');
    const credentials = await load({ token: 'other', tokenFile: 'token' });
    const access = await credentials.access();
    expect(access.headers).toEqual({ authorization: 'Bearer one' });
    expect(await credentials.renew(access)).toBe(false);
    writeFileSync(token, 'two\n');
    expect(await credentials.renew(access)).toBe(true);
    expect((await credentials.access()).headers).toEqual({ authorization: 'Bearer two' });
  });

  test.for([
    [{ token: 'secret\nx' }, 'the credentials of user "tester" cannot be used: '],
    [{ tokenFile: 'lines' }, 'the credentials of user "tester" cannot be used: '],
    [
      execOf({ command: 'printf', args: ['{"status":{"token":"secret\\\\nx"}}'] }),
      'no credentials for user "tester": ',
    ],
  ] as const)('a token with a line break is refused, and not shown: %o', async ([user, start]) => {
    folder.file('lines', 'secret\nx\n');
    await expect(headersOf(user)).rejects.toEqual(
      new KubeconfigError(
        `${start}the token has characters that no token has, such as a line break: write it without them, or log in again`,
      ),
    );
  });

  test('a plugin, told what it is asked for, and asked again when what it gave was refused', async () => {
    const credential = '{"kind":"ExecCredential","status":{"token":"%s"}}';
    const command = plugin(`echo x >> ${folder.path}/calls
test "$EXTRA" = more && echo "$KUBERNETES_EXEC_INFO" > ${folder.path}/info
printf '${credential}' "token-$(wc -l < ${folder.path}/calls | tr -d ' ')"`);
    expect(command).toBeDefined();
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: './plugin',
      env: [{ name: 'EXTRA', value: 'more' }],
      interactiveMode: 'Never',
      provideClusterInfo: true,
    };
    const credentials = await load({ exec }, trusted);
    const many = <T>(action: () => Promise<T>) => Promise.all([1, 2, 3].map(action));
    const [access] = (await many(() => credentials.access())) as [Access];
    expect(access.headers).toEqual({ authorization: 'Bearer token-1' });
    expect((await credentials.access()).headers).toEqual({ authorization: 'Bearer token-1' });
    expect(await many(() => credentials.renew(access))).toEqual([true, true, true]);
    expect((await credentials.access()).headers).toEqual({ authorization: 'Bearer token-2' });
    expect(JSON.parse(readFileSync(join(folder.path, 'info'), 'utf8'))).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: {
        interactive: false,
        cluster: { server: 'https://a.example', ...trusted },
      },
    });
  });

  test.for([
    [{ command: 'no-such-plugin', installHint: 'install it' }, 'plugin no-such-plugin is not installed; install it'],
    [{ command: 'sh', args: ['-c', 'echo bad luck >&2; echo more >&2; exit 1'] }, 'plugin sh failed: bad luck'],
  ] as const)('a plugin that fails: %o', async ([exec, message]) => {
    const credentials = await load(execOf(exec));
    await expect(credentials.access()).rejects.toThrow(`no credentials for user "tester": ${message}`);
  });

  test.for([
    [
      execOf({ command: 'login', interactiveMode: 'Always' }),
      'no credentials for user "tester": plugin login needs a terminal (interactiveMode: Always): log in by kubectl, or use a token',
    ],
    [
      { 'auth-provider': { name: 'ldap' } },
      'no credentials for user "tester": auth-provider "ldap" is not supported: use an exec plugin',
    ],
    [{ tokenFile: 'gone' }, 'the credentials of user "tester" cannot be used: FOLDER/gone cannot be read (ENOENT)'],
    [{ tokenFile: 'empty' }, 'the credentials of user "tester" cannot be used: FOLDER/empty is empty'],
  ] as const)('%o: an error at once', async ([user, message]) => {
    folder.file('empty', '\n');
    const error = await load(user).then(
      () => expect.unreachable(),
      (problem) => problem,
    );
    expect(error).toBeInstanceOf(KubeconfigError);
    expect(error.message.replace(folder.path, 'FOLDER')).toBe(message);
  });

  test('a token stands in for a token file that cannot be read', async () => {
    expect(await headersOf({ token: 't', tokenFile: 'gone' })).toEqual({ authorization: 'Bearer t' });
  });

  const onTerminal = (isTTY: boolean) => {
    const before = process.stderr.isTTY;
    process.stderr.isTTY = isTTY;
    onTestFinished(() => {
      process.stderr.isTTY = before;
    });
  };

  /** Waits for something while timers are faked. */
  const polled = async (check: () => boolean) => {
    while (!check()) await setImmediate();
  };

  /** A plugin that hangs, and a check whether the latest run of it has ended. */
  const hanging = () => {
    const pids = join(folder.path, 'pids');
    // The shell creates the file before it writes to it: only complete lines count.
    const started = () => (existsSync(pids) ? (readFileSync(pids, 'utf8').match(/.+(?=\n)/g) ?? []).map(Number) : []);
    const isEnded = () => {
      try {
        return !process.kill(started().at(-1) as number, 0);
      } catch {
        return true;
      }
    };
    return { command: plugin(`echo $$ >> ${pids}; exec sleep 95`), started, isEnded };
  };

  test('a plugin that hangs ends with the signal of the last request that waits for it', async () => {
    const { command, started, isEnded } = hanging();
    const credentials = await load(execOf({ command }));
    const [one, other] = [new AbortController(), new AbortController()];
    const [access, second] = [credentials.access(one.signal), credentials.access(other.signal)];
    await until('it runs', () => started().length === 1);
    one.abort(new Error('stopped'));
    await expect(access).rejects.toThrow('stopped');
    expect(isEnded()).toBe(false);
    other.abort(new Error('stopped too'));
    await expect(second).rejects.toThrow('stopped too');
    await until('it ends', isEnded);
    await expect(credentials.access(one.signal)).rejects.toThrow('stopped');
    expect(started()).toHaveLength(1);
  });

  test.for([
    [false, 60],
    [true, 300],
  ] as const)(
    'a plugin that hangs, on a terminal: %s, is ended after %d s, and run again',
    async ([isTTY, seconds]) => {
      const { command, started, isEnded } = hanging();
      const credentials = await load(execOf({ command }));
      onTerminal(isTTY);
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        for (const run of [1, 2]) {
          const access = credentials.access().then(
            () => expect.unreachable(),
            (error) => error,
          );
          await polled(() => started().length === run);
          vi.advanceTimersByTime(seconds * 1000 - 1);
          expect(isEnded()).toBe(false);
          vi.advanceTimersByTime(1);
          expect(await access).toEqual(
            new KubeconfigError(`no credentials for user "tester": the plugin did not answer within ${seconds} s`),
          );
          await polled(isEnded);
        }
      } finally {
        vi.useRealTimers();
      }
    },
  );

  test.for([true, false])('what a plugin says how to log in is shown on a terminal: %s', async (isTTY) => {
    const command = plugin(`echo 'enter the code 7' >&2
read answer && exit 1
printf '{"status":{"token":"t"}}'`);
    const credentials = await load(execOf({ command }));
    onTerminal(isTTY);
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    onTestFinished(() => write.mockRestore());
    expect((await credentials.access()).headers).toEqual({ authorization: 'Bearer t' });
    expect(write.mock.calls.map(([text]) => String(text)).join('')).toBe(isTTY ? 'enter the code 7\n' : '');
  });

  test('files that a kubeconfig names are read again within seconds, and kept while they are half written', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const token = folder.file('token', 'one');
      const credentials = await load({ tokenFile: 'token' });
      const first = await credentials.access();
      vi.advanceTimersByTime(6_000);
      expect(await credentials.access()).toBe(first);
      writeFileSync(token, '');
      vi.advanceTimersByTime(6_000);
      expect(await credentials.access()).toBe(first);
      writeFileSync(token, 'second');
      expect(await credentials.access()).toBe(first);
      vi.advanceTimersByTime(6_000);
      expect((await credentials.access()).headers).toEqual({ authorization: 'Bearer second' });
    } finally {
      vi.useRealTimers();
    }
  });

  test('a kubeconfig that changes is read again within seconds, before anything is refused', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const credentials = await load({ token: 'one' });
      folder.write('config', 'https://b.example', { token: 'other' });
      expect((await credentials.access()).headers).toEqual({ authorization: 'Bearer one' });
      vi.advanceTimersByTime(6_000);
      expect((await credentials.access()).headers).toEqual({ authorization: 'Bearer other' });
      expect(credentials.selected.server).toBe('https://b.example');
      folder.file('config', 'clusters: [');
      vi.advanceTimersByTime(6_000);
      expect((await credentials.access()).headers).toEqual({ authorization: 'Bearer other' });
    } finally {
      vi.useRealTimers();
    }
  });

  test('half a kubeconfig, while it is written, changes nothing', async () => {
    const credentials = await load({ token: 'one' });
    const access = await credentials.access();
    folder.file('config', 'clusters: [');
    expect(await credentials.renew(access)).toBe(false);
    expect(await credentials.access()).toEqual(access);
    folder.write('config', 'https://b.example', { token: 'two' });
    expect(await credentials.renew(access)).toBe(true);
    expect(credentials.selected.server).toBe('https://b.example');
  });
});
