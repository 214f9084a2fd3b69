import type { Client } from '../../harness';

const rbac = '/apis/rbac.authorization.k8s.io/v1';

/** Lets user `nobody` read kinds everywhere, or do what the verbs say. */
export async function grant(
  server: Client,
  name: string,
  resources: readonly string[],
  verbs: readonly string[] = ['get', 'list', 'watch'],
): Promise<void> {
  const role = { metadata: { name }, rules: [{ apiGroups: ['*'], resources, verbs }] };
  const binding = {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'User', name: 'nobody', apiGroup: 'rbac.authorization.k8s.io' }],
  };
  for (const [plural, object] of Object.entries({ clusterroles: role, clusterrolebindings: binding })) {
    const { status, body } = await server.request('POST', `${rbac}/${plural}`, object);
    if (status !== 201) throw new Error(`${plural} ${name}: ${body.message}`);
  }
}

/** Takes it back. */
export async function revoke(server: Client, name: string): Promise<void> {
  await server.request('DELETE', `${rbac}/clusterrolebindings/${name}`);
  await server.request('DELETE', `${rbac}/clusterroles/${name}`);
}
