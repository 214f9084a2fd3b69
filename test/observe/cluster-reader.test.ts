import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeApiServer } from '../../harness/fake-api-server';
import { lower } from '../../src';
import { ClusterReader } from '../../src/observe';
import { helmApplication, onHost } from '../application/applications';
import { KubeconfigFolder } from '../kube/kubeconfig-file';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const LONG = { timeout: 30_000 };

let fake: FakeApiServer;
let folder: KubeconfigFolder;

function application(name: string, namespace?: string): Any {
  const source = { sourceRef: { kind: 'HelmRepository', name: 'charts', ...(namespace ? { namespace } : {}) } };
  return helmApplication([onHost(name)], { source, metadata: { name, namespace: 'apps' } });
}

beforeEach(async () => {
  const applications = [application('web'), application('shop', 'shared')];
  const releases = applications.flatMap((each) => lower(each).objects as Any[]);
  fake = await FakeApiServer.start(
    [...applications, ...releases.filter(({ kind }) => kind === 'HelmRelease')].map((object, index) => ({
      ...object,
      metadata: { ...object.metadata, namespace: 'apps', uid: `uid-${index}`, resourceVersion: '7' },
    })),
  );
  folder = new KubeconfigFolder();
});

afterEach(async () => {
  await fake.close();
  folder.remove();
});

/** A reader that follows the namespace apps and the sources of its applications, and the troubles that it reports. */
async function following() {
  const troubles: (string | undefined)[] = [];
  const listener = { changed: () => {}, trouble: (message: string | undefined) => void troubles.push(message) };
  const kubeconfig = folder.write('fake', fake.url);
  const reader = await ClusterReader.open({ kubeconfig, namespace: 'apps' }, { listener });
  return { reader, troubles };
}

const requestsOf = (path: RegExp) => fake.requests.filter((request) => path.test(request)).length;
const refuse = (path: RegExp, status: number) =>
  fake.faults.push({ on: 'list', path, times: 10_000, fault: { kind: 'status', status, message: 'no' } });

test('a kind of source that is forbidden is no reason for being out of date', async () => {
  refuse(/helmrepositories/, 403);
  const { reader, troubles } = await following();
  await reader.known();
  await vi.waitUntil(() => requestsOf(/apps\/helmrepositories/) >= 3, LONG);
  expect(reader.keys()).toEqual(['apps/shop', 'apps/web']);
  expect(troubles).toEqual([]);
  await reader.close();
});

test('sources that cannot be read in one namespace are a trouble while they are read in another', async () => {
  refuse(/shared\/helmrepositories/, 500);
  const { reader, troubles } = await following();
  await reader.known();
  expect(troubles.at(-1)).toMatch(/^no \(500/);
  const watches = /apps\/helmrepositories\?.*watch=/;
  const before = requestsOf(watches);
  fake.endWatches();
  await vi.waitUntil(() => requestsOf(watches) > before, LONG);
  expect(troubles).not.toContain(undefined);
  fake.faults.length = 0;
  await vi.waitUntil(() => troubles.at(-1) === undefined, LONG);
  await reader.close();
});
