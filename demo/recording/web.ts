import { App, Chart } from 'cdk8s';
import { Cluster, FluxApplication, HelmRepository } from 'cdk8s-fluxapp';

const app = new App();
const chart = new Chart(app, 'web', { namespace: 'fleet' });

new FluxApplication(chart, 'web', {
  rollout: { waves: [['eu-1-web'], 'rest'] },
  helmRelease: {
    source: new HelmRepository(chart, 'charts', { url: process.env.CHARTS as string }),
    chart: { chart: 'web', version: '1.0.0' },
    defaults: {
      install: { createNamespace: true },
      values: { replicas: 1 },
    },
    deploy: ['eu-1', 'us-1'].map((name) => ({ destination: Cluster.member(name).namespace('web') })),
  },
});

app.synth();
