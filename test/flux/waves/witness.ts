import { gunzipSync } from 'node:zlib';
import type { Client } from '../../../harness';
import { KubeClient } from '../../../src/kube';

// biome-ignore lint/suspicious/noExplicitAny: objects as API servers return them
type Stored = any;

/** The objects of one namespace, and how to read their content. */
interface Watched {
  readonly cluster: Client;
  readonly path: string;
  readonly see: (object: Stored, type: string) => void;
}

/** How to distinguish the contents of rollouts. */
export interface Contents {
  /** The content that a delivery is to deliver. */
  wanted(delivery: Stored): string;
  /** The content that a Helm release has delivered. */
  delivered(release: Stored): string;
}

const byValues: Contents = { wanted: contentOf, delivered: (release) => release.config.content };

/** Distinguishes contents by the version of a chart, which is part of the name of its source. */
export function byVersion(versionOf: (name: string) => string): Contents {
  return {
    wanted: ({ spec }) => versionOf(spec.chartRef.name),
    // Flux appends the digest of an OCIRepository
    delivered: (release) => release.chart.metadata.version.split('+')[0],
  };
}

/**
 * Records the exact order of events: all API servers of the harness store their objects in one etcd, so their resource
 * versions are one sequence across clusters.
 */
export class Witness {
  private readonly stopped = new AbortController();
  private readonly clients: KubeClient[] = [];
  /** By target and content, the resource version at which Flux began to deliver it. */
  private readonly begun = new Map<string, number>();
  /** By target and content, the resource version at which Flux reported it as ready. */
  private readonly finished = new Map<string, number>();
  private readonly ends: Promise<void>[] = [];

  /**
   * @param kind the kind of the deliveries, in a namespace of the host
   * @param places the locations of the targets, by the names of their deliveries
   */
  static async watch(
    host: Client,
    namespace: string,
    kind: 'HelmRelease' | 'Kustomization',
    places: ReadonlyMap<string, { readonly cluster: Client; readonly namespace: string }>,
    contents: Contents = byValues,
  ): Promise<Witness> {
    const witness = new Witness();
    const group = kind === 'HelmRelease' ? 'helm.toolkit.fluxcd.io/v2' : 'kustomize.toolkit.fluxcd.io/v1';
    await witness.add({
      cluster: host,
      path: `/apis/${group}/namespaces/${namespace}/${kind.toLowerCase()}s`,
      see: (object) => witness.see(witness.finished, object.metadata.name, contentOfReady(object, contents), object),
    });
    for (const [name, place] of places) {
      const isHelm = kind === 'HelmRelease';
      await witness.add({
        cluster: place.cluster,
        path: `/api/v1/namespaces/${place.namespace}/${isHelm ? 'secrets' : 'configmaps'}`,
        see: (object, type) => {
          const content = isHelm ? contentOfRelease(object, type, contents) : object.data?.content;
          witness.see(witness.begun, name, content, object);
        },
      });
    }
    return witness;
  }

  /** Whether Flux has begun to deliver a content to a target. */
  hasBegun(target: string, content: string): boolean {
    return this.begun.has(`${target} ${content}`);
  }

  isReady(target: string, content: string): boolean {
    return this.finished.has(`${target} ${content}`);
  }

  /** Whether one target was ready with a content before another one began with its content. */
  isBefore(
    one: readonly [target: string, content: string],
    other: readonly [target: string, content: string],
  ): boolean {
    const [ready, began] = [this.finished.get(one.join(' ')), this.begun.get(other.join(' '))];
    return ready !== undefined && began !== undefined && ready < began;
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await Promise.all(this.ends);
    await Promise.all(this.clients.map((client) => client.close()));
  }

  private see(seen: Map<string, number>, target: string, content: string | undefined, { metadata }: Stored): void {
    const key = `${target} ${content}`;
    if (content !== undefined && !seen.has(key)) seen.set(key, Number(metadata.resourceVersion));
  }

  private async add({ cluster, path, see }: Watched): Promise<void> {
    const client = await KubeClient.load({ kubeconfig: cluster.kubeconfig });
    this.clients.push(client);
    const { metadata } = await client.request<Stored>('GET', path);
    const { signal } = this.stopped;
    const follow = async () => {
      let { resourceVersion } = metadata;
      while (!signal.aborted) {
        try {
          for await (const { type, object } of client.watch(path, { resourceVersion }, { signal })) {
            if (type === 'ERROR') throw new Error(`${path}: ${JSON.stringify(object)}`);
            resourceVersion = object.metadata.resourceVersion;
            if (type === 'ADDED' || type === 'MODIFIED') see(object, type);
          }
        } catch (error) {
          if (!signal.aborted) throw error;
        }
      }
    };
    const end = follow();
    end.catch(() => {}); // stop() rejects with it
    this.ends.push(end);
  }
}

/** The content with which a delivery is ready, if it is ready. */
function contentOfReady({ kind, metadata, spec, status = {} }: Stored, { wanted }: Contents): string | undefined {
  const ready = (status.conditions ?? []).find((condition: Stored) => condition.type === 'Ready');
  const attempted = kind === 'HelmRelease' ? status.lastAttemptedGeneration : ready?.observedGeneration;
  const isCurrent = attempted === metadata.generation && status.observedGeneration === metadata.generation;
  return ready?.status === 'True' && isCurrent ? wanted({ kind, spec }) : undefined;
}

/** The content that a delivery is to deliver. */
export function contentOf({ kind, spec }: Stored): string {
  return kind === 'HelmRelease' ? spec.values.content : spec.path.replace('./', '');
}

/** The content of a new release: Helm stores it before it applies anything. */
function contentOfRelease({ type, data }: Stored, event: string, { delivered }: Contents): string | undefined {
  if (type !== 'helm.sh/release.v1' || event !== 'ADDED') return undefined;
  const text = gunzipSync(Buffer.from(Buffer.from(data.release, 'base64').toString(), 'base64')).toString();
  return delivered(JSON.parse(text));
}
