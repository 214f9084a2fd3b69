/** Clusters whose names differ from those of their Secrets. */
import { expect, test, vi } from 'vitest';
import { dumped, listOf } from './dump';
import { fluxapp } from './run';

vi.useFakeTimers({ now: new Date('2026-11-26T12:00:00Z'), toFake: ['Date'] });

const [application, ...releases] = dumped('apps', 'web', [{}, {}, {}]);
const names = { 'member-1': 'eu-1', 'old-1': 'eu-0' };
const web = {
  ...application,
  metadata: {
    ...application?.metadata,
    annotations: { 'gitops.kubesphere.io/clusters': JSON.stringify(names) },
  },
};
const left = {
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'web--old-1--web', namespace: 'apps', annotations: { 'gitops.kubesphere.io/application': 'web' } },
  spec: { kubeConfig: { secretRef: { name: 'old-1' } }, targetNamespace: 'web' },
};
const stdin = listOf([web, ...releases, left]);
const status = (...args: string[]) => fluxapp(['status', ...args, '-f', '-'], { stdin });

test('status calls clusters by their names', async () => {
  const { stdout } = await status('web');
  const rows = stdout.split('\n').filter((line) => / (1.0.0|Orphaned) /.test(line));
  expect(rows.map((row) => row.split(/ +/)[0])).toEqual(['eu-1', 'member-2', 'host', 'eu-0']);
});

test.each([
  ['eu-1', ['eu-1']],
  ['member-1', ['eu-1']],
  ['member-2', ['member-2']],
  ['host', ['host']],
  ['old-1', ['eu-0']],
  ['eu-0', ['eu-0']],
])('--cluster %s is a name or a Secret', async (cluster, expected) => {
  const { stdout } = await status('web', '--cluster', cluster, '-o', 'json');
  const { targets, orphans } = JSON.parse(stdout);
  expect([...targets, ...orphans].map((target) => target.cluster ?? 'host')).toEqual(expected);
});

test('a name of a cluster comes before the Secret of another', async () => {
  const swapped = { 'member-1': 'member-2', 'member-2': 'eu-2' };
  const annotations = { 'gitops.kubesphere.io/clusters': JSON.stringify(swapped) };
  const objects = listOf([{ ...web, metadata: { ...web.metadata, annotations } }, ...releases]);
  const { stdout } = await fluxapp(['status', 'web', '--cluster', 'member-2', '-o', 'json', '-f', '-'], {
    stdin: objects,
  });
  expect(JSON.parse(stdout).targets.map(({ key }: { key: string }) => key)).toEqual(['member-1-web']);
});

test('a cluster that is not there is said with the names that are', async () => {
  expect((await status('web', '--cluster', 'asia')).stderr).toBe(
    'error: --cluster: no target is on asia; there are eu-0, eu-1, host, member-2\n',
  );
});

test('JSON has the Secret of a cluster that has another name', async () => {
  const { targets, orphans } = JSON.parse((await status('web', '-o', 'json')).stdout);
  const shown = [...targets, ...orphans].map(({ key, cluster, kubeConfig }) => ({ key, cluster, kubeConfig }));
  expect(shown).toEqual([
    { key: 'member-1-web', cluster: 'eu-1', kubeConfig: 'member-1' },
    { key: 'member-2-web', cluster: 'member-2' },
    { key: 'web' },
    { key: 'web--old-1--web', cluster: 'eu-0', kubeConfig: 'old-1' },
  ]);
});
