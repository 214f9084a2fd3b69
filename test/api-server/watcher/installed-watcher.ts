import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { parse } from 'yaml';
import { type Answer, type Client, createToken, installCrds, until } from '../../../harness';
import { Cluster, FluxApplication, type FluxApplicationWatcherProps, HelmRepository } from '../../../src';
import { testChart } from '../../constructs/chart';
import { only, watcherObjects } from '../../constructs/watcher/objects';
import { fluxCrds } from '../flux-crds';
import { collectionPath, type Manifest } from '../judge';

/** A watcher whose objects are in the cluster, except those that run it. */
export interface InstalledWatcher {
  readonly name: string;
  readonly namespace: string;
  readonly objects: ReturnType<typeof watcherObjects>;
  readonly token: string;
  /** Sends a request with the watcher's account. A PATCH is a merge patch. */
  request(method: string, path: string, body?: unknown, contentType?: string): Promise<Answer>;
}

/** The status of a release that is installed. */
export const RELEASED = {
  observedGeneration: 1,
  lastAttemptedRevision: '1.0.0',
  conditions: ['Ready', 'Released'].map((type) => ({
    ...{ type, status: 'True', reason: 'InstallSucceeded', message: 'installed', observedGeneration: 1 },
    lastTransitionTime: '2026-01-01T00:00:00Z',
  })),
  history: [
    {
      ...{ name: 'web', namespace: 'web', version: 1, status: 'deployed', chartName: 'web', chartVersion: '1.0.0' },
      ...{ digest: 'sha256:0', configDigest: 'sha256:0' },
      ...{ firstDeployed: '2026-01-01T00:00:00Z', lastDeployed: '2026-01-01T00:00:00Z' },
    },
  ],
};

/** Creates an object, unless it exists. */
export async function make(client: Client, object: Manifest): Promise<void> {
  const { status, body } = await client.request('POST', collectionPath(object), object);
  if (status !== 201 && status !== 409) throw new Error(`${object.kind} ${object.metadata.name}: ${body.message}`);
}

export async function makeNamespaces(client: Client, names: readonly string[]): Promise<void> {
  for (const name of names) await make(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}

/** The CRDs of Flux and of this project. */
export async function installAllCrds(client: Client): Promise<void> {
  const crd = parse(readFileSync(join(__dirname, '../../../crds/gitops.kubesphere.io_applications.yaml'), 'utf8'));
  await installCrds(client, [...(await fluxCrds()), crd]);
}

/** The objects of an application called `web`, with a target on the host and on this number of members. */
export function applicationObjects(namespace: string, members = 0, values: object = {}): Manifest[] {
  const chart = testChart(namespace);
  const clusters = Array.from({ length: members }, (_, index) => Cluster.member(`member-${index}`));
  new FluxApplication(chart, 'web', {
    helmRelease: {
      source: HelmRepository.fromName(chart, 'charts', 'charts'),
      chart: { chart: 'web', version: '1.0.0' },
      defaults: { values: { ...values } },
      deploy: [Cluster.host(), ...clusters].map((cluster) => ({ destination: cluster.namespace('web') })),
    },
  });
  return Testing.synth(chart);
}

/**
 * Installs a watcher like `kubectl apply`, and waits until its policy is in force.
 *
 * @param application the path of an Application that it watches
 */
export function installWatcher(
  client: Client,
  props: Partial<FluxApplicationWatcherProps>,
  application: string,
): Promise<InstalledWatcher> {
  return installObjects(client, watcherObjects(props), application);
}

/** The same for given objects of a watcher. */
export async function installObjects(
  client: Client,
  objects: InstalledWatcher['objects'],
  application: string,
): Promise<InstalledWatcher> {
  for (const object of objects.filter(({ kind }) => kind !== 'Deployment')) await make(client, object);
  const { name, namespace } = only(objects, 'ServiceAccount').metadata;
  const token = await createToken(client, namespace, name);
  const request: InstalledWatcher['request'] = (method, path, body, contentType) =>
    client.request(method, path, body, {
      token,
      contentType: contentType ?? (method === 'PATCH' ? 'application/merge-patch+json' : undefined),
    });
  await until('the policy of the watcher is in force', async () => {
    const { status } = await request('PATCH', `${application}?dryRun=All`, { metadata: { labels: { probe: 'x' } } });
    return status === 403;
  });
  return { name, namespace, objects, token, request };
}
