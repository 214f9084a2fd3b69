import type { ClusterRef } from '../application';
import { sha256 } from '../json';

/** The suffix that Cluster API appends to the name of a cluster. */
const KUBECONFIG = '-kubeconfig';

/**
 * The name of a cluster within object names: that of its Secret or ConfigMap, without the Cluster API suffix. Undefined
 * for the host, which has no name.
 */
export function nameOfCluster({ kind, name }: ClusterRef): string | undefined {
  if (kind === 'host') return undefined;
  return name.endsWith(KUBECONFIG) && name !== KUBECONFIG ? name.slice(0, -KUBECONFIG.length) : name;
}

/**
 * The name of an object without the name of its cluster: `podinfo` of `podinfo-eu-1` and `eu-1-podinfo`, `podinfo-web`
 * of `podinfo--eu-1--web`. Returns the name unchanged if it does not contain that of the cluster, or nothing else.
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

/** A valid application name: the text, shortened and with a digest if it is too long. */
export function applicationName(text: string): string {
  return shortened(text, MAX_NAME);
}

/** The longest name of a file without `.yaml`, and a number behind it: file systems allow 255 bytes. */
const MAX_FILE_STEM = 240;

/** The name of a file without `.yaml`: the text, shortened and with a digest if it is too long. */
export function fileStemOf(text: string): string {
  return shortened(text, MAX_FILE_STEM);
}

function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 13).replace(/[-.]+$/, '')}-${sha256(text).slice(0, 12)}`;
}
