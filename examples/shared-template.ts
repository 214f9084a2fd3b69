import { Chart } from 'cdk8s';
import { Cluster, FluxApplication, HelmRepository, HelmTemplate } from 'cdk8s-fluxapp';
import type { Construct } from 'constructs';

/** Two applications that use one template: a new version of the chart is written in one place and rolls out to both. */
export class SharedTemplate extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'caches' });

    // A template must be in the namespace of its source and of the applications that use it.
    const template = new HelmTemplate(this, 'redis', {
      source: new HelmRepository(this, 'bitnami', { url: 'oci://registry-1.docker.io/bitnamicharts', type: 'oci' }),
      chart: 'redis',
      version: '23.x',
      // Check for a new version in the range once an hour.
      interval: '1h',
    });

    new FluxApplication(this, 'session-cache', {
      helmRelease: {
        template,
        deploy: [
          { destination: Cluster.host().namespace('sessions'), values: { architecture: 'standalone' } },
          { destination: Cluster.member('eu-1').namespace('sessions'), values: { architecture: 'replication' } },
        ],
      },
    });

    new FluxApplication(this, 'page-cache', {
      helmRelease: {
        template,
        // Helm releases have the name of the application, the same on every cluster, unless releaseName is set.
        deploy: [{ destination: Cluster.member('eu-1').namespace('pages'), releaseName: 'pages' }],
      },
    });
  }
}
