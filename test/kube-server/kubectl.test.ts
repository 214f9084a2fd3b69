import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
  });
  afterAll(() => folder.remove());

  const path = (name: string) => join(folder.path, name);
  const listOf = (listed: string) =>
    listed
      .split(':')
      .map((name) => name && path(name))
      .join(':');

  async function kubectl({ listed, kubeconfig, context }: Case) {
    const args = ['config', 'view', '--minify', '-o', 'json'];
    if (kubeconfig) args.push('--kubeconfig', path(kubeconfig));
    if (context) args.push('--context', context);
    const env = { PATH: process.env.PATH, HOME: path('home'), ...(listed && { KUBECONFIG: listOf(listed) }) };
    const { stdout } = await promisify(execFile)(server.connection.kubectl, args, { env, cwd: dirname(folder.path) });
    const view = JSON.parse(stdout);
    return {
      context: view.contexts[0].name,
      server: view.clusters[0].cluster.server.replace(/\/$/, ''),
      namespace: view.contexts[0].context.namespace ?? 'default',
      user: view.contexts[0].context.user,
    };
  }

  function found({ listed, kubeconfig, context }: Case) {
    const env = listed ? { KUBECONFIG: listOf(listed) } : {};
    const places = { env, home: path('home'), ...(kubeconfig && { kubeconfig: path(kubeconfig) }) };
    const { context: name, server: url, namespace, user } = selectContext(places, context);
    return { context: name, server: url, namespace, user };
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
  ])('%o', async (given) => {
    const expected = await kubectl(given);
    expect(found(given)).toEqual({ ...expected, user: expected.user ?? '' });
  });

  test.for<Case>([{ kubeconfig: 'none' }, { listed: 'a', context: 'none' }])(
    '%o is an error for both',
    async (given) => {
      await expect(kubectl(given)).rejects.toThrow();
      expect(() => found(given)).toThrow();
    },
  );
});
