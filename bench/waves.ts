/**
 * The time of a rollout in waves: `npm run bench:waves`. It uses three waves of one release each on a real API server,
 * and Flux with its defaults, which checks the dependencies of a release every 30 seconds; then the same with `fluxapp
 * wait --poke`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { installCrds, startClusters } from '../harness';
import { serveCharts } from '../harness/chart-repository';
import { Cluster, FluxApplication, HelmRepository } from '../src';
import { interleaved, machine, spread, timeProcess } from './timing';

const CRD = join(__dirname, '../crds/gitops.kubesphere.io_applications.yaml');
const BINARY = join(__dirname, '../bin/fluxapp');
const ROUNDS = 3;
const WAVES = ['a', 'b', 'c'];
/** The default of the controllers; the harness lets them check every second. */
const DEFAULT = ['--requeue-dependency=30s'];

const files = {
  'templates/content.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: content\ndata:\n  content: {{ .Values.content }}\n',
  'values.yaml': 'content: none\n',
};

/** The objects of an application with three waves. @param content a different one for each rollout */
function manifests(url: string, content: string): string {
  const app = new App();
  const chart = new Chart(app, 'web', { namespace: 'apps' });
  const deploy = WAVES.map((name, index) => ({
    destination: Cluster.host().namespace(name),
    storageNamespace: name,
    wave: index + 1,
  }));
  new FluxApplication(chart, 'web', {
    helmRelease: {
      source: new HelmRepository(chart, 'charts', { url }),
      chart: { chart: 'hello', version: '1.0.0' },
      defaults: { interval: '1h', values: { content } },
      deploy,
    },
  });
  return app.synthYaml();
}

async function main(): Promise<void> {
  const charts = await serveCharts([{ name: 'hello', version: '1.0.0', files }]);
  const running = await startClusters({ clusters: ['bench'], flux: { flags: { helm: DEFAULT, kustomize: DEFAULT } } });
  try {
    const { host, folder } = running;
    await installCrds(host, [CRD]);
    for (const name of ['apps', ...WAVES]) await host.request('POST', '/api/v1/namespaces', { metadata: { name } });
    let rollouts = 0;
    /** The seconds from the apply to the end of the last wave. */
    const rollout = async (...options: string[]) => {
      const file = join(folder, 'web.yaml');
      writeFileSync(file, manifests(charts.url, `r${rollouts++}`));
      const start = performance.now();
      const { code, stderr } = await host.kubectl(['apply', '--server-side', '-f', file]);
      if (code !== 0) throw new Error(stderr);
      const env = { PATH: process.env.PATH, KUBECONFIG: host.kubeconfig };
      await timeProcess([process.execPath, BINARY, 'wait', 'web', '-n', 'apps', ...options], { env });
      return (performance.now() - start) / 1000;
    };
    await rollout('--poke');
    const names = { flux: "Flux's own pace", poke: 'fluxapp wait --poke' };
    const runs = await interleaved(ROUNDS, {
      [names.poke]: () => rollout('--poke'),
      [names.flux]: () => rollout(),
    });
    console.log(`| a rollout in ${WAVES.length} waves | s |\n|---|--:|`);
    for (const [name, seconds] of Object.entries(runs)) console.log(`| ${name} | ${spread(seconds)} |`);
    console.log(`\n${machine()}`);
  } finally {
    await running.stop();
    await charts.stop();
  }
}

void main();
