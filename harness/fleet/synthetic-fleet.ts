import type { Application } from '../../imports/gitops.kubesphere.io';
import type { HelmRelease } from '../../imports/helm.toolkit.fluxcd.io';
import { lower } from '../../src';
import type { Client } from '..';

/** A client of a real or fake API server. */
export type Requests = Pick<Client, 'request'>;

/**
 * Applications and their HelmReleases without controllers: the test writes the status that Flux would write, so that it
 * can time a fault, and change thousands of targets at once.
 */

const APPLICATIONS = '/apis/gitops.kubesphere.io/v1alpha1';
const RELEASES = '/apis/helm.toolkit.fluxcd.io/v2';
/** Options of a merge patch. */
export const MERGE = { contentType: 'application/merge-patch+json' };

/** A Helm application with this number of targets: the host, and members named `member-1` and so on. */
export function applicationOf(
  namespace: string,
  name: string,
  targets: number,
  values: Record<string, unknown> = {},
): Application {
  const deploy = Array.from({ length: targets }, (_, index) => ({
    destination: {
      ...(index === 0 ? {} : { kubeConfig: { secretRef: { name: `member-${index}` } } }),
      targetNamespace: name,
    },
    interval: '10m',
    releaseName: name,
    storageNamespace: name,
    values,
  }));
  return {
    apiVersion: 'gitops.kubesphere.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace },
    spec: {
      kind: 'fluxcd',
      fluxApp: {
        spec: {
          source: { sourceRef: { kind: 'HelmRepository', name: 'charts' } },
          config: { helmRelease: { chart: { chart: 'hello', version: '1.0.0' }, deploy } },
        },
      },
    },
  };
}

/** The HelmReleases of an application. */
export function releasesOf(application: Application): HelmRelease[] {
  return lower(application).objects.filter((object): object is HelmRelease => object.kind === 'HelmRelease');
}

/** Creates or updates an object. @returns the stored object */
export async function put(client: Requests, object: Application | HelmRelease) {
  // for the API server, creating an object takes a third of the time of applying it
  const made = await client.request('POST', `${collectionOf(object)}?fieldManager=author`, object);
  return made.status === 201 ? made.body : apply(client, object);
}

/** Applies an object like `kubectl apply --server-side`, as the field manager `author`. @returns the stored object */
export async function apply(client: Requests, object: Application | HelmRelease) {
  const { name } = object.metadata;
  const path = `${collectionOf(object)}/${name}?fieldManager=author&force=true`;
  const { status, body } = await client.request('PATCH', path, object, { contentType: 'application/apply-patch+yaml' });
  if (status >= 300) throw new Error(`${object.kind} ${name}: ${body.message}`);
  return body;
}

function collectionOf({ kind, metadata: { namespace } }: Application | HelmRelease): string {
  return kind === 'Application'
    ? `${APPLICATIONS}/namespaces/${namespace}/applications`
    : `${RELEASES}/namespaces/${namespace}/helmreleases`;
}

/** The status of a release, as helm-controller would write it. */
export interface Said {
  readonly ready: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  /** The version of the deployed chart. @default 1.0.0 */
  readonly version?: string;
  readonly failures?: number;
}

/** Writes the status of a release for its current generation. */
export async function say(
  client: Requests,
  stored: HelmRelease,
  { ready, reason, message = '', version = '1.0.0', failures }: Said,
) {
  const { namespace, name, generation = 1 } = stored.metadata;
  const time = new Date().toISOString().replace(/\.\d+/, '');
  const condition = {
    type: 'Ready',
    status: ready,
    reason: reason ?? (ready === 'True' ? 'InstallSucceeded' : 'UpgradeFailed'),
    message,
    observedGeneration: generation,
    lastTransitionTime: time,
  };
  const release = {
    chartName: 'hello',
    chartVersion: version,
    configDigest: 'sha256:0',
    digest: 'sha256:0',
    firstDeployed: time,
    lastDeployed: time,
  };
  const status = {
    observedGeneration: generation,
    conditions: [condition],
    history: [{ ...release, name, namespace, status: 'deployed', version: 1 }],
    ...(failures === undefined ? {} : { failures }),
  };
  const path = `${RELEASES}/namespaces/${namespace}/helmreleases/${name}/status`;
  const answer = await client.request('PATCH', path, { status }, MERGE);
  if (answer.status >= 300) throw new Error(`${name}: ${answer.body.message}`);
  return answer.body;
}

/** Creates an application with its releases, all of them ready. */
export async function deliver(client: Requests, application: Application): Promise<HelmRelease[]> {
  await put(client, application);
  return Promise.all(
    releasesOf(application).map(async (release) => say(client, await put(client, release), { ready: 'True' })),
  );
}

/** Creates a namespace. */
export async function namespace(client: Requests, name: string): Promise<void> {
  await client.request('POST', '/api/v1/namespaces', { metadata: { name } });
}
