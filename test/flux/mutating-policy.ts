import { type Client, until } from '../../harness';
import { apply } from './watch/stand';

/**
 * Installs a policy that sets a timeout of three minutes on every HelmRelease of a namespace. The policy is in force
 * when this resolves.
 */
export async function setTimeouts(host: Client, namespace: string): Promise<void> {
  const api = 'admissionregistration.k8s.io/v1';
  const metadata = { name: 'timeout' };
  const expression = 'Object{spec: Object.spec{timeout: "3m"}}';
  const policy = {
    matchConstraints: {
      resourceRules: [
        {
          apiGroups: ['helm.toolkit.fluxcd.io'],
          apiVersions: ['*'],
          operations: ['CREATE', 'UPDATE'],
          resources: ['helmreleases'],
        },
      ],
    },
    reinvocationPolicy: 'Never',
    mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression } }],
  };
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
  const objects = [
    { apiVersion: api, kind: 'MutatingAdmissionPolicy', metadata, spec: policy },
    {
      apiVersion: api,
      kind: 'MutatingAdmissionPolicyBinding',
      metadata,
      spec: { policyName: metadata.name, matchResources: { namespaceSelector } },
    },
  ];
  await apply(host, objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  const probe = {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'probe' },
    spec: { interval: '1h', chartRef: { kind: 'HelmChart', name: 'none' } },
  };
  const path = `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${namespace}/helmreleases?dryRun=All`;
  await until('the policy is in force', async () => {
    // everything is rejected until the policy knows the kind
    const { status, body } = await host.request('POST', path, probe);
    return status === 201 && body.spec.timeout === '3m';
  });
}
