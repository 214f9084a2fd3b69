import { type Client, until } from '../../harness';

const rbac = '/apis/rbac.authorization.k8s.io/v1';

/** Allows user `nobody` to read kinds everywhere, or to do what the verbs say. */
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
  // the API server learns of its own roles through watches
  const asked = resources.flatMap((resource) => verbs.map((verb) => ({ resource, verb })));
  await until(`${name} has an effect`, async () => {
    const answers = await Promise.all(asked.map((attributes) => isAllowed(server, attributes)));
    return answers.every((isTrue) => isTrue);
  });
}

async function isAllowed(server: Client, resourceAttributes: object): Promise<boolean> {
  const review = { spec: { user: 'nobody', resourceAttributes } };
  const { body } = await server.request('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', review);
  return body.status?.allowed === true;
}

/** Revokes it. */
export async function revoke(server: Client, name: string): Promise<void> {
  await server.request('DELETE', `${rbac}/clusterrolebindings/${name}`);
  await server.request('DELETE', `${rbac}/clusterroles/${name}`);
}
