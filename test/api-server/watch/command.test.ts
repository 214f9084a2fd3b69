import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { kubeconfig, until } from '../../../harness';
import { installCrds } from '../../../harness/crds';
import { applicationOf, deliver, namespace, put, say } from '../../../harness/fleet/synthetic-fleet';
import { patchesSeen, untilTrue } from '../../../harness/fleet/truth';
import { describeWithClusters } from '../../../harness/suite';
import { fluxapp } from '../../cli/run';
import { startWatcher } from '../../controllers/application-status/watcher-under-test';
import { readControllerMetrics } from '../../oracle/controller-metrics';
import { fluxCrds } from '../flux-crds';

const CRD = 'crds/gitops.kubesphere.io_applications.yaml';
const APPLICATIONS = '/apis/gitops.kubesphere.io/v1alpha1/namespaces';

describeWithClusters('fluxapp watch', { clusters: ['host'] }, (running) => {
  beforeAll(async () => {
    const { host } = running();
    await installCrds(host, [...(await fluxCrds()), CRD]);
    for (const name of ['apps', 'other']) await namespace(host, name);
    await deliver(host, applicationOf('apps', 'web', 2));
    await deliver(host, applicationOf('other', 'web', 1));
    const team = applicationOf('apps', 'team', 1);
    await deliver(host, { ...team, metadata: { ...team.metadata, labels: { team: 'web' } } });
  });

  const watch = (...args: string[]) => fluxapp(['watch', '--kubeconfig', running().host.kubeconfig, ...args]);
  const logged = (stderr: string) =>
    stderr
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  const summaries = async () => {
    const { host } = running();
    const { body } = await host.request('GET', APPLICATIONS.replace('/namespaces', '/applications'));
    return Object.fromEntries(
      body.items.map(
        ({ metadata, status }: { metadata: { namespace: string; name: string }; status?: { summary: string } }) => [
          `${metadata.namespace}/${metadata.name}`,
          status?.summary,
        ],
      ),
    );
  };

  test('--once --dry-run prints every patch and writes none', async () => {
    const { code, stdout, stderr } = await watch('-n', 'apps', '-l', 'team=web', '--once', '--dry-run');
    expect(code).toBe(0);
    const printed = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(printed.map(({ application, part }) => `${application} ${part}`)).toEqual([
      'apps/team status',
      'apps/team metadata',
    ]);
    expect(printed[1].patch).toEqual({
      metadata: {
        labels: { 'gitops.kubesphere.io/ready-number': '1-1', 'gitops.kubepshere.io/type': 'HelmRelease' },
        annotations: { 'gitops.kubesphere.io/last-revision': '1.0.0' },
      },
    });
    expect(logged(stderr).filter(({ msg }) => msg !== 'synced')).toEqual([]);
    expect(await summaries()).toEqual({ 'apps/web': undefined, 'apps/team': undefined, 'other/web': undefined });
  });

  test('-n, -l and -A say which Applications', async () => {
    expect(await watch('-n', 'apps', '-l', 'team=web', '--once')).toMatchObject({ code: 0, stdout: '' });
    expect(await summaries()).toEqual({ 'apps/web': undefined, 'apps/team': '1/1', 'other/web': undefined });
    expect(await watch('-n', 'other', '--once')).toMatchObject({ code: 0 });
    expect(await summaries()).toEqual({ 'apps/web': undefined, 'apps/team': '1/1', 'other/web': '1/1' });
    const { stderr } = await watch('-A', '--once');
    expect(logged(stderr).filter(({ msg }) => msg === 'status changed')).toMatchObject([
      { level: 'info', application: 'apps/web', after: '2/2', state: 'Ready', summary: '2 of 2 ready' },
    ]);
    expect(await summaries()).toEqual({ 'apps/web': '2/2', 'apps/team': '1/1', 'other/web': '1/1' });
  });

  test('without -n it is the namespace of the context', async () => {
    const { host } = running();
    const config = join(dirname(host.kubeconfig), 'other.kubeconfig');
    writeFileSync(
      config,
      kubeconfig(host.connection, host.tokens.admin).replace(/^ {6}user: .*$/m, '$&\n      namespace: other'),
    );
    await put(host, applicationOf('other', 'new', 1));
    await put(host, applicationOf('apps', 'new', 1));
    expect(await fluxapp(['watch', '--kubeconfig', config, '--once'])).toMatchObject({ code: 0 });
    expect(await summaries()).toMatchObject({ 'other/new': '0/1', 'apps/new': undefined });
  });

  test.each([
    [
      ['-n', 'apps', '-A'],
      "error: option '-n, --namespace <namespace>' cannot be used with option '-A, --all-namespaces'\nSee \"fluxapp watch --help\" for usage.\n",
    ],
    [
      ['-A', '--concurrency', '0'],
      "error: option '--concurrency <count>' argument '0' is invalid. It must be a whole number from 1 on.\nSee \"fluxapp watch --help\" for usage.\n",
    ],
    [['-A', '--context', 'nowhere'], /^error: .*"nowhere".*\n$/],
  ])('%j is an error', async (args, message) => {
    const { code, stderr } = await watch(...args);
    expect(code).toBe(1);
    expect(stderr).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  test('an address that cannot be listened on ends it, with what is wrong', async () => {
    const { code, stderr } = await watch('-A', '--metrics-address', 'nowhere');
    expect(code).toBe(1);
    expect(logged(stderr).at(-1)).toMatchObject({
      level: 'error',
      error: '"nowhere" is not an address: write <host>:<port>, such as 127.0.0.1:8080 or :8080',
    });
  });

  test('serves metrics by the names of controller-runtime, and says whether it is well and ready', async () => {
    const { host } = running();
    const watcher = startWatcher({ kubeconfig: host.kubeconfig, metricsAddress: '127.0.0.1:0', gatherMs: 50 });
    const { fields } = await until('it listens', () => watcher.log.find(({ fields }) => fields.port !== undefined));
    const get = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${fields.port}${path}`);
      return { status: response.status, text: await response.text() };
    };
    await untilTrue(host, 'started');
    expect(await get('/healthz')).toEqual({ status: 200, text: 'ok\n' });
    expect(await get('/readyz')).toEqual({ status: 200, text: 'ok\n' });
    expect(await get('/')).toEqual({ status: 404, text: 'there are /metrics, /healthz and /readyz\n' });
    const { text } = await get('/metrics');
    const names = new Set(
      [...text.matchAll(/^# TYPE (\S+)/gm)]
        .map(([, name]) => name)
        .filter((name) => !/^(process|nodejs)_/.test(name ?? '')),
    );
    const runtime = readControllerMetrics().map(({ name }) => name);
    expect([...names].filter((name) => !runtime.includes(name ?? '')).sort()).toEqual([
      'fluxapp_application_targets',
      'fluxapp_contended_applications',
      'fluxapp_kind_synced',
      'fluxapp_objects',
      'fluxapp_unwritable_applications',
      'fluxapp_writes_total',
    ]);
    const sample = (line: string) => text.split('\n').includes(line);
    expect(sample('fluxapp_application_targets{namespace="apps",name="web",state="Ready"} 2')).toBe(true);
    expect(sample('fluxapp_objects{kind="Application"} 5')).toBe(true);
    expect(sample('fluxapp_kind_synced{kind="HelmRelease"} 1')).toBe(true);
    for (const line of [
      /^controller_runtime_reconcile_total\{controller="application",result="success"\} [1-9]/m,
      /^controller_runtime_max_concurrent_reconciles\{controller="application"\} 10$/m,
      /^workqueue_adds_total\{name="application",controller="application"\} [1-9]/m,
      /^rest_client_requests_total\{code="200",method="PATCH",host="127\.0\.0\.1:\d+"\} [1-9]/m,
    ])
      expect(text).toMatch(line);

    // a deleted Application is no longer counted
    await host.request('DELETE', `${APPLICATIONS}/apps/applications/web`);
    await until('it is forgotten', async () => !(await get('/metrics')).text.includes('name="web",state="Ready"} 2'));
    await watcher.stop();
    await expect(get('/healthz')).rejects.toThrow();
  });

  test('an object of the label whose Application is not there is nothing to it', async () => {
    const { host } = running();
    const [release] = await deliver(host, applicationOf('apps', 'gone', 1));
    await host.request('DELETE', `${APPLICATIONS}/apps/applications/gone`);
    const watcher = startWatcher({ kubeconfig: host.kubeconfig, gatherMs: 0 });
    await untilTrue(host, 'started');
    const before = await patchesSeen(host);
    if (release) await say(host, release, { ready: 'False', message: 'nobody minds' });
    await put(host, applicationOf('apps', 'gone', 1)); // create it again: its status must then be correct
    await untilTrue(host, 'back');
    await watcher.stop();
    expect((await patchesSeen(host)).status).toBe(before.status + 1);
    expect(watcher.log.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });
});
