import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Member } from '../../../src/cli/plan/workloads/members';
import { readDeployed } from '../../../src/cli/plan/workloads/stored-releases';
import type { KubeClient } from '../../../src/kube';

const { signal } = new AbortController();

const release = { version: 1, manifest: 'a: b', chart: { metadata: { name: 'web', version: '1.0.0' } } };

/** The data of a Helm release Secret. */
const encoded = (data: Uint8Array) => Buffer.from(Buffer.from(data).toString('base64')).toString('base64');
const stored = (json: string) => encoded(gzipSync(json));

/** A member with revisions in these states, the first one first. */
function member(states: readonly string[], data = stored(JSON.stringify(release))): Member {
  const metadata = states.map((status, index) => ({
    name: `sh.helm.release.v1.web.v${index + 1}`,
    labels: { version: String(index + 1), status },
  }));
  const request = async (_: string, path: string) =>
    path.endsWith('/secrets')
      ? { items: metadata.map((each) => ({ metadata: each })) }
      : { metadata: metadata.find(({ name }) => path.endsWith(`/${name}`)), data: { release: data } };
  const client = { request } as unknown as KubeClient;
  return { client, kubeVersion: 'v1.36.3', apiVersions: [], isNamespaced: new Map() };
}
const read = (...args: Parameters<typeof member>) => readDeployed(member(...args), 'web', 'web', signal);

test('the newest revision that is deployed', async () => {
  expect(await read(['superseded', 'deployed'])).toMatchObject({ release: { manifest: 'a: b' }, nextRevision: 3 });
  expect(await read(['deployed', 'failed'])).toMatchObject({
    nextRevision: 3,
    doubt: 'its newest revision 2 is failed',
  });
  expect(await read(['failed'])).toBeUndefined();
  expect(await read([])).toBeUndefined();
});

test('a release that is too large is not read, and what is none neither', async () => {
  const large = JSON.stringify({ ...release, manifest: 'a'.repeat(50 * 1024 * 1024) });
  await expect(read(['deployed'], stored(large))).rejects.toThrow(
    /^Helm release sh\.helm\.release\.v1\.web\.v1 is larger than 32 MiB$/,
  );
  const none = 'Secret sh.helm.release.v1.web.v1 holds no release of Helm';
  await expect(read(['deployed'], encoded(Buffer.from('no gzip')))).rejects.toThrow(none);
  await expect(read(['deployed'], stored('{}'))).rejects.toThrow(none);
  await expect(read(['deployed'], stored('no JSON'))).rejects.toThrow(none);
});
