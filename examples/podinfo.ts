import { Chart } from 'cdk8s';
import { Cluster, FluxApplication, HelmRepository } from 'cdk8s-fluxapp';
import type { Construct } from 'constructs';

/**
 * One chart on the host and two members: what a HelmRelease per cluster would say three times is said once, and what
 * differs stands beside the cluster it is for.
 */
export class Podinfo extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'podinfo-system' });

    const source = new HelmRepository(this, 'podinfo-charts', { url: 'https://stefanprodan.github.io/podinfo' });

    // A member is called by the Secret that holds its kubeconfig, in the namespace of the application.
    const eu = Cluster.member('eu-1');
    const us = Cluster.member('us-1');

    new FluxApplication(this, 'podinfo', {
      alias: 'Podinfo',
      description: 'A small web service',
      helmRelease: {
        source,
        chart: { chart: 'podinfo', version: '6.9.0' },
        // Saved, the chart becomes a HelmChart object of its own: Flux fetches it once for all three clusters, and
        // other applications of this namespace can use it: see the example `shared-template`.
        saveTemplate: true,

        // Merged under every target: maps merge, lists replace.
        defaults: {
          install: { createNamespace: true, remediation: { retries: 3 } },
          values: { replicaCount: 1, ui: { message: 'Hello' }, redis: { enabled: true } },
        },
        deploy: [
          { destination: Cluster.host().namespace('podinfo') },
          // What `helm --set` takes works as well, and goes over the values.
          { destination: eu.namespace('podinfo'), values: { replicaCount: 3 }, set: ['ui.message=Hallo'] },
          // A null deletes the chart's own default. A suspended target stays as it is until it is resumed.
          {
            destination: us.namespace('podinfo'),
            values: { redis: { enabled: false, repository: null } },
            suspend: true,
          },
        ],
      },
    });
  }
}
