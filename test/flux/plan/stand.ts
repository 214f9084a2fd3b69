import { randomUUID } from 'node:crypto';
import { type Client, memberSecret, until } from '../../../harness';
import { planObjectOf, planOf } from '../../../src/change';
import { look, type Seen } from './seen';

/** A Kubernetes object as code writes it. */
export interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly spec?: object;
}

// biome-ignore lint/suspicious/noExplicitAny: objects as API servers return them
type Stored = any;

/** Namespaces of one case in all clusters: one with the Flux objects, and another one to deliver to. */
export class Stand {
  readonly other: string;

  private constructor(
    /** The host first. */
    readonly clusters: readonly [Client, ...Client[]],
    readonly namespace: string,
  ) {
    this.other = `${namespace}-other`;
  }

  static async open(clusters: readonly [Client, ...Client[]], namespace: string): Promise<Stand> {
    const stand = new Stand(clusters, namespace);
    const [host, ...members] = clusters;
    const make = (cluster: Client, name: string) =>
      cluster.request('POST', '/api/v1/namespaces', { metadata: { name } });
    await Promise.all(clusters.flatMap((cluster) => [make(cluster, namespace), make(cluster, stand.other)]));
    const secrets = members.map((member) => memberSecret(member, namespace));
    await Promise.all(secrets.map((secret) => host.request('POST', `/api/v1/namespaces/${namespace}/secrets`, secret)));
    return stand;
  }

  /**
   * Brings the host from some objects to others, as an applier that prunes does, and waits until Flux is done.
   *
   * @param again whether it has to be done once more, so that what it does not do is seen as well
   */
  async become(
    after: readonly Written[],
    before: readonly Written[] = [],
    { again = false }: { readonly again?: boolean } = {},
  ): Promise<Seen> {
    await this.apply(after);
    const left = before.filter((old) => !after.some((now) => pathOf(now) === pathOf(old)));
    await this.delete(left);
    return this.settled(again);
  }

  async apply(objects: readonly Written[]): Promise<void> {
    for (const object of objects) {
      const path = `${pathOf(object)}?fieldManager=test&force=true`;
      const { status, body } = await this.host.request('PATCH', path, object, {
        contentType: 'application/apply-patch+yaml',
      });
      if (status >= 300) throw new Error(`${object.kind} ${object.metadata.name}: ${body.message}`);
    }
  }

  /** Deletes objects, and waits until they are gone. */
  async delete(objects: readonly Written[]): Promise<void> {
    for (const object of objects) await this.host.request('DELETE', pathOf(object));
    for (const object of objects) {
      const path = pathOf(object);
      await until(`${path} is gone`, async () => (await this.host.request('GET', path)).status === 404);
    }
  }

  /** Waits until Flux has reconciled everything as it is now, maybe once more, and looks at what it has made of that. */
  async settled(again = true): Promise<Seen> {
    await this.untilDone();
    if (again) {
      for (const delivery of await this.deliveries()) await this.reconciled(delivery);
    }
    return this.look();
  }

  /** Has Flux reconcile a delivery that is not suspended, and waits until everything is done. */
  async reconciled(delivery: Written): Promise<void> {
    if ((await this.get(delivery)).spec.suspend === true) return;
    const requestedAt = randomUUID();
    const metadata = { annotations: { 'reconcile.fluxcd.io/requestedAt': requestedAt } };
    const merge = { contentType: 'application/merge-patch+json' };
    await this.host.request('PATCH', pathOf(delivery), { metadata }, merge);
    await until(`${pathOf(delivery)} is reconciled`, async () => {
      return (await this.get(delivery)).status.lastHandledReconcileAt === requestedAt;
    });
    await this.untilDone();
  }

  look(): Promise<Seen> {
    return look(this.clusters, [this.namespace, this.other]);
  }

  /** An object as it is stored on the host. */
  async get(object: Written): Promise<Stored> {
    return this.read(pathOf(object));
  }

  private get host(): Client {
    return this.clusters[0];
  }

  private async read(path: string): Promise<Stored> {
    return (await this.host.request('GET', path)).body;
  }

  private async deliveries(): Promise<Stored[]> {
    const kinds = [
      `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${this.namespace}/helmreleases`,
      `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${this.namespace}/kustomizations`,
    ];
    return (await Promise.all(kinds.map((kind) => this.read(kind)))).flatMap(({ items }) => items);
  }

  private async untilDone(): Promise<void> {
    let waitsFor = '';
    const check = async () => {
      for (const stored of await this.deliveries()) {
        const { spec, status = {}, metadata } = stored;
        const { revision, why } = spec.suspend ? { revision: undefined, why: undefined } : await this.source(stored);
        waitsFor = `${pathOf(stored)}: ${JSON.stringify(status.conditions)} ${why}`;
        if (why !== undefined) return false;
        if (spec.suspend) {
          // kustomize-controller does not say that it has seen one
          if (stored.kind === 'HelmRelease' && status.observedGeneration !== metadata.generation) return false;
          continue;
        }
        if (!isReady(stored) || status[attempted(stored)] !== revision) return false;
      }
      return true;
    };
    await until('Flux is done', check, { timeoutMs: 50_000, intervalMs: 200 }).catch((error) => {
      throw new Error(`${error.message}; it waits for ${waitsFor}`);
    });
  }

  /** The revision of what a delivery is made of, or why there is none yet. */
  private async source({ spec, status, metadata }: Stored): Promise<{ revision?: string; why?: string }> {
    const { chartRef, sourceRef } = spec;
    const [namespace, name] = (status?.helmChart ?? '/').split('/');
    const reference = chartRef ?? sourceRef ?? { kind: 'HelmChart', namespace, name };
    const source = await this.get(sourceOf(reference, metadata.namespace));
    if (!isReady(source)) return { why: `${reference.kind} ${reference.name}: ${JSON.stringify(source.status)}` };
    // a source that has just become another one is Ready for a moment without an artifact
    if (!source.status.artifact) return { why: `${reference.kind} ${reference.name} has no artifact` };
    const { revision } = source.status.artifact;
    if (source.kind === 'OCIRepository') return { revision: revision.split('@').at(-1) };
    if (source.kind !== 'HelmChart') return { revision };
    const origin = await this.get(sourceOf(source.spec.sourceRef, source.metadata.namespace));
    // one of OCI has no index, and no status
    if (origin.spec?.type === 'oci') return { revision };
    const isTaken =
      isReady(origin) && origin.status.artifact?.revision === source.status.observedSourceArtifactRevision;
    return isTaken ? { revision } : { why: `${origin.kind} ${origin.metadata?.name}` };
  }
}

function sourceOf({ kind, name, namespace }: Stored, own: string): Written {
  return { apiVersion: 'source.toolkit.fluxcd.io/v1', kind, metadata: { name, namespace: namespace ?? own } };
}

/** The field in which a delivery says which revision of its source it has taken. */
function attempted({ kind, spec }: Stored): string {
  if (kind === 'Kustomization') return 'lastAppliedRevision';
  return spec.chartRef?.kind === 'OCIRepository' ? 'lastAttemptedRevisionDigest' : 'lastAttemptedRevision';
}

function isReady({ metadata, status = {} }: Stored): boolean {
  const conditions: Stored[] = status.conditions ?? [];
  const isTrue = (type: string) => conditions.some((each) => each.type === type && each.status === 'True');
  return status.observedGeneration === metadata?.generation && isTrue('Ready') && !isTrue('Reconciling');
}

function pathOf({ apiVersion, kind, metadata }: Written): string {
  const plural = kind.toLowerCase().replace(/y$/, 'ie');
  return `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}/namespaces/${metadata.namespace}/${plural}s/${metadata.name}`;
}

/** The plan from some objects to others. */
export function planBetween(before: readonly Written[], after: readonly Written[]) {
  const planned = (objects: readonly Written[]) => objects.flatMap((object) => planObjectOf(object) ?? []);
  return planOf({ evidence: 'offline', before: planned(before), after: planned(after) });
}
