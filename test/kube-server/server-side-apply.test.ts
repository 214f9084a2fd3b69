import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installCrds, kubeconfig } from '../../harness';
import { describeWithApiServer } from '../../harness/suite';
import { KubeClient, pathOf, type ServerSideApplyOptions, serverSideApply } from '../../src/kube';
import { DELIVERIES } from '../../src/kubernetes';
import { fluxCrds } from '../api-server/flux-crds';

const WEBHOOKS = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';

describeWithApiServer('server-side apply, as an API server answers it', (server) => {
  const namespace = 'apply-results';
  let folder: string;
  let admin: KubeClient;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fluxapp-kube-'));
    admin = await KubeClient.load({ kubeconfig: server.kubeconfig });
    await installCrds(server, await fluxCrds());
    await server.request('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
  });
  afterAll(async () => {
    await admin.close();
    rmSync(folder, { recursive: true });
  });

  const release = (spec: object = {}, metadata: object = {}) => ({
    apiVersion: DELIVERIES.HelmRelease.apiVersion,
    kind: 'HelmRelease',
    metadata: { name: 'web', namespace, ...metadata },
    spec: { interval: '5m', chartRef: { kind: 'OCIRepository', name: 'web' }, ...spec },
  });
  const apply = (object: ReturnType<typeof release>, options: Partial<ServerSideApplyOptions> = {}, client = admin) => {
    const path = pathOf(DELIVERIES.HelmRelease, object.metadata.namespace, object.metadata.name);
    return serverSideApply(client, path, object, { manager: 'fluxapp', dryRun: true, ...options });
  };

  test('applied', async () => {
    expect(await apply(release())).toMatchObject({ outcome: 'applied', object: release() });
    const { status } = await server.request('GET', pathOf(DELIVERIES.HelmRelease, namespace, 'web'));
    expect(status).toBe(404);
  });

  test('conflict', async () => {
    await apply(release({}, { name: 'shared' }), { manager: 'other', dryRun: false });
    const mine = release({ interval: '10m' }, { name: 'shared' });
    expect(await apply(mine)).toEqual({
      outcome: 'conflict',
      conflicts: [{ field: '.spec.interval', manager: 'other' }],
      message: 'Apply failed with 1 conflict: conflict with "other": .spec.interval (409 Conflict)',
    });
    expect(await apply(mine, { force: true })).toMatchObject({ outcome: 'applied', object: mine });
  });

  test('invalid', async () => {
    const result = await apply(release({ interval: 'soon' }));
    expect(result).toMatchObject({
      outcome: 'invalid',
      causes: [{ field: 'spec.interval', message: expect.stringContaining('Invalid value: "soon"') }],
    });
  });

  test('unknown fields', async () => {
    const result = await apply(release({ install: { one: 1 }, upgrade: { two: 2 } }));
    expect(result).toMatchObject({ outcome: 'unknown-fields' });
    expect('fields' in result && [...result.fields].sort()).toEqual(['.spec.install.one', '.spec.upgrade.two']);
  });

  test('no such kind', async () => {
    const widgets = { group: 'none.example.com', version: 'v1', plural: 'widgets', kind: 'Widget' };
    const object = { apiVersion: 'none.example.com/v1', kind: 'Widget', metadata: { name: 'a', namespace } };
    const result = await serverSideApply(admin, pathOf(widgets, namespace, 'a'), object, { manager: 'fluxapp' });
    expect(result).toEqual({ outcome: 'no-such-kind' });
  });

  test('namespace missing', async () => {
    const result = await apply(release({}, { namespace: 'apply-results-none' }));
    expect(result).toEqual({ outcome: 'namespace-missing', namespace: 'apply-results-none' });
  });

  test('forbidden', async () => {
    const file = join(folder, 'nobody');
    writeFileSync(file, kubeconfig(server.connection, server.tokens.nobody));
    const nobody = await KubeClient.load({ kubeconfig: file });
    expect(await apply(release(), {}, nobody)).toEqual({
      outcome: 'forbidden',
      message: `helmreleases.helm.toolkit.fluxcd.io "web" is forbidden: User "nobody" cannot patch resource "helmreleases" in API group "helm.toolkit.fluxcd.io" in the namespace "${namespace}" (403): a Role or ClusterRole has to allow it`,
    });
    await nobody.close();
  });

  test('no dry run: webhooks that would say so can be registered no more, only be left from Kubernetes 1.21', async () => {
    const name = 'apply-results.example.com';
    const { status, body } = await server.request('POST', WEBHOOKS, {
      metadata: { name },
      webhooks: [
        { name, admissionReviewVersions: ['v1'], sideEffects: 'Some', clientConfig: { url: 'https://127.0.0.1:1/' } },
      ],
    });
    expect([status, body.details.causes]).toEqual([
      422,
      [
        {
          reason: 'FieldValueNotSupported',
          message: 'Unsupported value: "Some": supported values: "None", "NoneOnDryRun"',
          field: 'webhooks[0].sideEffects',
        },
      ],
    ]);
  });
});
