import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { until } from '../../../harness';
import { installCrds } from '../../../harness/crds';
import { applicationOf, deliver, namespace } from '../../../harness/fleet/synthetic-fleet';
import { untilTrue } from '../../../harness/fleet/truth';
import { writeKubeconfigOf } from '../../../harness/service-account';
import { describeWithClusters } from '../../../harness/suite';
import { KubeClient } from '../../../src/kube';
import { startWatcher } from '../../controllers/application-status/watcher-under-test';
import { fluxCrds } from '../flux-crds';

const CRD = 'crds/gitops.kubesphere.io_applications.yaml';
const RBAC = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
const FLOW = '/apis/flowcontrol.apiserver.k8s.io/v1';
const APPLICATIONS = 40;

describeWithClusters('the watcher without a rate limit of its own', { clusters: ['host'] }, (running) => {
  const make = async (path: string, object: object) => {
    const { status, body } = await running().host.request('POST', path, object);
    if (status !== 201) throw new Error(`${path}: ${body.message}`);
  };
  const account = async (name: string) => {
    const { host } = running();
    await make('/api/v1/namespaces/apps/serviceaccounts', { metadata: { name } });
    await make(RBAC, {
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', namespace: 'apps', name }],
    });
    return writeKubeconfigOf(host, 'apps', name, join(dirname(host.kubeconfig), `${name}.kubeconfig`));
  };

  beforeAll(async () => {
    const { host } = running();
    await installCrds(host, [...(await fluxCrds()), CRD]);
    await namespace(host, 'apps');
    for (let index = 0; index < APPLICATIONS; index++) await deliver(host, applicationOf('apps', `app-${index}`, 1));
  });

  test('leaves it to API Priority and Fairness: it is turned away, others are not, and all is written', async () => {
    const { host } = running();
    const [watcherFile, otherFile] = [await account('watcher'), await account('other')];
    // few concurrent requests, and a queue that is shorter than the number of requests that the watcher sends at once
    await make(`${FLOW}/prioritylevelconfigurations`, {
      metadata: { name: 'watcher' },
      spec: {
        type: 'Limited',
        limited: {
          ...{ nominalConcurrencyShares: 1, lendablePercent: 0, borrowingLimitPercent: 0 },
          limitResponse: { type: 'Queue', queuing: { queues: 1, handSize: 1, queueLengthLimit: 4 } },
        },
      },
    });
    await make(`${FLOW}/flowschemas`, {
      metadata: { name: 'watcher' },
      spec: {
        matchingPrecedence: 100,
        priorityLevelConfiguration: { name: 'watcher' },
        rules: [
          {
            subjects: [{ kind: 'ServiceAccount', serviceAccount: { namespace: 'apps', name: 'watcher' } }],
            resourceRules: [{ verbs: ['patch', 'create'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'] }],
          },
        ],
      },
    });
    const refused = async () => {
      const { body } = await host.request('GET', '/metrics');
      const samples = String(body).matchAll(/^apiserver_flowcontrol_rejected_requests_total\{(.*)\} (\d+)$/gm);
      const counts: Record<string, number> = {};
      for (const [, labels = '', count] of samples) {
        const level = /priority_level="([^"]*)"/.exec(labels)?.[1] ?? '';
        counts[level] = (counts[level] ?? 0) + Number(count);
      }
      return counts;
    };
    await until('the level is in force', async () => {
      const { body } = await host.request('GET', '/metrics');
      return String(body).includes('apiserver_flowcontrol_nominal_limit_seats{priority_level="watcher"}');
    });

    // another client that sends requests as long as the watcher writes
    const other = await KubeClient.load({ kubeconfig: otherFile });
    const writing = new AbortController();
    const statuses: string[] = [];
    const ask = async () => {
      while (!writing.signal.aborted) {
        const list = await other.request<{ kind: string }>('GET', '/api/v1/namespaces/apps/configmaps');
        statuses.push(list.kind);
      }
    };
    const watcher = startWatcher({ kubeconfig: watcherFile, gatherMs: 0 });
    await Promise.all([ask(), untilTrue(host, 'turned away', 110_000).finally(() => writing.abort())]);
    await other.close();
    await watcher.stop();

    const { watcher: own = 0, ...others } = await refused();
    expect(own).toBeGreaterThan(0);
    expect(others).toEqual({});
    expect(new Set(statuses)).toEqual(new Set(['ConfigMapList']));
    expect(watcher.log.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
    const { body } = await host.request('GET', '/api/v1/namespaces/apps/events?fieldSelector=reason=Ready');
    expect(body.items).toHaveLength(APPLICATIONS);
    console.log(`${own} requests of the watcher were turned away; others sent ${statuses.length}, none was`);
  }, 180_000);
});
