import { Part } from './part';
import { freePort } from './ports';
import type { Sandbox } from './sandbox';

/** The one etcd that holds the data of all clusters. */
export interface Etcd {
  readonly part: Part;
  /** Client URL, without TLS; also serves etcd's JSON gateway under `/v3/`. */
  readonly url: string;
}

/** Starts etcd. Nothing is synced to disk: its data need not survive a crash of the machine. */
export async function startEtcd(sandbox: Sandbox, command: string): Promise<Etcd> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const peerUrl = `http://127.0.0.1:${await freePort()}`;
  const part = await Part.start(sandbox, {
    name: 'etcd',
    command,
    args: [
      `--data-dir=${sandbox.subfolder('etcd')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=default=${peerUrl}`,
      '--unsafe-no-fsync=true',
      '--log-level=warn',
    ],
    isUp: async () => (await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) })).status === 200,
  });
  return { part, url };
}

/**
 * Removes the history of all data (compaction), so that a watch from an earlier resource version can no longer be
 * resumed. An API server may still have that history in memory: restart it to get a 410.
 *
 * @returns etcd's revision, which is the newest resource version of all clusters
 */
export async function compact(etcdUrl: string): Promise<number> {
  const call = async (method: string, body: unknown) => {
    const response = await fetch(`${etcdUrl}/v3/kv/${method}`, {
      method: 'POST',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    // biome-ignore lint/suspicious/noExplicitAny: etcd's JSON gateway
    const answer: any = await response.json();
    if (!response.ok) throw new Error(`etcd refuses ${method}: ${answer.message}`);
    return answer;
  };
  const { header } = await call('range', { key: Buffer.from('nothing').toString('base64') });
  await call('compaction', { revision: header.revision, physical: true });
  return Number(header.revision);
}
