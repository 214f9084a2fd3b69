import { beforeAll } from 'vitest';
import type { Client } from '../../harness';
import { installCrds } from '../../harness/crds';
import { describeWithClusters } from '../../harness/suite';
import { testApiServer } from '../kube/api-server-suite';

describeWithClusters('a real API server', { clusters: ['host'] }, (running) => {
  beforeAll(() => installCrds(running().host, ['crds/gitops.kubesphere.io_applications.yaml']));
  const request: Client['request'] = (...args) => running().host.request(...args);
  testApiServer({ request, kubeconfig: () => running().host.kubeconfig });
});
