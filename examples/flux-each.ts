import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { Cluster, type ClusterSet, FleetApp, FluxApplication, HelmRepository } from 'cdk8s-fluxapp';
import type { Construct } from 'constructs';

/** The application for the Flux of one cluster, which delivers it to its own cluster. */
export class Shop extends Chart {
  constructor(scope: Construct, id: string, cluster: Cluster) {
    super(scope, id, { namespace: 'shop' });

    new FluxApplication(this, 'shop', {
      helmRelease: {
        source: new HelmRepository(this, 'charts', { url: 'https://example.com/charts' }),
        chart: { chart: 'shop', version: '3.1.0' },
        deploy: [
          {
            destination: Cluster.host().namespace('shop'),
            values: {
              replicas: cluster.labels.stage === 'prod' ? 3 : 1,
              ingress: { host: `shop.${cluster.name}.example.com` },
            },
          },
        ],
      },
    });
  }
}

/**
 * For clusters that each run their own Flux: an App and a folder for each cluster, `<outdir>/<cluster>`, which the
 * cluster's Flux applies. The kubeconfigs of the clusters are not needed.
 */
export function writeClusters(clusters: ClusterSet, outdir: string): void {
  for (const cluster of clusters) {
    const app = new FleetApp({ outdir: join(outdir, cluster.name) });
    new Shop(app, 'shop', cluster);
    app.synth();
  }
}
