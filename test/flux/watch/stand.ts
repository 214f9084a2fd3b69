import { dirname, join } from 'node:path';
import { App, Chart as Cdk8sChart } from 'cdk8s';
import { type Client, until, writeKubeconfigOf } from '../../../harness';
import { FluxApplicationWatcher } from '../../../src';

const APPLICATIONS = '/apis/gitops.kubesphere.io/v1alpha1';

/** The file that `cdk8s synth` writes for one chart in a namespace. */
export function synthesizeIn(namespace: string, build: (chart: Cdk8sChart) => void): string {
  const app = new App({ outdir: 'dist/test' });
  build(new Cdk8sChart(app, 'chart', { namespace }));
  return app.synthYaml();
}

/** Applies YAML like a user. */
export async function apply(host: Client, input: string, flags: readonly string[] = []): Promise<void> {
  const { code, stderr } = await host.kubectl(['apply', ...flags, '-f', '-'], { input });
  if (code !== 0) throw new Error(`kubectl apply: ${stderr}`);
}

/** A stored Application. */
export async function application(host: Client, namespace: string, name: string) {
  const { status, body } = await host.request('GET', `${APPLICATIONS}/namespaces/${namespace}/applications/${name}`);
  return status === 200 ? body : undefined;
}

/** The numbers of ready and desired targets, if the label and the status agree. */
// biome-ignore lint/suspicious/noExplicitAny: an Application as the API server returns it
export function counted(stored: any): string | undefined {
  const label: string | undefined = stored?.metadata.labels?.['gitops.kubesphere.io/ready-number'];
  // labels and status are written one after the other
  return label === stored?.status?.summary?.replace('/', '-') ? label : undefined;
}

/** Waits until an Application has this status; the error contains the status that it has instead. */
export async function untilSaid(
  host: Client,
  [namespace, name]: readonly [string, string],
  what: string,
  // biome-ignore lint/suspicious/noExplicitAny: an Application as the API server returns it
  check: (stored: any) => boolean,
  timeoutMs = 50_000,
) {
  // biome-ignore lint/suspicious/noExplicitAny: an Application as the API server returns it
  let last: any;
  try {
    return await until(
      what,
      async () => {
        last = await application(host, namespace, name);
        return last !== undefined && check(last) && last;
      },
      { timeoutMs },
    );
  } catch (error) {
    const { labels } = last?.metadata ?? {};
    throw new Error(
      `${(error as Error).message}; it says ${JSON.stringify({ labels, status: last?.status }, null, 1)}`,
    );
  }
}

/** The state and reason of each target, by key. */
// biome-ignore lint/suspicious/noExplicitAny: an Application as the API server returns it
export function states(stored: any): Record<string, string> {
  const rows: readonly Record<string, string>[] = stored.status?.targets ?? [];
  return Object.fromEntries(rows.map(({ key, state, reason }) => [key, `${state} ${reason}`]));
}

/**
 * Installs the objects of the construct of a watcher, except those that run its Pods.
 *
 * @returns the path of a kubeconfig with a token of its account: a watcher that uses it has the permissions and the
 * policy of the construct
 */
export async function installedWatcher(host: Client): Promise<string> {
  const objects = synthesizeIn('watcher', (chart) => {
    new FluxApplicationWatcher(chart, 'watcher', { image: 'registry.example.com/fluxapp:test' });
  });
  await host.request('POST', '/api/v1/namespaces', { metadata: { name: 'watcher' } });
  await apply(host, objects);
  return writeKubeconfigOf(host, 'watcher', 'watcher', join(dirname(host.kubeconfig), 'watcher.kubeconfig'));
}
