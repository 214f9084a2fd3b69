import { Chart } from 'cdk8s';
import { Cluster, FluxApplication, GitRepository, HelmRepository, target } from 'cdk8s-fluxapp';
import type { Construct } from 'constructs';

/** The sources, and the differences between clusters. */
export interface ThreeClustersProps {
  /** URL of the chart repository. */
  readonly charts: string;
  /** URL of the Git repository. */
  readonly git: string;
  /** The members. @default - eu-1 and us-1 */
  readonly members?: readonly string[];
  /** Values of single members, by name. @default - none */
  readonly values?: Readonly<Record<string, Record<string, unknown>>>;
}

/**
 * The applications of `npm run demo`: a chart, and manifests from Git, each delivered to the host and to the members.
 */
export class ThreeClusters extends Chart {
  constructor(scope: Construct, id: string, props: ThreeClustersProps) {
    super(scope, id, { namespace: 'fleet' });
    const { charts, git, members = ['eu-1', 'us-1'], values = {} } = props;

    new FluxApplication(this, 'web', {
      helmRelease: {
        source: new HelmRepository(this, 'charts', { url: charts }),
        chart: { chart: 'web', version: '1.0.0' },
        defaults: { install: { createNamespace: true }, values: { replicas: 1 } },
        deploy: [
          { destination: Cluster.host().namespace('web') },
          ...members.map((name) =>
            target({ destination: Cluster.member(name).namespace('web'), values: values[name] }),
          ),
        ],
      },
    });

    new FluxApplication(this, 'settings', {
      kustomization: {
        source: new GitRepository(this, 'git', { url: git, ref: { branch: 'main' } }),
        defaults: { path: 'settings', prune: true },
        deploy: [Cluster.host(), ...members.map((name) => Cluster.member(name))].map((cluster) =>
          target({ destination: cluster.namespace('default') }),
        ),
      },
    });
  }
}
