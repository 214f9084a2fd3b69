/** `fluxapp clusters` on a real API server, with minimal CRDs of the projects that define clusters. */
import { beforeAll, expect, test } from 'vitest';
import { installCrds } from '../../harness/crds';
import { namespace } from '../../harness/fleet/synthetic-fleet';
import { describeWithClusters } from '../../harness/suite';
import { ClusterSet } from '../../src';
import { KubeClient, readList } from '../../src/kube';
import { fluxapp, folderOf } from '../cli/run';

/** A CRD with a spec of any shape. */
function crd(group: string, version: string, kind: string, plural: string, scope: 'Namespaced' | 'Cluster') {
  const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      ...{ group, scope },
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}

const SECRET = 'UzNDUkVU';

describeWithClusters('fluxapp clusters', { clusters: ['host'] }, (running) => {
  const clusters = (...args: string[]) => fluxapp(['clusters', '--kubeconfig', running().host.kubeconfig, ...args]);

  async function create(path: string, object: { metadata: object; [field: string]: unknown }): Promise<void> {
    const { status, body } = await running().host.request('POST', path, object);
    expect(status, body.message).toBe(201);
  }

  beforeAll(async () => {
    for (const name of ['apps', 'other']) await namespace(running().host, name);
    const labels = { 'example.com/kubeconfig': 'true', stage: 'dev' };
    for (const name of ['eu-1-kubeconfig', 'eu-2']) {
      await create('/api/v1/namespaces/apps/secrets', { metadata: { name, labels }, data: { value: SECRET } });
    }
    await create('/api/v1/namespaces/apps/secrets', { metadata: { name: 'password' }, data: { password: SECRET } });
  });

  test('without any of those who know clusters there are the Secrets that a selector selects', async () => {
    expect(await clusters('-A')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'no clusters found in any namespace; -l selects Secrets with kubeconfigs\n',
    });
    expect((await clusters('-n', 'apps', '-l', 'example.com/kubeconfig')).stdout).toBe(`\
NAME             SECRET           LABELS                                 KNOWN BY
eu-1-kubeconfig  eu-1-kubeconfig  example.com/kubeconfig=true,stage=dev  Secret apps/eu-1-kubeconfig
eu-2             eu-2             example.com/kubeconfig=true,stage=dev  Secret apps/eu-2
`);
  });

  test('of Secrets only the metadata leaves the API server', async () => {
    const client = await KubeClient.load({ kubeconfig: running().host.kubeconfig });
    try {
      const { result } = await readList(
        client,
        '/api/v1/namespaces/apps/secrets',
        { isMetadataOnly: true, pageSize: 2 },
        (): unknown[] => [],
        (all, object) => all.push(object),
      );
      expect(result).toHaveLength(3);
      for (const object of result) expect(Object.keys(object as object).sort()).toEqual(METADATA_ALONE);
      expect(JSON.stringify(result)).not.toContain(SECRET);
    } finally {
      await client.close();
    }
  });

  test('with them it lists each cluster once, and writes a file that a ClusterSet reads', async () => {
    await installCrds(running().host, [
      crd('cluster.x-k8s.io', 'v1beta2', 'Cluster', 'clusters', 'Namespaced'),
      crd('cluster.kubesphere.io', 'v1alpha1', 'Cluster', 'clusters', 'Cluster'),
      crd('multicluster.x-k8s.io', 'v1alpha1', 'ClusterProfile', 'clusterprofiles', 'Namespaced'),
    ]);
    const capi = { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Cluster' };
    await create('/apis/cluster.x-k8s.io/v1beta2/namespaces/apps/clusters', {
      ...capi,
      metadata: { name: 'eu-1', labels: { stage: 'prod' } },
    });
    await create('/apis/cluster.x-k8s.io/v1beta2/namespaces/other/clusters', { ...capi, metadata: { name: 'us-1' } });
    const kubeSphere = { apiVersion: 'cluster.kubesphere.io/v1alpha1', kind: 'Cluster' };
    for (const [name, labels] of [
      ['main', { 'cluster-role.kubesphere.io/host': '' }],
      ['eu-2', { region: 'eu' }],
    ] as const) {
      const connection = { kubeconfig: SECRET };
      await create('/apis/cluster.kubesphere.io/v1alpha1/clusters', {
        ...kubeSphere,
        metadata: { name, labels },
        spec: { connection },
      });
    }
    await create('/apis/multicluster.x-k8s.io/v1alpha1/namespaces/apps/clusterprofiles', {
      apiVersion: 'multicluster.x-k8s.io/v1alpha1',
      kind: 'ClusterProfile',
      metadata: { name: 'ap-1', labels: { 'x-k8s.io/cluster-manager': 'some' } },
    });

    const args = ['-n', 'apps', '-l', 'example.com/kubeconfig'];
    expect(await clusters(...args)).toEqual({
      code: 0,
      stdout: `\
NAME  SECRET           LABELS                                           KNOWN BY
host                   cluster-role.kubesphere.io/host=                 KubeSphere main
ap-1  ap-1             x-k8s.io/cluster-manager=some                    ClusterProfile apps/ap-1
eu-1  eu-1-kubeconfig  example.com/kubeconfig=true,stage=prod           Cluster API apps/eu-1, Secret apps/eu-1-kubeconfig
eu-2  eu-2             example.com/kubeconfig=true,region=eu,stage=dev  Secret apps/eu-2, KubeSphere eu-2
`,
      stderr: '',
    });
    expect((await clusters('-A')).stdout).toContain('\nus-1 ');

    const { stdout, stderr } = await clusters(...args, '-o', 'yaml');
    expect(stderr).toBe('');
    expect(stdout).not.toContain(SECRET);
    const set = ClusterSet.fromFile(`${folderOf({ 'clusters.yaml': stdout }).path}/clusters.yaml`);
    expect(set.map(({ name, kubeConfig, labels }) => [name, kubeConfig?.secretRef?.name, labels.stage])).toEqual([
      ['host', undefined, undefined],
      ['ap-1', 'ap-1', undefined],
      ['eu-1', 'eu-1-kubeconfig', 'prod'],
      ['eu-2', 'eu-2', 'dev'],
    ]);
    const json = JSON.parse((await clusters(...args, '-o', 'json')).stdout);
    expect(json.clusters).toHaveLength(4);
  });

  test('--secrets finds what is lacking, and prints names of keys alone', async () => {
    const release = (name: string, where: string, secretRef: object) => ({
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { name, namespace: where },
      spec: { kubeConfig: { secretRef } },
    });
    const manifests = [
      release('a', 'apps', { name: 'eu-2' }),
      release('b', 'apps', { name: 'password', key: 'value' }),
      release('c', 'other', { name: 'eu-2' }),
    ];
    const files = folderOf({ 'dist/all.yaml': manifests.map((each) => JSON.stringify(each)).join('\n---\n') });
    const { kubeconfig } = running().host;
    expect(await files.fluxapp(['clusters', '--secrets', '-f', './dist', '--kubeconfig', kubeconfig])).toEqual({
      code: 1,
      stdout: `\
NAMESPACE  KIND    NAME      KEY    NEEDED BY  FOUND  MESSAGE
apps       Secret  eu-2             a          yes
apps       Secret  password  value  b          no     has no key value, but password
other      Secret  eu-2             c          no     there is no such Secret
`,
      stderr: '',
    });
  });

  test('without the right to list it says which', async () => {
    const { host } = running();
    const text = host.kubeconfigYaml.replaceAll(host.tokens.admin, host.tokens.nobody);
    const path = `${folderOf({ kubeconfig: text }).path}/kubeconfig`;
    const { code, stdout, stderr } = await fluxapp(['clusters', '-n', 'apps', '--kubeconfig', path]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^error: clusters.cluster.x-k8s.io is forbidden: User "nobody" cannot list resource "clusters" .*: a Role or ClusterRole has to allow it\n$/,
    );
  });
});

const METADATA_ALONE = ['apiVersion', 'kind', 'metadata'];
