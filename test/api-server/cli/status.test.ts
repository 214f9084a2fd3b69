import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../../harness';
import { installCrds } from '../../../harness/crds';
import { applicationOf, deliver, namespace, put, releasesOf, say } from '../../../harness/fleet/synthetic-fleet';
import { describeWithClusters } from '../../../harness/suite';
import type { HelmRelease } from '../../../imports/helm.toolkit.fluxcd.io';
import { fluxapp, folderOf } from '../../cli/run';
import { shownOn } from '../../cli/shell/terminal/emulator';
import { fluxCrds } from '../flux-crds';
import { startCommand } from './process';

const CRD = 'crds/gitops.kubesphere.io_applications.yaml';
const APPLICATIONS = '/apis/gitops.kubesphere.io/v1alpha1/namespaces';
const RELEASES = '/apis/helm.toolkit.fluxcd.io/v2/namespaces';
const MERGE = { contentType: 'application/merge-patch+json' };
const NO_REPLICAS = { ready: 'False', message: 'Helm upgrade failed: no replicas' } as const;

describeWithClusters('fluxapp status and fluxapp wait', { clusters: ['host'] }, (running) => {
  const releases = new Map<string, HelmRelease[]>();

  test('without the CRD they say how to get it', async () => {
    const { host } = running();
    for (const command of [
      ['status', '-A'],
      ['wait', 'web', '-n', 'apps'],
    ]) {
      expect(await fluxapp([...command, '--kubeconfig', host.kubeconfig])).toEqual({
        code: 1,
        stdout: '',
        stderr:
          'error: Applications cannot be read: the API server does not serve applications.gitops.kubesphere.io v1alpha1 (404): is its CRD installed? "fluxapp crds | kubectl apply --server-side -f -" installs it\n',
      });
    }
  });

  describe('with applications', () => {
    beforeAll(async () => {
      const { host } = running();
      await installCrds(host, [...(await fluxCrds()), CRD]);
      for (const name of ['apps', 'other']) await namespace(host, name);
      for (const [where, name, targets] of [
        ['apps', 'web', 3],
        ['apps', 'shop', 1],
        ['other', 'web', 2],
      ] as const) {
        releases.set(`${where}/${name}`, await deliver(host, applicationOf(where, name, targets)));
      }
    });

    const release = (key: string, index: number) => releases.get(key)?.[index] as HelmRelease;
    const run = (...args: string[]) => fluxapp([...args, '--kubeconfig', running().host.kubeconfig]);
    /** Suspends or resumes a target, and lets its controller handle that. */
    const suspend = async (key: string, index: number, suspended: boolean) => {
      const { host } = running();
      const { namespace, name } = release(key, index).metadata;
      const path = `${RELEASES}/${namespace}/helmreleases/${name}`;
      const { body } = await host.request('PATCH', path, { spec: { suspend: suspended || null } }, MERGE);
      releases.get(key)?.splice(index, 1, await say(host, body, { ready: 'True' }));
    };

    test('-n and -A say which applications', async () => {
      const rows = async (...args: string[]) =>
        (await run('status', ...args)).stdout
          .trimEnd()
          .split('\n')
          .slice(1)
          .map((line) => line.split(/\s+/).slice(0, -1).join(' '));
      const web = 'apps web HelmRelease HelmRepository/charts 1.0.0 3/3 Ready';
      const shop = 'apps shop HelmRelease HelmRepository/charts 1.0.0 1/1 Ready';
      expect(await rows('-n', 'apps')).toEqual([shop, web]);
      expect(await rows('-A')).toEqual([shop, web, 'other web HelmRelease HelmRepository/charts 1.0.0 2/2 Ready']);
      expect(await run('status')).toEqual({
        code: 0,
        stdout: '',
        stderr: expect.stringMatching(/^no Application of Flux in namespace default of context "\w+"\n$/),
      });
    });

    test('names that mean none or two are errors of one line', async () => {
      for (const command of ['status', 'wait']) {
        expect(await run(command, 'wen', '-n', 'apps')).toMatchObject({
          code: 1,
          stderr: expect.stringMatching(
            /^error: no Application is named wen in namespace apps .*: did you mean web\?\n$/,
          ),
        });
        expect(await run(command, 'web', '-A')).toMatchObject({
          code: 1,
          stderr: 'error: 2 Applications are named web, in the namespaces apps, other: name one with -n\n',
        });
      }
    });

    test('rights that are missing are named, and so is a token that has expired', async () => {
      const { host } = running();
      const text = readFileSync(host.kubeconfig, 'utf8');
      const nobody = folderOf({ a: text.replaceAll(host.tokens.admin, host.tokens.nobody) });
      const forbidden = await fluxapp(['status', '-A', '--kubeconfig', join(nobody.path, 'a')]);
      expect(forbidden.code).toBe(1);
      expect(forbidden.stderr).toMatch(
        /^error: Applications cannot be read: applications\.gitops\.kubesphere\.io is forbidden: .* \(403\): a Role or ClusterRole has to allow it\n$/,
      );
      const expired = folderOf({ a: text.replaceAll(host.tokens.admin, 'expired') });
      const refused = await fluxapp(['wait', 'web', '--kubeconfig', join(expired.path, 'a')]);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(
        /^error: https:.* does not accept the credentials of user "\w+" \(401\): log in again.*\n$/,
      );
    });

    test('a dump by kubectl says the same as the cluster', async () => {
      const { host } = running();
      const kinds = 'applications.gitops.kubesphere.io,helmreleases,helmrepositories';
      const items = (text: string) =>
        JSON.parse(text).items.map(({ sources: _, ...item }: { sources: unknown }) => item);
      const both = async () => {
        const { stdout: dump } = await host.kubectl(['get', kinds, '-A', '-o', 'yaml']);
        const fromDump = await fluxapp(['status', '-A', '-o', 'json', '-f', '-'], { stdin: dump });
        return { dumped: items(fromDump.stdout), live: items((await run('status', '-A', '-o', 'json')).stdout) };
      };
      let { dumped, live } = await both();
      // changes within the current second have no time yet
      if (!isDeepStrictEqual(dumped, live)) ({ dumped, live } = await both());
      expect(dumped).toEqual(live);
    });

    test.each([80, 200])(
      '-w draws in place on a terminal of %i columns, and leaves what it showed last',
      async (columns) => {
        const { host } = running();
        const size = { columns, rows: 24 };
        const watching = await startCommand(host, ['status', '-n', 'apps', '-w'], size);
        const screen = () => shownOn(size, watching.stdout());
        await until('the list is there', () => screen().some((line) => line.includes('3/3')));
        await say(host, release('apps/web', 1), NO_REPLICAS);
        await until('the failure is there', () => screen().some((line) => line.includes('Failed')));
        const [header = '', shop = '', web = '', ...below] = screen();
        expect(header).toMatch(
          columns === 80 ? /^NAMESPACE +NAME .*READY +STATE +AGE$/ : /^NAMESPACE +NAME +TYPE +SOURCE /,
        );
        expect(shop).toMatch(/^apps +shop .*1\/1 +Ready/);
        expect(web).toMatch(/^apps +web .*2\/3 +Failed/);
        expect(below.join('')).toBe('');
        await say(host, release('apps/web', 1), { ready: 'True' });
        await until('it is mended', () => screen().some((line) => line.includes('3/3')));
        watching.kill('SIGINT');
        expect(await watching.exit).toBe(0);
        expect(watching.stdout()).toContain('\u001b[?25h\u001b[?1049l');
        expect(screen().filter(Boolean)).toHaveLength(3);
      },
    );

    test('-w prints a line for every change into a pipe, or a line of JSON', async () => {
      const { host } = running();
      const lines = await startCommand(host, ['status', '-n', 'apps', '-w']);
      const json = await startCommand(host, ['status', '-n', 'apps', '-w', '-o', 'json']);
      await until('both have begun', () => lines.stdout().includes('3/3') && json.stdout().split('\n').length === 3);
      await say(host, release('apps/web', 2), NO_REPLICAS);
      await until('both have told', () => lines.stdout().includes('Failed') && json.stdout().includes('Failed'));
      await say(host, release('apps/web', 2), { ready: 'True' });
      await until('both have told again', () => lines.stdout().match(/3\/3/g)?.length === 2);
      await until('JSON too', () => json.stdout().split('\n').length === 5);
      for (const each of [lines, json]) each.kill('SIGTERM');
      expect(await Promise.all([lines.exit, json.exit])).toEqual([0, 0]);
      expect(
        lines
          .stdout()
          .split('\n')
          .map((line) => line.split(/\s+/)[1]),
      ).toEqual(['NAME', 'shop', 'web', 'web', 'web', undefined]);
      const told = json
        .stdout()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(told.map(({ name, state }) => `${name} ${state}`)).toEqual([
        'shop Ready',
        'web Ready',
        'web Failed',
        'web Ready',
      ]);
    });

    test('wait ends with 0 when all are ready, and says what runs', async () => {
      expect(await run('wait', 'web', 'shop', '-n', 'apps')).toEqual({
        code: 0,
        stdout: 'apps/web ready: 3 of 3 ready\napps/shop ready: 1 of 1 ready\n',
        stderr: '   0s apps/web: 3 of 3 ready\n   0s apps/shop: 1 of 1 ready\n',
      });
    });

    test('wait ends with 2 when the time is up, and says what is missing', async () => {
      const folder = folderOf({});
      const report = join(folder.path, 'report.xml');
      const ended = await run(
        'wait',
        'web',
        '-n',
        'apps',
        '--revision',
        '2.0.0',
        '--timeout',
        '1s',
        '--report',
        `junit=${report}`,
      );
      expect(ended.code).toBe(2);
      expect(ended.stdout).toBe('');
      expect(ended.stderr).toContain('error: apps/web is not ready after 1 s: 0 of 3 ready; ');
      expect(ended.stderr).toContain(' at 1.0.0, not 2.0.0');
      expect(readFileSync(report, 'utf8')).toContain('tests="3" failures="3" errors="0" skipped="0"');
    });

    test('wait goes on until the last target runs the revision, and tells every change', async () => {
      const { host } = running();
      const waiting = await startCommand(host, ['wait', 'web', '-n', 'apps', '--revision', '2.0.0']);
      await until('it waits', () => waiting.stderr().includes('0 of 3 ready'));
      for (const [index, each] of (releases.get('apps/web') ?? []).entries()) {
        await say(host, each, { ready: 'True', version: '2.0.0+9f86d081884c' });
        await until('it has told', () => waiting.stderr().includes(`${index + 1} of 3 ready`));
      }
      expect(await waiting.exit).toBe(0);
      expect(waiting.stdout()).toBe('apps/web ready: 3 of 3 ready\n');
      expect((await run('wait', 'web', '-n', 'apps', '--revision', '9f86d08')).code).toBe(0);
    });

    test('wait fails at once on what Flux has tried, with its message', async () => {
      const { host } = running();
      await say(host, release('other/web', 1), NO_REPLICAS);
      const failed = await run('wait', 'web', '-n', 'other');
      expect(failed).toMatchObject({ code: 1, stdout: '' });
      expect(failed.stderr).toContain(
        'error: other/web has failed: 1 of 2 ready; member-1-web failed: UpgradeFailed: Helm upgrade failed: no replicas\n',
      );
      await say(host, release('other/web', 1), { ready: 'True' });
    });

    test('wait takes a failure of what was said before for what it is', async () => {
      const { host } = running();
      const before = await deliver(host, applicationOf('other', 'fixed', 1));
      await say(host, before[0] as HelmRelease, NO_REPLICAS);
      const fixed = applicationOf('other', 'fixed', 1, { replicas: 1 });
      await put(host, fixed);
      const waiting = await startCommand(host, ['wait', 'fixed', '-n', 'other']);
      await until('it waits', () => waiting.stderr().includes('not applied yet; the applied object is failed'));
      const [next] = await Promise.all(releasesOf(fixed).map((each) => put(host, each)));
      await say(host, next, { ready: 'True' });
      expect(await waiting.exit).toBe(0);
    });

    test('wait gives what may pass by itself its grace', async () => {
      const { host } = running();
      await say(host, release('other/web', 0), { ready: 'False', reason: 'DependencyNotReady', message: 'of db' });
      const failed = await run('wait', 'web', '-n', 'other', '--failure-grace', '1s');
      expect(failed.code).toBe(1);
      expect(failed.stderr).toMatch(/ reconciling: DependencyNotReady: of db\n/);
      expect(failed.stderr).toMatch(/error: other\/web has failed: .* for 1 s: DependencyNotReady: of db\n$/);
      await say(host, release('other/web', 0), { ready: 'True' });
    });

    test('wait names suspended targets and goes on without them, unless told otherwise', async () => {
      await suspend('other/web', 1, true);
      expect(await run('wait', 'web', '-n', 'other')).toMatchObject({
        code: 0,
        stdout: 'other/web ready: 1 of 2 ready; member-1-web suspended, not waited for\n',
      });
      expect((await run('wait', 'web', '-n', 'other', '--include-suspended', '--timeout', '1s')).code).toBe(2);
      await suspend('other/web', 0, true);
      const all = await run('wait', 'web', '-n', 'other');
      expect(all.code).toBe(1);
      expect(all.stderr).toContain('error: other/web has failed: all targets are suspended');
      await suspend('other/web', 0, false);
      await suspend('other/web', 1, false);
    });

    test('wait on a terminal has one line that changes, and none of it stays', async () => {
      const { host } = running();
      const size = { columns: 80, rows: 24 };
      await say(host, release('other/web', 0), { ready: 'Unknown', reason: 'Progressing', message: 'x'.repeat(100) });
      const waiting = await startCommand(host, ['wait', 'web', '-n', 'other'], size);
      await until('it waits', () =>
        shownOn(size, waiting.stdout()).some((line) => /^ +\d+s other\/web: 1 of 2 /.test(line)),
      );
      const shown = shownOn(size, waiting.stdout()).filter(Boolean);
      expect(shown).toHaveLength(1);
      expect(shown[0]).toMatch(/…$/);
      await say(host, release('other/web', 0), { ready: 'True' });
      expect(await waiting.exit).toBe(0);
      expect(shownOn(size, waiting.stdout()).filter(Boolean)).toEqual(['other/web ready: 2 of 2 ready']);
    });

    test('an Application that is deleted meanwhile has failed', async () => {
      const { host } = running();
      await put(host, applicationOf('other', 'short', 1));
      const waiting = await startCommand(host, ['wait', 'short', '-n', 'other']);
      await until('it waits', () => waiting.stderr().includes('0 of 1 ready'));
      await host.request('DELETE', `${APPLICATIONS}/other/applications/short`);
      expect(await waiting.exit).toBe(1);
      expect(waiting.stderr()).toContain('error: other/short has failed: it was deleted\n');
    });
  });
});
