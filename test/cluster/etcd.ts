import { Part } from './part';
import { freePort } from './ports';
import type { Sandbox } from './sandbox';

/** The one etcd that holds the data of all clusters. */
export interface Etcd {
  readonly part: Part;
  /** Client URL, without TLS; also serves etcd's JSON gateway under `/v3/`. */
  readonly url: string;
}

/** Starts etcd. Nothing is synced to disk: its data is not to outlive the machine. */
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
