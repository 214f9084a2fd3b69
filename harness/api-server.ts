import { generateKeyPair, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, type Connection } from './client';
import { kubeconfig } from './kubeconfig';
import { Part } from './part';
import { freePort } from './ports';
import type { Sandbox } from './sandbox';

/**
 * One cluster: an API server with a key prefix of its own in etcd. It has no controllers, no scheduler and no nodes.
 */
export class Cluster extends Client {
  constructor(
    connection: Connection,
    /** The API server's process. */
    readonly apiServer: Part,
  ) {
    super(connection);
  }
}

/** The options of an API server. */
export interface ApiServerOptions {
  /** The cluster's name. */
  readonly name: string;
  /** Path of kube-apiserver. */
  readonly command: string;
  /** Path of kubectl, for the connection. */
  readonly kubectl: string;
  readonly etcdUrl: string;
  /** Added at the end, so they take precedence. */
  readonly flags: readonly string[];
}

/** Starts an API server, and waits until it is ready and has the namespace `default`. */
export async function startApiServer(sandbox: Sandbox, options: ApiServerOptions): Promise<Cluster> {
  const { name, command, etcdUrl, flags } = options;
  const folder = sandbox.subfolder(name);
  const tokens = { admin: randomBytes(16).toString('hex'), nobody: randomBytes(16).toString('hex') };
  const tokenFile = join(folder, 'tokens.csv');
  const keyFile = join(folder, 'service-account.pem');
  const kubeconfigFile = join(folder, 'kubeconfig');
  writeFileSync(tokenFile, `${tokens.admin},admin,admin,"system:masters"\n${tokens.nobody},nobody,nobody\n`);
  writeFileSync(keyFile, await serviceAccountKey());

  const port = await freePort();
  const url = `https://127.0.0.1:${port}`;
  const connect = (): Connection => {
    // The server creates a certificate for itself at its first start, and keeps it.
    const ca = readFileSync(join(folder, 'apiserver.crt'), 'utf8');
    return { name, url, ca, tokens, kubeconfig: kubeconfigFile, kubectl: options.kubectl };
  };
  const part = await Part.start(sandbox, {
    name: `${name}-kube-apiserver`,
    command,
    args: [
      `--etcd-servers=${etcdUrl}`,
      `--etcd-prefix=/${name}/registry`,
      `--cert-dir=${folder}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${port}`,
      '--endpoint-reconciler-type=none',
      '--authorization-mode=RBAC',
      `--token-auth-file=${tokenFile}`,
      `--service-account-issuer=${url}/`,
      `--service-account-key-file=${keyFile}`,
      `--service-account-signing-key-file=${keyFile}`,
      // It would require default service accounts, which nothing creates here.
      '--disable-admission-plugins=ServiceAccount',
      '--service-cluster-ip-range=10.0.0.0/24',
      '--allow-privileged=true',
      '--profiling=false',
      ...flags,
    ],
    isUp: async () => {
      const client = new Client(connect());
      const isOk = async (path: string) =>
        (await client.request('GET', path, undefined, { signal: AbortSignal.timeout(2_000) })).status === 200;
      try {
        return (await isOk('/readyz')) && (await isOk('/api/v1/namespaces/default'));
      } finally {
        client.close();
      }
    },
  });
  const connection = connect();
  writeFileSync(kubeconfigFile, kubeconfig(connection, tokens.admin));
  return new Cluster(connection, part);
}

/** The key with which the server signs ServiceAccount tokens. */
async function serviceAccountKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}
