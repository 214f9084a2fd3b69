import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithApiServer } from '../../harness/suite';
import { selectContext } from '../../src/kube/kubeconfig';
import { KubeconfigFolder } from '../kube/kubeconfig-file';

interface Case {
  /** What KUBECONFIG holds, names of files in the folder. */
  readonly listed?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

describeWithApiServer('the kubeconfig, as kubectl finds it', (server) => {
  let folder: KubeconfigFolder;

  beforeAll(() => {
    folder = new KubeconfigFolder();
    mkdirSync(join(folder.path, 'home', '.kube'), { recursive: true });
    folder.write(join('home', '.kube', 'config'), 'https://home.example:6443/');
    folder.write('a', 'https://a.example');
    folder.write('b', 'https://b.example/below');
    folder.file('empty', '');
    folder.file(
      'more',
      `{current-context: far, clusters: [{name: test, cluster: {server: "https://more.example"}}],
        contexts: [{name: far, context: {cluster: test, namespace: apps}}, {name: near, context: {cluster: test}}]}`,
    );
    for (const name of ['dir', 'keys']) mkdirSync(path(name));
    for (const name of ['dir/ca.crt', 'keys/ca.crt', 'red.crt', 'keys/red.key'])
      folder.file(name, `content of ${name}`);
    folder.file(
      join('dir', 'first'),
      `{clusters: [{name: test, cluster: {server: "https://first.example", certificate-authority: ca.crt}}],
        users: [{name: red, user: {client-certificate: ../red.crt, client-key: ../keys/red.key}}, {name: bin, user: {token: t}}]}`,
    );
    folder.file(
      'second',
      `{clusters: [{name: test, cluster: {server: "https://second.example", tls-server-name: second}},
                   {name: other, cluster: {server: "https://other.example", certificate-authority: keys/ca.crt}}],
        users: [{name: red, user: {token: second, tokenFile: token}}, {name: blue, user: {tokenFile: tokens/blue}},
                {name: bin, user: {username: second}}],
        contexts: [{name: red, context: {cluster: test, user: red}}, {name: blue, context: {cluster: other, user: blue, namespace: b}},
                   {name: bin, context: {cluster: other, user: bin}}], current-context: red}`,
    );
  });
  afterAll(() => folder.remove());

  const path = (name: string) => join(folder.path, name);
  const listOf = (listed: string) =>
    listed
      .split(':')
      .map((name) => name && path(name))
      .join(':');

  async function kubectl({ listed, kubeconfig, context }: Case) {
    // --flatten reads the files, which shows how kubectl resolves relative paths
    const args = ['config', 'view', '--raw', '--minify', '--flatten', '-o', 'json'];
    if (kubeconfig) args.push('--kubeconfig', path(kubeconfig));
    if (context) args.push('--context', context);
    const env = { PATH: process.env.PATH, HOME: path('home'), ...(listed && { KUBECONFIG: listOf(listed) }) };
    const { stdout } = await promisify(execFile)(server.connection.kubectl, args, { env, cwd: dirname(folder.path) });
    const view = JSON.parse(stdout);
    return {
      context: view.contexts[0].name,
      server: view.clusters[0].cluster.server.replace(/\/$/, ''),
      namespace: view.contexts[0].context.namespace ?? 'default',
      user: view.contexts[0].context.user ?? '',
      cluster: view.clusters[0].cluster,
      credentials: view.users?.[0]?.user ?? {},
    };
  }

  function found({ listed, kubeconfig, context }: Case) {
    const env = listed ? { KUBECONFIG: listOf(listed) } : {};
    const places = { env, home: path('home'), ...(kubeconfig && { kubeconfig: path(kubeconfig) }) };
    const selected = selectContext(places, context);
    return { ...selected, cluster: flattened(selected.cluster), credentials: flattened(selected.credentials) };
  }

  /** The same as kubectl's `--flatten`, which does not inline token files. */
  function flattened(section: object): object {
    const entries = Object.entries(section).map(([key, value]) => {
      if (key === 'tokenFile') return [key, relative(folder.path, value)];
      if (!/^(certificate-authority|client-certificate|client-key)$/.test(key)) return [key, value];
      return [`${key}-data`, readFileSync(value, 'base64')];
    });
    return Object.fromEntries(entries);
  }

  test.for<Case>([
    {},
    { kubeconfig: 'b' },
    { kubeconfig: 'b', listed: 'a' },
    { listed: 'a' },
    { listed: 'a:b' },
    { listed: 'b:a' },
    { listed: 'none:b' },
    { listed: ':empty:b' },
    { listed: 'a:more', context: 'far' },
    { listed: 'a:more', context: 'near' },
    { listed: 'empty:none:a' },
    { listed: 'dir/first:second' },
    { listed: 'second:dir/first' },
    { listed: 'dir/first:second', context: 'blue' },
    { listed: 'dir/first:second', context: 'bin' },
    { listed: 'second:dir/first', context: 'bin' },
    { listed: 'second:second:dir/first' },
    { kubeconfig: 'second', listed: 'dir/first', context: 'blue' },
  ])('%o', async (given) => {
    const expected = await kubectl(given);
    expect(found(given)).toEqual(expected);
  });

  test.for<Case>([
    { kubeconfig: 'none' },
    { kubeconfig: 'dir' },
    { listed: 'a:dir' },
    { listed: 'a', context: 'none' },
  ])('%o is an error for both', async (given) => {
    await expect(kubectl(given)).rejects.toThrow();
    expect(() => found(given)).toThrow();
  });
});
