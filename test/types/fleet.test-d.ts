/** The code of a fleet with an imported chart. */
import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { ApplicationFormat, Cluster, ClusterSet, FluxApplication, GitRepository, HelmRepository } from '../../src';
import { podinfo } from './podinfo';

/** Clusters with the labels stage (dev, stage, prod) and region (eu, us, ap). */
const clusters = ClusterSet.fromFile('clusters.yaml');

export class Portal extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'portal' });

    const settings = new FluxApplication(this, 'settings', {
      kustomization: {
        source: new GitRepository(this, 'repository', {
          url: 'https://git.example.com/portal',
          ref: { branch: 'main' },
        }),
        defaults: { path: './settings', prune: true },
        overrides: [{ matchLabels: { stage: 'prod' }, path: './settings/prod' }],
        deploy: [...clusters].map((cluster) => ({ destination: cluster.namespace('portal') })),
      },
    });

    new FluxApplication(this, 'portal', {
      helmRelease: {
        source: new HelmRepository(this, 'charts', { url: 'https://charts.example.com' }),
        chart: podinfo,
        defaults: { install: { createNamespace: true }, values: { replicaCount: 1, ui: { message: 'Hello' } } },
        overrides: [
          { matchLabels: { stage: 'prod' }, values: { replicaCount: 3 } },
          { matchLabels: { region: 'ap' }, values: { ui: { color: '#34577c' } } },
          { matchExpressions: [{ key: 'stage', operator: 'In', values: ['dev'] }], chart: { version: '6.10.0-rc.1' } },
        ],
        deploy: [
          ...[...clusters].map((cluster) => ({ destination: cluster.namespace('portal') })),
          { destination: Cluster.host().namespace('portal'), values: { redis: { enabled: false } }, suspend: true },
        ],
      },
      rollout: {
        waves: [
          { matchLabels: { stage: 'dev' } },
          { matchLabels: { stage: 'stage' } },
          { matchLabels: { stage: 'prod' }, first: '10%' },
          'rest',
        ],
      },
    });

    console.log(settings.targets.length);
  }
}

const app = new App();
ApplicationFormat.of(app).use('compact');
new Portal(app, 'portal');
app.synth();
