import { App, Chart } from 'cdk8s';
import { type Client, memberSecret, until } from '../../../harness';
import { Cluster, FluxApplication, type HelmReleaseDefaults, HelmRepository } from '../../../src';

// biome-ignore lint/suspicious/noExplicitAny: objects as API servers return them
export type Stored = any;

export const MERGE = { contentType: 'application/merge-patch+json' };

/**
 * A chart with one ConfigMap. Its value `content` is required. Helm can render a number, but the API server rejects it.
 */
export const CHART = {
  name: 'hello',
  version: '1.0.0',
  files: {
    'templates/content.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: content\ndata:\n  content: {{ required "content must be set" .Values.content }}\n',
    'values.yaml': 'content:\n',
  },
};

/** Creates a namespace. */
export async function makeNamespace(cluster: Client, name: string): Promise<void> {
  await cluster.request('POST', '/api/v1/namespaces', { metadata: { name } });
}

/**
 * Creates a namespace on the host for the application, with the Secret of the member, and one on the member for its
 * release.
 */
export async function prepare(namespace: string, host: Client, member: Client): Promise<void> {
  await makeNamespace(host, namespace);
  await makeNamespace(member, `${namespace}-web`);
  await host.request('POST', `/api/v1/namespaces/${namespace}/secrets`, memberSecret(member, namespace));
}

/** The objects of an application `web` in a namespace, with one release on the member `eu-1`. */
export function webOnMember(namespace: string, charts: string, defaults: HelmReleaseDefaults): string {
  const app = new App({ outdir: 'dist/test' });
  const chart = new Chart(app, 'chart', { namespace });
  new FluxApplication(chart, 'web', {
    helmRelease: {
      source: new HelmRepository(chart, 'charts', { url: charts, interval: '1h' }),
      chart: { chart: CHART.name, version: CHART.version },
      defaults: { interval: '1h', releaseName: 'web', ...defaults },
      deploy: [{ destination: Cluster.member('eu-1').namespace(`${namespace}-web`) }],
    },
  });
  return app.synthYaml();
}

/** The path of that release on the host. */
export const releasePath = (namespace: string) =>
  `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${namespace}/helmreleases/web--eu-1--${namespace}-web`;

/** The object of that release on the member, and its revisions as stored by Helm, when Helm has finished. */
export async function delivered(namespace: string, member: Client) {
  const own = `/api/v1/namespaces/${namespace}-web`;
  const revisions = await until(`no revision in ${namespace} is pending`, async () => {
    const { body } = await member.request('GET', `${own}/secrets?labelSelector=owner=helm`);
    const all: string[] = body.items.map(({ metadata: { labels } }: Stored) => `${labels.version} ${labels.status}`);
    return all.every((revision) => !revision.includes('pending')) && all;
  });
  const { body } = await member.request('GET', `${own}/configmaps/content`);
  return {
    uid: body.metadata?.uid as string | undefined,
    content: body.data?.content as string | undefined,
    revisions,
  };
}

/** Waits until helm-controller has reconciled the newest generation of that release. @returns its condition Ready */
export function reconciled(namespace: string, host: Client): Promise<Stored> {
  return until(`the release in ${namespace} is reconciled`, async () => {
    const { body } = await host.request('GET', releasePath(namespace));
    const ready = body.status?.conditions?.find(({ type }: Stored) => type === 'Ready');
    const waits = ready?.status === 'False' && /^(?:SourceNotReady|ArtifactFailed)$/.test(ready.reason);
    return (
      ready !== undefined &&
      ready.status !== 'Unknown' &&
      !waits &&
      ready.observedGeneration === body.metadata.generation &&
      ready
    );
  });
}
