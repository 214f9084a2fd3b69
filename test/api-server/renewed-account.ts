import { renameSync, writeFileSync } from 'node:fs';
import { type Client, createToken, kubeconfig } from '../../harness';

/** A ServiceAccount, and the kubeconfig of a program that runs as it. */
export interface RenewedAccount {
  readonly namespace: string;
  readonly name: string;
  /** The path of the kubeconfig, which is replaced. */
  readonly file: string;
  /** The URL of the API server in the kubeconfig. */
  readonly url: string;
}

/**
 * Recreates a ServiceAccount, so that its earlier tokens are invalid. Replaces the kubeconfig, like a kubelet replaces
 * a token.
 */
export async function renewAccount(host: Client, { namespace, name, file, url }: RenewedAccount): Promise<void> {
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  await host.request('DELETE', `${accounts}/${name}`);
  await host.request('POST', accounts, { metadata: { name } });
  const token = await createToken(host, namespace, name);
  writeFileSync(`${file}.new`, kubeconfig({ ...host.connection, url }, token));
  renameSync(`${file}.new`, file);
}

/** Grants a ServiceAccount all permissions. */
export async function makeAdmin(host: Client, { namespace, name }: RenewedAccount): Promise<void> {
  await host.request('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', namespace, name }],
  });
}
