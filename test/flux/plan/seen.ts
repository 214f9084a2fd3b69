import { gunzipSync } from 'node:zlib';
import { parseAllDocuments } from 'yaml';
import type { Client } from '../../../harness';

/**
 * An existing object: a different `uid` shows a different object with the same name, a different `content` shows a
 * change.
 */
interface Present {
  readonly uid: string;
  readonly content: string;
}

/**
 * The Helm releases and objects that Flux has created in all clusters, by `<cluster>/<namespace>/<name>`, and those
 * that an object on the host manages.
 */
export interface Seen {
  readonly releases: ReadonlyMap<string, Present>;
  readonly objects: ReadonlyMap<string, Present>;
  readonly managed: { readonly releases: ReadonlySet<string>; readonly objects: ReadonlySet<string> };
}

/** What Flux did, in the terms of a plan. */
export type Happened = 'none' | 'install' | 'upgrade' | 'reinstall' | 'uninstall' | 'prune' | 'orphan';

/**
 * What happened to the managed Helm releases or, if there are none before and after, to the objects applied by
 * Kustomizations.
 */
export function happened(before: Seen, after: Seen): Happened {
  const isHelm = before.releases.size + after.releases.size > 0;
  const part = isHelm ? 'releases' : 'objects';
  const of = (seen: Seen, id: string) => seen[part].get(id) as Present;
  const was = [...before[part].keys()].filter((id) => before.managed[part].has(id));
  const kept = was.filter((id) => after[part].get(id)?.uid === of(before, id).uid);
  const added = [...after[part].keys()].filter((id) => !kept.includes(id) && !isSame(before, after, part, id));
  if (kept.some((id) => !after.managed[part].has(id))) return 'orphan';
  if (was.length === 0) return added.length > 0 ? 'install' : 'none';
  if (kept.length === 0 && !isHelm) return 'prune';
  if (kept.length === 0) return added.length > 0 ? 'reinstall' : 'uninstall';
  const isChanged = kept.some((id) => of(after, id).content !== of(before, id).content);
  return isChanged || added.length > 0 || kept.length < was.length ? 'upgrade' : 'none';
}

/** The objects that were managed and still exist, but are not managed any more. */
export function unmanaged(before: Seen, after: Seen): string[] {
  const managed = [...before.managed.objects].filter((id) => isSame(before, after, 'objects', id));
  return managed.filter((id) => !after.managed.objects.has(id)).sort();
}

function isSame(before: Seen, after: Seen, part: 'releases' | 'objects', id: string): boolean {
  const [old, now] = [before[part].get(id), after[part].get(id)];
  return old !== undefined && old.uid === now?.uid;
}

// biome-ignore lint/suspicious/noExplicitAny: objects as API servers return them
type Stored = any;

/**
 * Reads the ConfigMaps and Helm releases in some namespaces of all clusters, and which of them are managed by objects
 * on the host.
 */
export async function look(clusters: readonly Client[], namespaces: readonly string[]): Promise<Seen> {
  const [host] = clusters as [Client];
  const list = async (cluster: Client, path: string): Promise<Stored[]> =>
    (await cluster.request('GET', path)).body.items;
  const everywhere = clusters.flatMap((cluster) => namespaces.map((namespace) => ({ cluster, namespace })));
  const objects = new Map<string, Present>();
  const releases = new Map<string, Present & { readonly newest: Stored }>();
  for (const { cluster, namespace } of everywhere) {
    const api = `/api/v1/namespaces/${namespace}`;
    for (const { metadata } of await list(cluster, `${api}/configmaps`)) {
      const { name, uid, resourceVersion } = metadata;
      objects.set(`${cluster.name}/${namespace}/${name}`, { uid, content: resourceVersion });
    }
    const history = (await list(cluster, `${api}/secrets?labelSelector=owner=helm`)).sort(byVersion);
    for (const secret of history) {
      const { name, version, status } = secret.metadata.labels;
      const id = `${cluster.name}/${namespace}/${name}`;
      const { uid = secret.metadata.uid, content = '' } = releases.get(id) ?? {};
      releases.set(id, { uid, content: `${content} ${version}:${status}`, newest: secret });
      // only its history is kept
      if (status === 'uninstalled') releases.delete(id);
    }
  }
  const managed = { releases: new Set<string>(), objects: new Set<string>() };
  for (const namespace of namespaces) {
    for (const { spec, status } of await list(host, `${HELM}/namespaces/${namespace}/helmreleases`)) {
      const [latest] = status?.history ?? [];
      const id = `${clusterOf(host, spec)}/${status?.storageNamespace}/${latest?.name}`;
      const newest = releases.get(id)?.newest;
      if (newest === undefined) continue;
      managed.releases.add(id);
      for (const object of delivered(newest)) managed.objects.add(`${clusterOf(host, spec)}/${object}`);
    }
    for (const { spec, status } of await list(host, `${KUSTOMIZE}/namespaces/${namespace}/kustomizations`)) {
      for (const { id } of status?.inventory?.entries ?? []) {
        const [place, name] = id.split('_');
        managed.objects.add(`${clusterOf(host, spec)}/${place}/${name}`);
      }
    }
  }
  return { releases, objects, managed };
}

const HELM = '/apis/helm.toolkit.fluxcd.io/v2';
const KUSTOMIZE = '/apis/kustomize.toolkit.fluxcd.io/v1';

const byVersion = (a: Stored, b: Stored) => a.metadata.labels.version - b.metadata.labels.version;

function clusterOf(host: Client, { kubeConfig }: Stored): string {
  return kubeConfig?.secretRef.name ?? host.name;
}

/** `<namespace>/<name>` of the objects in the manifest of a release, which Helm stores compressed. */
function delivered(secret: Stored): string[] {
  const encoded = Buffer.from(secret.data.release, 'base64').toString();
  const { manifest, namespace } = JSON.parse(gunzipSync(Buffer.from(encoded, 'base64')).toString());
  const objects = parseAllDocuments(manifest).map((document) => document.toJS());
  return objects.map(({ metadata }) => `${metadata.namespace ?? namespace}/${metadata.name}`);
}
