import {
  APPLICATION_NAME,
  clusterId,
  clusterName,
  clusterOf,
  destinationOf,
  HELM_TEMPLATE_NAME,
  isApplication,
  isPlainCluster,
  LOWERING_DIGEST,
  MANAGED_BY,
  MANAGER,
  type NamedCluster,
  namesByObject,
  ROLLOUT,
  ROLLOUT_GATE,
  TARGET_KEY,
  withoutGates,
} from '../application';
import { isFilled, mapOf, omit, stringOf, type ValueMap, valueAt, withoutUndefined } from '../json';
import { APPLICATION, DELIVERY_KINDS, type DeliveryKind, namespacedName } from '../kubernetes';
import { distinct } from './groups';
import { fileStemOf } from './stem';

/** Plain objects of Flux. */
export interface Ejected {
  /** The objects for each cluster, by a name that no other cluster has; `host` is the host cluster. */
  readonly clusters: ReadonlyMap<string, readonly ValueMap[]>;
  /** `<namespace>/<name>` of the application of each object in a cluster. */
  readonly owners: ReadonlyMap<ValueMap, string>;
  /** Objects that clusters share, such as sources, and all other objects of the input. */
  readonly shared: readonly ValueMap[];
  /** Objects that only this project uses: they are left out. */
  readonly dropped: readonly ValueMap[];
}

/** The prefix of annotations that belong to this project. */
const DOMAIN = 'gitops.kubesphere.io/';

/**
 * The lowered objects of Applications, without the labels and annotations of this project. Names and specs stay the
 * same, so nothing is reinstalled. Waves are removed: a target no longer waits for earlier waves.
 *
 * @param objects the output of synthesis or of `fluxapp lower`
 */
export function eject(objects: readonly ValueMap[]): Ejected {
  const names = new Map(
    objects.filter(isApplication).map(({ metadata }) => {
      const { name, namespace, annotations } = mapOf(metadata);
      return [
        namespacedName({ name: String(name), namespace: stringOf(namespace) }),
        namesByObject(annotations),
      ] as const;
    }),
  );
  const clusterOfTarget = new Map(
    objects.filter(isDelivery).flatMap((object) => {
      const application = ownerIn(object);
      const place =
        application && ([targetIn(object, application), clusterIn(object, names.get(application) ?? {})] as const);
      return place ? [place] : [];
    }),
  );
  const nameOf = distinctNames([...clusterOfTarget.values()]);
  const clusters = new Map<string, ValueMap[]>();
  const owners = new Map<ValueMap, string>();
  const shared: ValueMap[] = [];
  const dropped: ValueMap[] = [];
  for (const object of objects) {
    const application = ownerIn(object);
    if (isOurs(object)) dropped.push(object);
    else if (application === undefined) shared.push(withoutManager(object));
    else {
      const target = clusterOfTarget.get(targetIn(object, application));
      const cluster = target && nameOf(target);
      const own = cluster === undefined ? shared : (clusters.get(cluster) ?? []);
      const plain = isDelivery(object) ? plainDelivery(object) : unmarked(object);
      own.push(plain);
      if (cluster === undefined) continue;
      clusters.set(cluster, own);
      owners.set(plain, application);
    }
  }
  return { clusters, owners, shared, dropped };
}

/** Label values of the objects that `fluxapp install` prints. The controller runs in the watcher. */
const PROGRAMS: readonly unknown[] = ['fluxapp-watcher', 'fluxapp-ui'];

/** The Application, its CustomResourceDefinition, and the objects that run the watcher and the page. */
function isOurs(object: ValueMap): boolean {
  const crd = `${APPLICATION.plural}.${APPLICATION.group}`;
  const isCrd = object.kind === 'CustomResourceDefinition' && valueAt(object, ['metadata', 'name']) === crd;
  const isProgram = PROGRAMS.includes(valueAt(object, ['metadata', 'labels', TARGET_KEY]));
  return isApplication(object) || isCrd || isProgram;
}

/** `<namespace>/<name>` of the application that an object belongs to. */
function ownerIn({ metadata }: ValueMap): string | undefined {
  const { annotations, namespace } = mapOf(metadata);
  const name = stringOf(mapOf(annotations)[APPLICATION_NAME]);
  return name === undefined ? undefined : namespacedName({ name, namespace: stringOf(namespace) });
}

function targetIn({ metadata }: ValueMap, application: string): string {
  return JSON.stringify([application, mapOf(mapOf(metadata).annotations)[TARGET_KEY]]);
}

function isDelivery({ kind }: ValueMap): boolean {
  return DELIVERY_KINDS.some((each) => each === kind);
}

const HOST: NamedCluster = { cluster: clusterOf({}), name: 'host' };

function clusterIn({ spec }: ValueMap, names: ReturnType<typeof namesByObject>): NamedCluster {
  const cluster = destinationOf(spec)?.cluster ?? HOST.cluster;
  return { cluster, name: clusterName(cluster, names) };
}

/**
 * Names without two clusters of the same name: of clusters without an explicit name, `-<key>` follows the name of a Secret if
 * another key of it, a ConfigMap or the host has that name, and `-configmap` follows the name of a ConfigMap; then a
 * number, if another cluster has that name too. They are names of files, and as short.
 */
function distinctNames(clusters: readonly NamedCluster[]): (cluster: NamedCluster) => string {
  const ids = new Map<string, Set<string>>();
  for (const { cluster, name } of [HOST, ...clusters]) {
    if (name === cluster.name) ids.set(name, (ids.get(name) ?? new Set()).add(clusterId(cluster)));
  }
  const isDistinct = ({ cluster, name }: NamedCluster) =>
    name !== cluster.name || ids.get(name)?.size === 1 || isPlainCluster(cluster);
  const idOf = ({ cluster, name }: NamedCluster) => JSON.stringify([clusterId(cluster), name]);
  const names = new Map([HOST, ...clusters].filter(isDistinct).map((each) => [idOf(each), fileStemOf(each.name)]));
  const taken = new Set(names.values());
  for (const each of clusters) {
    if (names.has(idOf(each))) continue;
    const { cluster, name } = each;
    const derived = `${name}-${cluster.kind === 'Secret' ? cluster.key : 'configmap'}`;
    const free = distinct(fileStemOf(derived), (candidate) => taken.has(candidate));
    taken.add(free);
    names.set(idOf(each), free);
  }
  return (cluster) => names.get(idOf(cluster)) as string;
}

function plainDelivery(object: ValueMap): ValueMap {
  const { kind, spec } = object;
  const { dependsOn, ...rest } = mapOf(spec);
  const kept = withoutGates(kind as DeliveryKind, dependsOn);
  const plain = kept === dependsOn ? spec : withoutUndefined({ ...rest, dependsOn: kept });
  return { ...unmarked(object), spec: plain };
}

/** An object of an application without the marks. */
function unmarked(object: ValueMap): ValueMap {
  const metadata = mapOf(object.metadata);
  const labels = mapOf(metadata.labels);
  const annotations = mapOf(metadata.annotations);
  const isManaged = labels[MANAGED_BY] === annotations[APPLICATION_NAME];
  const ownLabels = omit(labels, [ROLLOUT, ROLLOUT_GATE, ...(isManaged ? [MANAGED_BY] : [])]);
  const own = Object.entries(annotations).filter(([key]) => !key.startsWith(DOMAIN) && key !== TARGET_KEY);
  return withMetadata(object, ownLabels, Object.fromEntries(own));
}

/** A template or a source of the console without its marks; any other object unchanged. */
function withoutManager(object: ValueMap): ValueMap {
  const { labels, annotations } = mapOf(object.metadata);
  if (mapOf(labels)[MANAGED_BY] !== MANAGER) return object;
  const marks = [HELM_TEMPLATE_NAME, LOWERING_DIGEST];
  return withMetadata(object, omit(mapOf(labels), [MANAGED_BY]), omit(mapOf(annotations), marks));
}

function withMetadata(object: ValueMap, labels: ValueMap, annotations: ValueMap): ValueMap {
  const metadata = withoutUndefined({
    ...mapOf(object.metadata),
    labels: isFilled(labels) ? labels : undefined,
    annotations: isFilled(annotations) ? annotations : undefined,
  });
  return { ...object, metadata };
}
