import type { ClusterRef } from '../application';
import { sha256 } from '../json';

/** What Cluster API puts behind the name of a cluster. */
const KUBECONFIG = '-kubeconfig';

/**
 * What a cluster is called in the names of objects: as its Secret or ConfigMap, without what Cluster API puts behind it.
 * Undefined for the host, which nobody names.
 */
export function nameOfCluster({ kind, name }: ClusterRef): string | undefined {
  if (kind === 'host') return undefined;
  return name.endsWith(KUBECONFIG) && name !== KUBECONFIG ? name.slice(0, -KUBECONFIG.length) : name;
}

/**
 * The name of an object without that of its cluster: `podinfo` of `podinfo-eu-1` and `eu-1-podinfo`, `podinfo-web` of
 * `podinfo--eu-1--web`. The name itself where it does not hold the cluster's, or nothing else.
 *
 * @example stemOf('podinfo-eu-1', { kind: 'Secret', name: 'eu-1', key: 'value' }) // 'podinfo'
 */
export function stemOf(name: string, cluster: ClusterRef): string {
  const called = nameOfCluster(cluster);
  if (called === undefined) return name;
  for (const part of [cluster.name, called]) {
    const escaped = part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const [, before, , after] = new RegExp(`^(.*?)(^|[-.])${escaped}(?=$|[-.])(.*)$`).exec(name) ?? [];
    if (before === undefined || after === undefined) continue;
    const stem = [before, after].map((text) => text.replace(/^[-.]+|[-.]+$/g, '')).filter((text) => text !== '');
    if (stem.length > 0) return stem.join('-');
  }
  return name;
}

/** The longest name of an application. */
const MAX_NAME = 63;

/** A name that an application can have: the text, or as much of it as fits, and a digest. */
export function applicationName(text: string): string {
  if (text.length <= MAX_NAME) return text;
  return `${text.slice(0, 50).replace(/[-.]+$/, '')}-${sha256(text).slice(0, 12)}`;
}
