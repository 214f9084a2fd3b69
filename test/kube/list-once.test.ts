import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeApiServer, type Fault } from '../../harness/fake-api-server';
import { KubeClient, pathOf, Reflector, readList } from '../../src/kube';
import { KubeconfigFolder } from './kubeconfig-file';

const CONFIG_MAPS = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap' };
const NAMES = ['a', 'b', 'c', 'd', 'e'];

let fake: FakeApiServer;
let folder: KubeconfigFolder;
let client: KubeClient;

beforeEach(async () => {
  fake = await FakeApiServer.start(
    NAMES.map((name) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'some', uid: name, resourceVersion: '7' },
    })),
  );
  folder = new KubeconfigFolder();
  client = await KubeClient.load({ kubeconfig: folder.write('fake', fake.url) });
});

afterEach(async () => {
  await client.close();
  await fake.close();
  folder.remove();
});

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
const nameOf = (object: any): string => object.metadata.name;

/** A reflector that lists once, and a record of its callbacks. */
function reflectorOf(namespace?: string) {
  const told: string[] = [];
  const reflector = new Reflector<string>({
    client,
    resource: CONFIG_MAPS,
    namespace,
    watches: false,
    transform: nameOf,
    backoff: { minMs: 1, maxMs: 2 },
    signal: new AbortController().signal,
    handler: {
      changed: (key) => told.push(key),
      synced: () => told.push('synced'),
      unreadable: ({ reason }) => told.push(reason),
    },
  });
  return { reflector, told };
}

const status = (code: number): Fault => ({ kind: 'status', status: code });

test('a reflector that does not watch ends with its list, and opens no watch', async () => {
  const { reflector, told } = reflectorOf('some');
  await reflector.run();
  expect(told).toEqual([...NAMES.map((name) => `some/${name}`), 'synced']);
  expect(fake.requests).toEqual(['GET /api/v1/namespaces/some/configmaps?limit=500']);
});

test('a reflector that does not watch ends where the list is refused', async () => {
  fake.faults.push({ on: 'list', fault: status(403) });
  const { reflector, told } = reflectorOf('some');
  await reflector.run();
  expect(told).toEqual(['Forbidden']);
  expect(reflector.state).toMatchObject({ kind: 'unreadable', reason: 'Forbidden' });
  expect(fake.requests).toHaveLength(1);
});

test('a reflector that does not watch lists again after an error that may pass', async () => {
  fake.faults.push({ on: 'list', fault: { kind: 'reset' } }, { on: 'list', fault: status(500) });
  const { reflector, told } = reflectorOf('some');
  await reflector.run();
  expect(told.at(-1)).toBe('synced');
});

const read = (options: { pageSize?: number; fieldSelector?: string; onPage?: () => void }) =>
  readList<string[]>(
    client,
    pathOf(CONFIG_MAPS, 'some'),
    options,
    () => [],
    (names, object) => names.push(nameOf(object)),
  );

test('a list comes page by page, in its order', async () => {
  let pages = 0;
  const { result, resourceVersion } = await read({ pageSize: 2, onPage: () => pages++ });
  expect(result).toEqual(NAMES);
  expect(resourceVersion).toMatch(/^\d+$/);
  expect(pages).toBe(3);
  expect((await read({ fieldSelector: 'metadata.name=c' })).result).toEqual(['c']);
});

test('an error of a later page is that of the list', async () => {
  const fails = { on: 'list', fault: status(403) } as const;
  await expect(read({ pageSize: 2, onPage: () => fake.faults.push(fails) })).rejects.toMatchObject({ status: 403 });
});
