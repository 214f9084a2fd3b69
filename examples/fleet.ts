import { join } from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import {
  ApplicationFormat,
  Cluster,
  ClusterSet,
  FluxApplication,
  GitRepository,
  HelmRepository,
  HelmTemplate,
  OCIRepository,
  target,
} from 'cdk8s-fluxapp';
import type { Construct } from 'constructs';

/**
 * 60 clusters with the labels `stage` (dev, stage, prod) and `region` (eu, us, ap), in the format of `fluxapp clusters
 * -o yaml`.
 */
const clusters = ClusterSet.fromFile(join(__dirname, 'fleet/clusters.yaml'));
const production = clusters.where({ matchLabels: { stage: 'prod' } });

/** cdk8s sets the namespace of a chart on every object in it, so cluster-scoped objects need a separate chart. */
export class FleetNamespace extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new ApiObject(this, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'fleet' } });
  }
}

/**
 * Eight applications on 60 clusters in three stages and three regions. Each is written once: differences by stage or
 * region are overrides, and differences of a single cluster are in its target. The Applications write shared fields
 * once.
 */
export class Fleet extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'fleet', labels: { 'app.kubernetes.io/part-of': 'fleet' } });
    ApplicationFormat.of(this).use('compact');
    const charts = new HelmRepository(this, 'charts', { url: 'https://example.com/charts' });
    const git = new GitRepository(this, 'git', { url: 'https://example.com/fleet.git', ref: { branch: 'main' } });

    // Manifests: production has a separate folder.
    const settings = new FluxApplication(this, 'settings', {
      kustomization: {
        source: git,
        defaults: { path: './settings', prune: true },
        overrides: [{ matchLabels: { stage: 'prod' }, path: './settings/prod' }],
        deploy: clusters.map((cluster) => target({ destination: cluster.namespace('fleet-settings') })),
      },
    });

    // Manifests that other applications need: on every cluster after the settings of that cluster.
    new FluxApplication(this, 'policies', {
      kustomization: {
        source: git,
        defaults: { path: './policies', prune: true, wait: true, timeout: '5m', dependsOn: [settings] },
        deploy: clusters.map((cluster) => target({ destination: cluster.allNamespaces() })),
      },
    });

    // A chart: more replicas in production, a colour in one region, the next version where a failure hurts nobody.
    new FluxApplication(this, 'portal', {
      helmRelease: {
        source: charts,
        chart: { chart: 'portal', version: '6.9.0' },
        defaults: { install: { createNamespace: true }, values: { replicaCount: 1, ui: { message: 'Hello' } } },
        overrides: [
          { matchLabels: { stage: 'prod' }, values: { replicaCount: 3 } },
          { matchLabels: { region: 'ap' }, values: { ui: { color: '#34577c' } } },
          { matchLabels: { stage: 'dev' }, chart: { version: '6.10.0-rc.1' } },
        ],
        deploy: [
          ...clusters.map((cluster) => target({ destination: cluster.namespace('portal') })),
          // the host too, to test the chart manually
          { destination: Cluster.host().namespace('portal'), values: { redis: { enabled: false } }, suspend: true },
        ],
      },
    });

    // A chart that stays at an older version on one cluster, whose nodes are too old for the next version.
    new FluxApplication(this, 'certificates', {
      helmRelease: {
        source: charts,
        chart: { chart: 'cert-manager', version: '1.19.1' },
        defaults: { values: { crds: { enabled: true } } },
        deploy: clusters.map((cluster) =>
          target({
            destination: cluster.namespace('certificates'),
            chart: cluster.name === 'us-prod-07' ? { version: '1.18.3' } : undefined,
          }),
        ),
      },
    });

    // An artifact that is the chart itself.
    new FluxApplication(this, 'ingress', {
      helmRelease: {
        source: new OCIRepository(this, 'ingress-chart', {
          url: 'oci://registry.example.com/charts/ingress',
          ref: { tag: '4.13.3' },
        }),
        overrides: [{ matchLabels: { stage: 'prod' }, values: { controller: { replicas: 3 } } }],
        deploy: clusters.map((cluster) => target({ destination: cluster.namespace('ingress') })),
      },
    });

    // One template for two applications, with values of each region from a ConfigMap.
    const template = new HelmTemplate(this, 'service', { source: charts, chart: 'service', version: '2.4.1' });
    const regions = clusters.groupBy('region');
    const valuesOf = new Map([...regions.keys()].map((region) => [region, regionValues(this, region)]));
    for (const name of ['orders', 'search']) {
      new FluxApplication(this, name, {
        helmRelease: {
          template,
          defaults: { values: { image: { repository: `registry.example.com/${name}` } } },
          deploy: [...regions].flatMap(([region, members]) =>
            members.where({ matchLabels: { stage: 'prod' } }).map((cluster) =>
              target({
                destination: cluster.namespace(name),
                // referenced by its construct, which determines name and kind
                valuesFrom: [{ from: valuesOf.get(region) as ApiObject, valuesKey: 'values.yaml' }],
              }),
            ),
          ),
        },
      });
    }

    // Changes that a tenth of production receives first: a cluster added to the file does not remove any of them.
    new FluxApplication(this, 'preview', {
      helmRelease: {
        source: git,
        chart: { chart: './charts/preview' },
        deploy: production
          .first('10%', { seed: 'preview' })
          .map((cluster) => target({ destination: cluster.namespace('preview') })),
      },
    });
  }
}

function regionValues(chart: Chart, region: string): ApiObject {
  return new ApiObject(chart, `values-${region}`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `values-${region}` },
    data: { 'values.yaml': `region: ${region}\n` },
  });
}
