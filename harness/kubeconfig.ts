import { stringify } from 'yaml';

/** The data of a kubeconfig for one cluster. */
export interface KubeconfigTarget {
  /** The name of the cluster, the user and the context in the file. */
  readonly name: string;
  /** For example `https://127.0.0.1:20000`. */
  readonly url: string;
  /** The server's CA certificates, PEM. */
  readonly ca: string;
}

/** A kubeconfig as YAML, with CA and token inline, so that it can be used anywhere. */
export function kubeconfig({ name, url, ca }: KubeconfigTarget, token: string): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}

/**
 * The Secret through which Flux on another cluster reaches a member: it has the name of the member, and the kubeconfig
 * under Flux's default key.
 */
export function memberSecret(member: { name: string; kubeconfigYaml: string }, namespace: string) {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: member.name, namespace },
    stringData: { value: member.kubeconfigYaml },
  };
}
