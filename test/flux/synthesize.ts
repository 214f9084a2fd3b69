import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { type Client, until } from '../../harness';
import { ApplicationCrd } from '../../src';
import { PRUNE_LABEL } from './appliers';

/** The file that `cdk8s synth` writes for one chart in a namespace. */
export function synthesize(namespace: string, build: (chart: Chart) => void): string {
  const outdir = mkdtempSync(join(tmpdir(), 'fluxapp-synth-'));
  try {
    const app = new App({ outdir });
    build(new Chart(app, 'chart', { namespace, labels: { [PRUNE_LABEL]: namespace } }));
    app.synth();
    return readFileSync(join(outdir, 'chart.k8s.yaml'), 'utf8');
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Installs the CRD of the Application, and waits until it is served. */
export async function installApplicationCrd(host: Client): Promise<void> {
  const app = new App({ outdir: 'dist/test' });
  new ApplicationCrd(new Chart(app, 'crds'), 'application');
  await host.kubectl(['apply', '-f', '-'], { input: app.synthYaml() });
  const served = '/apis/gitops.kubesphere.io/v1alpha1/applications';
  await until('Applications are served', async () => (await host.request('GET', served)).status === 200);
}
