import { Chart } from 'cdk8s';
import { Cluster, FluxApplication, HelmRepository, OCIRepository, target } from 'cdk8s-fluxapp';
import type { Construct } from 'constructs';

/** Infrastructure before the applications that need it, cluster by cluster: `dependsOn` takes the other application. */
export class Waves extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'platform' });

    const eu = Cluster.member('eu-1');
    const us = Cluster.member('us-1');
    const clusters = [Cluster.host(), eu, us];

    const certManager = new FluxApplication(this, 'cert-manager', {
      helmRelease: {
        source: new HelmRepository(this, 'jetstack', { url: 'https://charts.jetstack.io' }),
        chart: { chart: 'cert-manager', version: '1.x' },
        defaults: { install: { createNamespace: true, crds: 'CreateReplace' }, upgrade: { crds: 'CreateReplace' } },
        deploy: clusters.map((cluster) => target({ destination: cluster.namespace('cert-manager') })),
      },
    });

    // An OCIRepository with a chart is the chart, so no other field is needed. This needs the CRD of this project,
    // because KubeSphere's does not support this source (see `ApplicationCrd` and `fluxapp crds`).
    const podinfo = new OCIRepository(this, 'podinfo', {
      url: 'oci://ghcr.io/stefanprodan/charts/podinfo',
      ref: { semver: '6.x' },
      layerSelector: { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', operation: 'copy' },
    });

    new FluxApplication(this, 'shop', {
      helmRelease: {
        source: podinfo,
        defaults: {
          install: { createNamespace: true },
          // On every cluster the shop waits for that cluster's cert-manager.
          dependsOn: [certManager],
        },
        deploy: [
          { destination: eu.namespace('shop') },
          {
            destination: us.namespace('shop'),
            // A list replaces that of the defaults. It can name any HelmRelease, also one for another cluster: the
            // second cluster gets its shop after the first.
            dependsOn: [certManager, { name: 'shop--eu-1--shop' }],
          },
        ],
      },
    });
  }
}
