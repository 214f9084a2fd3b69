import { expect, test } from 'vitest';
import { applicationOf, put } from '../../../harness/fleet/synthetic-fleet';
import { ClusterWriter, DryRunWriter } from '../../../src/controllers/application-status/status-writer';
import { type ApplicationRecord, recordOf } from '../../../src/observe/application-record';
import { useFakeCluster } from '../../runtime/fake-cluster';

const cluster = useFakeCluster();
const PATH = '/apis/gitops.kubesphere.io/v1alpha1/namespaces/apps/applications/web';
const status = { status: { summary: '1/1' } };
const metadata = { metadata: { labels: { 'gitops.kubesphere.io/ready-number': '1-1' } } };

const stored = async () => recordOf(await put(cluster(), applicationOf('apps', 'web', 1))) as ApplicationRecord;
const get = async () => (await cluster().request('GET', PATH)).body;

/** A writer, and the numbers of parts that it counted. */
async function clusterWriter() {
  const written: string[] = [];
  return { writer: new ClusterWriter(await cluster().client(), (part) => written.push(part)), written };
}

test('writes the status, then the metadata of what that made, as the field manager of the watcher', async () => {
  const { writer, written } = await clusterWriter();
  const result = await writer.write(await stored(), { status, metadata });
  expect(result).toEqual(await get());
  expect(result).toMatchObject({ metadata: { ...metadata.metadata, generation: 1 }, ...status });
  expect(written).toEqual(['status', 'metadata']);
  const { managedFields } = (await get()).metadata;
  expect(managedFields.map(({ manager, subresource }: Record<string, string>) => [manager, subresource])).toEqual([
    ['author', undefined],
    ['fluxapp-watcher', 'status'],
    ['fluxapp-watcher', undefined],
  ]);
});

test.for([
  ['status', { status }],
  ['metadata', { metadata }],
] as const)('sends no request but for the %s where only that has changed', async ([part, patches]) => {
  const { writer, written } = await clusterWriter();
  await writer.write(await stored(), patches);
  expect(written).toEqual([part]);
  expect(cluster().server.writes).toHaveLength(1);
});

test('fails with Conflict where the Application has changed since, or was created again', async () => {
  const { writer, written } = await clusterWriter();
  const record = await stored();
  await cluster().request('PATCH', PATH, { metadata: { labels: { team: 'web' } } }, MERGE);
  await expect(writer.write(record, { status })).rejects.toMatchObject({ status: 409, reason: 'Conflict' });
  await cluster().request('DELETE', PATH);
  await expect(writer.write(record, { metadata })).rejects.toMatchObject({ status: 404 });
  await stored();
  await expect(writer.write(record, { metadata })).rejects.toMatchObject({ status: 409, reason: 'Conflict' });
  expect(written).toEqual([]);
});

test('a dry run passes on each patch once while it does not change, and writes nothing', async () => {
  const lines: string[] = [];
  const writer = new DryRunWriter(({ application, part, patch }) =>
    lines.push(`${application} ${part} ${JSON.stringify(patch)}`),
  );
  const record = await stored();
  for (const summary of ['1/1', '1/1', '0/1', '1/1'])
    expect(await writer.write(record, { status: { status: { summary } }, metadata })).toBeUndefined();
  expect(lines).toEqual([
    'apps/web status {"status":{"summary":"1/1"}}',
    `apps/web metadata ${JSON.stringify(metadata)}`,
    'apps/web status {"status":{"summary":"0/1"}}',
    'apps/web status {"status":{"summary":"1/1"}}',
  ]);
  expect(cluster().server.writes).toEqual([]);
});

const MERGE = { contentType: 'application/merge-patch+json' };
