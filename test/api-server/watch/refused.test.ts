import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { kubeconfig, until } from '../../../harness';
import { installCrds } from '../../../harness/crds';
import { applicationOf, deliver, namespace } from '../../../harness/fleet/synthetic-fleet';
import { untilTrue } from '../../../harness/fleet/truth';
import { describeWithClusters } from '../../../harness/suite';
import { fluxapp } from '../../cli/run';
import { startWatcher } from '../../controllers/application-status/watcher-under-test';
import { fluxCrds } from '../flux-crds';

const CRD = 'crds/gitops.kubesphere.io_applications.yaml';
const APPLICATION = '/apis/gitops.kubesphere.io/v1alpha1/namespaces/apps/applications/web';
const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';

describeWithClusters('a write that the API server refuses', { clusters: ['host'] }, (running) => {
  beforeAll(async () => {
    const { host } = running();
    await installCrds(host, [...(await fluxCrds()), CRD]);
    await namespace(host, 'apps');
    await deliver(host, applicationOf('apps', 'web', 2));
  });

  /**
   * Expects one message about the application while writes are rejected, and that it recovers when they are accepted.
   */
  const isSaidOnce = async (message: RegExp, config: string, heal: () => Promise<unknown>) => {
    const { host } = running();
    const { code, stderr } = await fluxapp(['watch', '--kubeconfig', config, '-A', '--once']);
    expect(code).toBe(1);
    const { error } = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '');
    expect(error).toMatch(message);
    const watcher = startWatcher({ kubeconfig: config, gatherMs: 100 });
    const warned = () => watcher.log.filter(({ level }) => level === 'warn').map(({ fields }) => fields);
    await until('it is said', () => warned().length > 0);
    await heal();
    await untilTrue(host, 'writes are allowed');
    await watcher.stop();
    expect(warned()).toEqual([{ application: 'apps/web', cause: 'refused', error: error.slice('apps/web: '.length) }]);
    expect((await host.request('GET', APPLICATION)).body.status.summary).toBe('2/2');
    const events = '/api/v1/namespaces/apps/events?fieldSelector=reason=StatusRefused';
    const { body } = await host.request('GET', events);
    expect(body.items.map(({ type }: { type: string }) => type)).toEqual(['Warning', 'Warning']);
    await host.request('DELETE', '/api/v1/namespaces/apps/events');
    const merge = { contentType: 'application/merge-patch+json' };
    await host.request('PATCH', `${APPLICATION}/status`, { status: null }, merge);
  };

  test('by a policy', async () => {
    const { host } = running();
    const metadata = { name: 'frozen' };
    await host.request('POST', `${ADMISSION}/validatingadmissionpolicies`, {
      metadata,
      spec: {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ['gitops.kubesphere.io'],
              apiVersions: ['*'],
              operations: ['UPDATE'],
              resources: ['applications/status'],
            },
          ],
        },
        validations: [{ expression: 'false', message: 'no writes on Sundays', reason: 'Forbidden' }],
      },
    });
    const spec = { policyName: 'frozen', validationActions: ['Deny'] };
    await host.request('POST', `${ADMISSION}/validatingadmissionpolicybindings`, { metadata, spec });
    await until('the policy is in force', async () => {
      const options = { contentType: 'application/merge-patch+json' };
      const body = { status: { kind: 'fluxcd' } };
      return (await host.request('PATCH', `${APPLICATION}/status?dryRun=All`, body, options)).status >= 400;
    });
    await isSaidOnce(
      /^apps\/web: applications\.gitops\.kubesphere\.io "web" is forbidden: ValidatingAdmissionPolicy 'frozen' with binding 'frozen' denied request: no writes on Sundays \(403 Forbidden\)$/,
      host.kubeconfig,
      () => host.request('DELETE', `${ADMISSION}/validatingadmissionpolicybindings/frozen`),
    );
  });

  test('by permissions', async () => {
    const { host } = running();
    const config = join(dirname(host.kubeconfig), 'reader.kubeconfig');
    writeFileSync(config, kubeconfig(host, host.tokens.nobody));
    const grant = (name: string, rules: readonly object[]) => [
      host.request('POST', `${RBAC}/clusterroles`, { metadata: { name }, rules }),
      host.request('POST', `${RBAC}/clusterrolebindings`, {
        metadata: { name },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
        subjects: [{ kind: 'User', name: 'nobody' }],
      }),
    ];
    const rule = (apiGroups: readonly string[], resources: readonly string[], verbs: readonly string[]) => ({
      ...{ apiGroups, resources, verbs },
    });
    await Promise.all(grant('reads', [rule(['*'], ['*'], ['list', 'watch']), rule([''], ['events'], ['create'])]));
    await until('it may read', async () => {
      const body = {
        spec: {
          user: 'nobody',
          resourceAttributes: { verb: 'list', group: 'helm.toolkit.fluxcd.io', resource: 'helmreleases' },
        },
      };
      return (await host.request('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', body)).body.status
        .allowed;
    });
    const resources = ['applications', 'applications/status'];
    await isSaidOnce(
      /^apps\/web: applications\.gitops\.kubesphere\.io "web" is forbidden: User "nobody" cannot patch resource "applications\/status" .* \(403\): a Role or ClusterRole has to allow it$/,
      config,
      () => Promise.all(grant('writes', [rule(['gitops.kubesphere.io'], resources, ['patch'])])),
    );
  });
});
