import { ApiObject, Chart } from 'cdk8s';
import { Cluster, FluxApplication, HelmRepository, HelmTemplate, target } from 'cdk8s-fluxapp';
import type { Construct } from 'constructs';

/** What a fleet is: a list. It could as well come out of a file. */
const clusters = Array.from({ length: 10 }, (_, index) => ({
  name: `site-${index + 1}`,
  region: index % 2 === 0 ? 'eu' : 'us',
}));

const services = Array.from({ length: 20 }, (_, index) => ({
  name: `service-${index + 1}`,
  replicas: 1 + (index % 3),
}));

/** cdk8s writes the namespace of a chart into every object of it, so what has none gets a chart of its own. */
export class FleetNamespace extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new ApiObject(this, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'fleet' } });
  }
}

/**
 * Twenty applications over ten clusters out of two plain lists, beside ordinary objects of cdk8s: a namespace, and a
 * ConfigMap of values per region. Everything here is TypeScript: loops, conditions, functions.
 */
export class Fleet extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'fleet', labels: { 'app.kubernetes.io/part-of': 'fleet' } });

    const regions = new Map(['eu', 'us'].map((region) => [region, regionValues(this, region)]));
    const template = new HelmTemplate(this, 'service', {
      source: new HelmRepository(this, 'charts', { url: 'https://example.com/charts' }),
      chart: 'service',
      version: '2.4.1',
    });

    for (const { name, replicas } of services) {
      new FluxApplication(this, name, {
        helmRelease: {
          template,
          defaults: { install: { createNamespace: true }, values: { replicas } },
          deploy: clusters.map((cluster) =>
            target({
              destination: Cluster.member(cluster.name).namespace(name),
              // By the construct that makes it: its name and kind follow.
              valuesFrom: [{ from: regions.get(cluster.region) as ApiObject, valuesKey: 'values.yaml' }],
              values: { ingress: { host: `${name}.${cluster.name}.example.com` } },
              // A label on the Flux object, for a Flux that is divided into shards.
              metadata: { labels: { 'sharding.fluxcd.io/key': cluster.region } },
            }),
          ),
        },
      });
    }
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
