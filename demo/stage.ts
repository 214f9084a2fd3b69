import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { ApplicationCrd } from 'cdk8s-fluxapp';
import { ThreeClusters, type ThreeClustersProps } from '../examples/three-clusters';
import {
  apiServerBinaries,
  type Clusters,
  fluxBinaries,
  memberSecret,
  prepareBinaries,
  startClusters,
  until,
} from '../harness';
import { serveCharts } from '../harness/chart-repository';
import { serveGit } from '../harness/git-repository';
import { watchApplications } from '../src/watch';

/** The folder to which the example is synthesized. */
const OUTDIR = 'dist/demo';
const EXAMPLE = join(__dirname, '..', 'examples', 'three-clusters');

/** Ends everything that was started, in reverse order and each once. */
export class Endings {
  private readonly steps: (() => Promise<unknown>)[] = [];

  add(step: () => Promise<unknown>): void {
    this.steps.push(step);
  }

  /** @throws the first error, after everything has ended */
  async run(): Promise<void> {
    const problems: unknown[] = [];
    for (let step = this.steps.pop(); step; step = this.steps.pop()) {
      await step().catch((error: unknown) => problems.push(error));
    }
    if (problems.length > 0) throw problems[0];
  }
}

/** Builds the programs of the clusters if they are missing, and shows the progress. @throws if they cannot be built */
export async function prepare(): Promise<void> {
  const binaries = await prepareBinaries([...apiServerBinaries, ...fluxBinaries]);
  if (!binaries.available) throw new Error(binaries.reason);
}

/** Starts the three clusters, with Flux on the host. */
export async function startThree(endings: Endings) {
  const running = await startClusters({ clusters: ['host', 'eu-1', 'us-1'], flux: true });
  endings.add(() => running.stop());
  return running;
}

/** Name and version of a chart. */
export type ChartName = readonly [name: string, version: string];

/**
 * Serves the chart and the manifests of the example.
 *
 * @param names the names and versions under which the one chart is served
 */
export async function serveSources(
  endings: Endings,
  names: readonly ChartName[] = [['web', '1.0.0']],
): Promise<Pick<ThreeClustersProps, 'charts' | 'git'>> {
  const files = filesOf(join(EXAMPLE, 'chart'));
  const charts = await serveCharts(names.map(([name, version]) => ({ name, version, files })));
  endings.add(() => charts.stop());
  const git = await serveGit();
  endings.add(() => git.stop());
  await git.commit(filesOf(join(EXAMPLE, 'manifests')));
  return { charts: charts.url, git: git.url };
}

/**
 * Sets up the clusters as a fleet: the CRD, namespaces for the Applications, and in them the kubeconfigs of the
 * members.
 */
export async function makeFleet(
  { host, clusters }: Clusters<'host' | 'eu-1' | 'us-1'>,
  namespaces: readonly string[] = ['fleet'],
): Promise<void> {
  const app = new App({ outdir: OUTDIR });
  new ApplicationCrd(new Chart(app, 'crds'), 'application');
  await kubectl(host, ['apply', '-f', '-'], app.synthYaml());
  const served = '/apis/gitops.kubesphere.io/v1alpha1/applications';
  await until('Applications are served', async () => (await host.request('GET', served)).status === 200);
  for (const namespace of namespaces) {
    await host.request('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    for (const member of [clusters['eu-1'], clusters['us-1']]) {
      await host.request('POST', `/api/v1/namespaces/${namespace}/secrets`, memberSecret(member, namespace));
    }
  }
}

/** Runs the watcher of the host. */
export function startWatcher(kubeconfig: string, endings: Endings): void {
  const stopping = new AbortController();
  const ended = watchApplications({ kubeconfig, namespace: 'fleet', gatherMs: 200, signal: stopping.signal });
  ended.catch(() => {}); // the error is reported at the end
  endings.add(() => {
    stopping.abort();
    return ended;
  });
}

/** Synthesizes the example. @returns the path of its file */
export function synthesize(props: ThreeClustersProps, endings: Endings): string {
  endings.add(async () => rmSync(OUTDIR, { recursive: true, force: true }));
  const app = new App({ outdir: OUTDIR });
  new ThreeClusters(app, 'three-clusters', props);
  app.synth();
  return join(OUTDIR, 'three-clusters.k8s.yaml');
}

/** Runs kubectl. @throws with its standard error if it fails */
export async function kubectl(host: Clusters['host'], args: readonly string[], input?: string): Promise<void> {
  const { code, stderr } = await host.kubectl(args, { input });
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
}

/** The text of each file below a folder, by its path in the folder. */
function filesOf(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}
