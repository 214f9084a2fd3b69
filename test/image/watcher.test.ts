/** The image that `.ci/image` has built, run like the kubelet does: with its own read-only root, and not as root. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../harness';
import { describeWithApiServer } from '../../harness/suite';
import { READY_NUMBER } from '../../src/application/marks';
import { parseYaml } from '../../src/yaml';
import {
  applicationObjects,
  installAllCrds,
  installObjects,
  make,
  makeNamespaces,
  RELEASED,
} from '../api-server/watcher/installed-watcher';
import { fluxapp } from '../cli/run';
import { only } from '../constructs/watcher/objects';

/** The root of a container of the image, and the image's OCI configuration. */
const ROOT = process.env.FLUXAPP_IMAGE_ROOT as string;
const CONFIG = JSON.parse(process.env.FLUXAPP_IMAGE_CONFIG as string) as {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly WorkingDir: string;
};

/**
 * Makes the root read-only, adds the files that the kubelet adds, and replaces itself with the process of the
 * container.
 */
const AS_KUBELET = `
root=$1 account=$2 user=$3; shift 3
folder=/var/run/secrets/kubernetes.io/serviceaccount
chroot "$root" mkdir -p "$folder"
mounted=$root$(chroot "$root" realpath "$folder")
mount --make-rprivate /
mount --bind "$root" "$root"
mount -o remount,ro,bind "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs none "$mounted"
cp "$account"/* "$mounted/"
chmod -R a+rX "$mounted"
mount -o remount,ro "$mounted"
exec chroot --userspec="$user" "$root" "$@"
`;

describeWithApiServer('the watcher in its image', (client) => {
  const home = 'watcher-image-home';
  const apps = 'watcher-image-apps';
  const path = `/apis/gitops.kubesphere.io/v1alpha1/namespaces/${apps}/applications/web`;
  let account: string;
  let watcher: ChildProcessByStdio<null, Readable, Readable>;
  let log = '';

  beforeAll(async () => {
    account = mkdtempSync(join(tmpdir(), 'image-account-'));
    await installAllCrds(client);
    await makeNamespaces(client, [home, apps]);
    for (const object of applicationObjects(apps)) await make(client, object);
    const args = ['--image', 'registry.example.com/fluxapp:1.0.0', '--watch-namespace', apps, '-n', home];
    const { stdout } = await fluxapp(['install', '--export', ...args]);
    const objects = parseYaml(stdout).map(({ value }) => value) as Parameters<typeof installObjects>[1];
    const { token } = await installObjects(client, objects, path);
    for (const [file, text] of Object.entries({ token, namespace: home, 'ca.crt': client.connection.ca })) {
      writeFileSync(join(account, file), text);
    }
    const { hostname, port } = new URL(client.connection.url);
    const [container] = only(objects, 'Deployment').spec.template.spec.containers;
    const command = [...CONFIG.Entrypoint, ...container.args];
    watcher = spawn('unshare', ['--mount', 'sh', '-euc', AS_KUBELET, 'sh', ROOT, account, CONFIG.User, ...command], {
      env: {
        ...Object.fromEntries(CONFIG.Env.map((entry) => entry.split(/=(.*)/s, 2))),
        ...{ KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port },
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [watcher.stdout, watcher.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text;
      });
    }
  });
  afterAll(() => {
    watcher?.kill('SIGKILL');
    rmSync(account, { recursive: true, force: true });
  });

  const isCounted = (number: string) =>
    until(`the Application says ${number}`, async () => {
      if (watcher.exitCode !== null) throw new Error(`the watcher has ended:\n${log}`);
      const { body } = await client.request('GET', path);
      return body.metadata.labels?.[READY_NUMBER] === number;
    });

  test('does its work, not as root', async () => {
    await isCounted('0-1');
    const release = `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${apps}/helmreleases/web--host--web/status`;
    const merge = { contentType: 'application/merge-patch+json' };
    expect((await client.request('PATCH', release, { status: RELEASED }, merge)).status).toBe(200);
    await isCounted('1-1');
    const status = readFileSync(`/proc/${watcher.pid}/status`, 'utf8');
    const [user, group] = CONFIG.User.split(':');
    expect(/^Uid:\t(\d+)/m.exec(status)?.[1]).toBe(user);
    expect(/^Gid:\t(\d+)/m.exec(status)?.[1]).toBe(group);
    expect(user).not.toBe('0');
  });

  test('has nothing to complain of, and ends in peace', async () => {
    const ended = once(watcher, 'exit');
    expect(watcher.kill('SIGTERM')).toBe(true);
    expect(await ended).toEqual([0, null]);
    const lines = log.trimEnd().split('\n');
    const levels = lines.map((line) => JSON.parse(line).level);
    expect(lines.filter((_, index) => levels[index] === 'warn' || levels[index] === 'error')).toEqual([]);
  });
});
