import {
  type ClusterRef,
  DEFAULT_KEY,
  FLUXCD,
  isApplication,
  ownerOf,
  readableTargets,
  withoutAbsent,
} from '../application';
import { compareText, mapOf, stringOf } from '../json';
import { DELIVERIES, namespacedName } from '../kubernetes';

/** A Secret or ConfigMap through which Flux reaches a cluster. */
export interface KubeconfigRef {
  readonly namespace: string;
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  /** The key in the Secret, if set. */
  readonly key?: string;
  /** The names of the applications that need it, or of the objects if they belong to no application. */
  readonly neededBy: readonly string[];
}

/** One reference, and the object that contains it. */
interface Need {
  readonly namespace: string;
  readonly ref: Pick<KubeconfigRef, 'kind' | 'name' | 'key'>;
  readonly owner: string;
}

/**
 * The references that manifests need to reach their clusters: those in HelmReleases and Kustomizations, and in
 * Applications without such objects. By namespace, kind, name and key.
 *
 * @param namespace of objects that have none
 */
export function kubeconfigRefs(objects: readonly unknown[], namespace: string): KubeconfigRef[] {
  const maps = objects.map(mapOf);
  const deliveries = maps.filter(isDelivery);
  const lowered = new Set(deliveries.map((delivery) => namespacedName(ownerIn(delivery, namespace))));
  const applications = maps.filter(
    (map) =>
      isApplication(map) && mapOf(map.spec).kind === FLUXCD && !lowered.has(namespacedName(named(map, namespace))),
  );
  const needs = [
    ...deliveries.flatMap((delivery) => needOfDelivery(delivery, namespace)),
    ...applications.flatMap((application) => needsOfApplication(application, namespace)),
  ];
  const byId = new Map<string, Need[]>();
  for (const need of needs) {
    const id = JSON.stringify([need.namespace, need.ref.kind, need.ref.name, need.ref.key ?? '']);
    const same = byId.get(id);
    if (same) same.push(need);
    else byId.set(id, [need]);
  }
  return [...byId]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, all]) => {
      const [{ namespace: own, ref }] = all as [Need];
      return { namespace: own, ...ref, neededBy: [...new Set(all.map(({ owner }) => owner))].sort(compareText) };
    });
}

type AnyObject = Readonly<Record<string, unknown>>;

function isDelivery({ apiVersion, kind }: AnyObject): boolean {
  const group = stringOf(apiVersion)?.split('/')[0];
  return Object.values(DELIVERIES).some((delivery) => delivery.kind === kind && delivery.group === group);
}

function named({ metadata }: AnyObject, namespace: string) {
  const own = mapOf(metadata);
  return { namespace: stringOf(own.namespace) ?? namespace, name: stringOf(own.name) ?? '' };
}

/** The application of a delivery, or the delivery itself if it belongs to none. */
function ownerIn(delivery: AnyObject, namespace: string) {
  const own = named(delivery, namespace);
  return { ...own, name: ownerOf(mapOf(delivery.metadata)) ?? own.name };
}

function needOfDelivery(delivery: AnyObject, namespace: string): Need[] {
  const { secretRef, configMapRef } = mapOf(mapOf(delivery.spec).kubeConfig);
  const [secret, configMap] = [stringOf(mapOf(secretRef).name), stringOf(mapOf(configMapRef).name)];
  const { name: owner, ...place } = ownerIn(delivery, namespace);
  if (secret !== undefined) {
    const key = stringOf(mapOf(secretRef).key);
    return [{ ...place, owner, ref: { kind: 'Secret', name: secret, ...(key === undefined ? {} : { key }) } }];
  }
  return configMap === undefined ? [] : [{ ...place, owner, ref: { kind: 'ConfigMap', name: configMap } }];
}

function needsOfApplication(application: AnyObject, namespace: string): Need[] {
  const { name: owner, ...place } = named(application, namespace);
  return readableTargets(withoutAbsent(application)).flatMap(({ cluster }) => {
    const ref = refOf(cluster);
    return ref === undefined ? [] : [{ ...place, owner, ref }];
  });
}

function refOf({ kind, name, key }: ClusterRef): Need['ref'] | undefined {
  if (kind === 'host') return undefined;
  return kind === 'ConfigMap' || key === DEFAULT_KEY ? { kind, name } : { kind, name, key };
}

/** The keys that Flux tries if none is set. */
const DEFAULT_KEYS = ['value', 'value.yaml'];

/**
 * What an object lacks, in words; undefined if it has everything that Flux needs.
 *
 * @param keys of its data; undefined if it does not exist
 */
export function lackOf({ kind, key }: KubeconfigRef, keys: readonly string[] | undefined): string | undefined {
  if (keys === undefined) return `there is no such ${kind}`;
  const wanted = key === undefined ? DEFAULT_KEYS : [key];
  if (kind === 'ConfigMap' || wanted.some((each) => keys.includes(each))) return undefined;
  return `has no key ${wanted.join(' or ')}, but ${keys.length === 0 ? 'none' : [...keys].sort(compareText).join(', ')}`;
}
