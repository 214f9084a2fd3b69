import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { Cluster, FluxApplication, GitRepository, HelmRepository, target } from 'cdk8s-fluxapp';
import { kubeconfig, memberSecret, until } from '../harness';
import type { statusListDocument } from '../src/observe';
import { fluxapp } from './command';
import { type ChartName, type Endings, kubectl, makeFleet, serveSources, startThree } from './stage';

const CHARTS: readonly ChartName[] = [
  ['checkout', '4.11.0'],
  ['checkout', '4.12.1'],
  ['front', '2.3.0'],
  ['payments', '7.0.3'],
  ['redis', '20.6.3'],
  ['kafka', '31.5.0'],
  ['cert-manager', '1.16.2'],
];

/** A member that is no longer reachable. */
const GONE = 'edge-7';

const MEMBERS = ['eu-1', 'us-1'];

/** The applications with a chart, by namespace. */
const APPLICATIONS = {
  shop: ['checkout', 'front', 'payments'],
  data: ['redis', 'kafka'],
  platform: ['cert-manager'],
} as const;

/** Applications with a target on the unreachable member. */
const ON_GONE: readonly string[] = ['redis', 'cert-manager'];

/** The version of the checkout, and whether it has a bad value on the members. */
type Checkout = readonly [version: string, isBad: boolean];

/** Synthesizes the applications of a namespace. */
function synthesize(namespace: keyof typeof APPLICATIONS, urls: { charts: string; git: string }, checkout: Checkout) {
  const chart = new Chart(new App({ outdir: join('dist', 'night') }), namespace, { namespace });
  const source = new HelmRepository(chart, 'charts', { url: urls.charts });
  for (const name of APPLICATIONS[namespace]) {
    const [, version = ''] = name === 'checkout' ? [name, checkout[0]] : (CHARTS.find(([each]) => each === name) ?? []);
    const isBad = name === 'checkout' && checkout[1];
    const members = ON_GONE.includes(name) ? [...MEMBERS, GONE] : MEMBERS;
    new FluxApplication(chart, name, {
      metadata: { labels: { team: namespace } },
      helmRelease: {
        source,
        chart: { chart: name, version },
        defaults: { install: { createNamespace: true }, values: { replicas: 1 } },
        deploy: [
          { destination: Cluster.host().namespace(namespace) },
          ...members.map((member) =>
            target({
              destination: Cluster.member(member).namespace(namespace),
              ...(isBad && { values: { replicas: 'many' } }),
            }),
          ),
        ],
      },
    });
  }
  if (namespace === 'platform') {
    new FluxApplication(chart, 'settings', {
      kustomization: {
        source: new GitRepository(chart, 'git', { url: urls.git, ref: { branch: 'main' } }),
        defaults: { path: 'settings', prune: true },
        deploy: [Cluster.host(), ...MEMBERS.map((name) => Cluster.member(name))].map((cluster) =>
          target({ destination: cluster.namespace('default') }),
        ),
      },
    });
  }
  return chart.toJson();
}

/**
 * Brings the three clusters of the demo into a state in which an operator is called: a bad value, an unreachable
 * member, a pause, and a deleted release.
 *
 * @returns the path of the kubeconfig of the host
 */
export async function bringNight(endings: Endings): Promise<string> {
  const running = await startThree(endings);
  const { host } = running;
  process.env.KUBECONFIG = host.kubeconfig;
  const urls = await serveSources(endings, CHARTS);
  const namespaces = Object.keys(APPLICATIONS) as (keyof typeof APPLICATIONS)[];
  await makeFleet(running, namespaces);
  for (const namespace of namespaces) {
    const gone = { name: GONE, kubeconfigYaml: kubeconfig({ name: GONE, url: 'https://127.0.0.1:1', ca: '' }, 'none') };
    await host.request('POST', `/api/v1/namespaces/${namespace}/secrets`, memberSecret(gone, namespace));
  }
  const apply = async (checkout: Checkout) => {
    const objects = namespaces.flatMap((namespace) => synthesize(namespace, urls, checkout));
    await kubectl(host, ['apply', '-f', '-'], objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  };
  await apply(['4.11.0', false]);
  await untilStates({ Ready: 21, Failed: 2 });
  await apply(['4.12.1', true]);
  await fluxapp('suspend', 'payments', '-n', 'shop', '--cluster', 'us-1', '--reason', 'the database is moved');
  await kubectl(host, ['delete', '-n', 'data', 'helmrelease/kafka--eu-1--data']);
  await untilStates({ Ready: 17, Failed: 4, Missing: 1, Suspended: 1 });
  return host.kubeconfig;
}

/** Waits until this number of targets is in each state. */
async function untilStates(states: Readonly<Record<string, number>>): Promise<void> {
  const wanted = JSON.stringify(Object.entries(states).sort());
  const check = async () => {
    const { stdout } = await fluxapp('status', '-A', '-o', 'json');
    const { items } = JSON.parse(stdout) as ReturnType<typeof statusListDocument>;
    const counts: Record<string, number> = {};
    for (const { state } of items.flatMap(({ targets }) => targets)) counts[state] = (counts[state] ?? 0) + 1;
    return JSON.stringify(Object.entries(counts).sort()) === wanted;
  };
  await until(`the targets are ${wanted}`, check, { timeoutMs: 180_000 });
}
