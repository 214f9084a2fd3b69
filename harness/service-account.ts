import { writeFileSync } from 'node:fs';
import type { Client } from './client';
import { kubeconfig } from './kubeconfig';

/**
 * A token of a ServiceAccount like that of a Pod: signed by the API server, valid for an hour.
 *
 * @throws if the ServiceAccount does not exist, or the client may not request its tokens
 */
export async function createToken(client: Client, namespace: string, name: string): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
  const { status, body } = await client.request('POST', path, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 3600 },
  });
  if (status !== 201) throw new Error(`token of ServiceAccount ${namespace}/${name}: ${status} ${body.message}`);
  return body.status.token;
}

/** Writes a kubeconfig that authenticates a program as that ServiceAccount. @returns its path */
export async function writeKubeconfigOf(client: Client, namespace: string, name: string, file: string) {
  writeFileSync(file, kubeconfig(client, await createToken(client, namespace, name)), { mode: 0o600 });
  return file;
}
