/**
 * Synthesizes a number of HelmReleases in one way and prints how long it took and how much memory it had: one process, so
 * that runs do not warm each other up.
 *
 * Arguments: `stock` or `fluxapp`, and the number of HelmReleases.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { Cluster, FluxApplication, HelmTemplate } from 'cdk8s-fluxapp';

const TARGETS = 100;
const values = Object.fromEntries(
  Array.from({ length: 10 }, (_, i) => [
    `section${i}`,
    { enabled: i % 2 === 0, replicas: i, image: { tag: `v${i}` }, note: 'text' },
  ]),
);

const [way, count] = [process.argv[2], Number(process.argv[3])];
const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
const start = performance.now();
const app = new App({ outdir });
const chart = new Chart(app, 'bench', { namespace: 'bench' });
if (way === 'fluxapp') {
  const template = HelmTemplate.fromName(chart, 'template', 'template');
  for (let first = 0; first < count; first += TARGETS) {
    new FluxApplication(chart, `app-${first}`, {
      helmRelease: {
        template,
        defaults: { values },
        deploy: Array.from({ length: Math.min(TARGETS, count - first) }, (_, i) => ({
          destination: Cluster.member(`site-${i}`).namespace('web'),
        })),
      },
    });
  }
} else {
  // what a chart author writes without this library: the HelmReleases alone
  for (let i = 0; i < count; i++) {
    new ApiObject(chart, `release-${i}`, {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { name: `release-${i}` },
      spec: {
        chartRef: { kind: 'HelmChart', name: 'template' },
        kubeConfig: { secretRef: { name: `site-${i % TARGETS}` } },
        targetNamespace: 'web',
        interval: '10m',
        values,
      },
    });
  }
}
app.synth();
const ms = performance.now() - start;
rmSync(outdir, { recursive: true });
process.stdout.write(JSON.stringify({ ms, mb: process.resourceUsage().maxRSS / 1024 }));
