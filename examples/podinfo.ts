import { Chart } from 'cdk8s';
import { Cluster, FluxApplication, HelmRepository } from 'cdk8s-fluxapp';
import type { Construct } from 'constructs';

/**
 * One chart on the host and two members: fields of all HelmReleases are written once, and differences are in the
 * targets.
 */
export class Podinfo extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'podinfo-system' });

    const source = new HelmRepository(this, 'podinfo-charts', { url: 'https://stefanprodan.github.io/podinfo' });

    // A member has the name of its kubeconfig Secret, which is in the namespace of the application.
    const eu = Cluster.member('eu-1');
    const us = Cluster.member('us-1');

    new FluxApplication(this, 'podinfo', {
      alias: 'Podinfo',
      description: 'A small web service',
      helmRelease: {
        source,
        chart: { chart: 'podinfo', version: '6.9.0' },
        // The chart is saved as a separate HelmChart: Flux fetches it once for all three clusters, and other
        // applications in this namespace can use it: see the example `shared-template`.
        saveTemplate: true,

        // Merged into every target: maps merge, lists replace.
        defaults: {
          install: { createNamespace: true, remediation: { retries: 3 } },
          values: { replicaCount: 1, ui: { message: 'Hello' }, redis: { enabled: true } },
        },
        deploy: [
          { destination: Cluster.host().namespace('podinfo') },
          // The syntax of `helm --set` works as well, and overrides the values.
          { destination: eu.namespace('podinfo'), values: { replicaCount: 3 }, set: ['ui.message=Hallo'] },
          // A null deletes the chart's own default. A suspended target does not change until it is resumed.
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
