import { ownerOf, type Rollout, TARGET_KEY, wavesOf, writtenGateOf } from '../application';
import { compareText, mapOf, stringOf, withoutUndefined } from '../json';
import { DELIVERY_KINDS, type DeliveryKind, type NamespacedName, namespacedName, objectId } from '../kubernetes';
import { type Desired, type DesiredTarget, refsOf } from './desired';
import type { FluxObject } from './flux-object';
import { clusterOfObject, isLowered } from './lowered-object';

/** The end of messages about an application without an Application. */
export const UNDECLARED = 'there is no Application: missing targets cannot be detected';

/**
 * The desired state of an application without an Application, as generated with the format `none`: its targets are the
 * existing objects. Objects that lowering did not create, or that were renamed, are not included.
 *
 * @param objects of one namespace, of either kind, that belong to the application according to their marks
 * @returns undefined if none of them was lowered
 */
export function desiredOfDeliveries(objects: readonly FluxObject[]): Desired | undefined {
  const lowered = objects.filter(isLowered).sort((a, b) => compareText(a.metadata.name, b.metadata.name));
  const ofKind = (kind: DeliveryKind) => lowered.filter((object) => object.kind === kind);
  // an application has one kind of objects: those of the other kind are orphans
  const [kind] = [...DELIVERY_KINDS].sort((a, b) => ofKind(b).length - ofKind(a).length);
  if (kind === undefined || lowered.length === 0) return undefined;
  const keys = new Set<string>();
  const targets = ofKind(kind).map((object) => {
    const target = targetOf(object, keys);
    keys.add(target.key);
    return target;
  });
  return withoutUndefined({
    kind,
    source: commonSource(targets),
    rollout: rolloutOfObjects(ofKind(kind), targets),
    targets: targets.sort((a, b) => compareText(a.key, b.key)),
    undeclared: true as const,
  });
}

/**
 * The waves according to the objects, by KEY. The objects do not show which waves need approval.
 *
 * @param targets the targets of the objects, in the same order
 * @returns undefined if there are none
 */
function rolloutOfObjects(objects: readonly FluxObject[], targets: readonly DesiredTarget[]): Rollout | undefined {
  const gated = objects.flatMap((object, index) => {
    const gate = writtenGateOf(object);
    return gate === undefined ? [] : [{ gate, key: (targets[index] as DesiredTarget).key }];
  });
  const waves = wavesOf(gated).map((wave) => wave.map(({ key }) => key));
  return waves.length < 2 ? undefined : { waves };
}

/** An application without an Application. */
export interface UndeclaredApplication extends Required<NamespacedName> {
  readonly desired: Desired;
}

/**
 * The applications without an Application that the objects belong to.
 *
 * @param objects those of an Application are ignored
 * @param defaultNamespace the namespace for objects without one
 */
export function undeclaredIn(objects: readonly FluxObject[], defaultNamespace: string): UndeclaredApplication[] {
  const owners = new Map<string, Required<NamespacedName> & { readonly objects: FluxObject[] }>();
  for (const object of objects) {
    const [name, namespace] = [ownerOf(object.metadata), object.metadata.namespace ?? defaultNamespace];
    if (name === undefined) continue;
    const key = namespacedName({ namespace, name });
    const owner = owners.get(key) ?? { namespace, name, objects: [] };
    owner.objects.push(object);
    owners.set(key, owner);
  }
  return [...owners.values()].flatMap(({ namespace, name, objects: own }) => {
    const desired = desiredOfDeliveries(own);
    return desired ? [{ namespace, name, desired }] : [];
  });
}

/** @param taken the KEYs of other targets: an object with a name from an older naming scheme may have the same KEY */
function targetOf(object: FluxObject, taken: ReadonlySet<string>): DesiredTarget {
  const { kind, metadata, spec } = object;
  const { name, namespace } = metadata;
  const key = metadata.annotations?.[TARGET_KEY];
  const ownNamespace = kind === 'HelmRelease' ? namespace : undefined;
  return withoutUndefined({
    key: key === undefined || taken.has(key) ? name : key,
    ...clusterOfObject(object, {}),
    namespace: stringOf(mapOf(spec).targetNamespace) ?? ownNamespace,
    name,
    ...refsOf(mapOf(spec), namespace),
  });
}

/** The source of all targets, if it is the same. */
function commonSource(targets: readonly DesiredTarget[]): string | undefined {
  const refs = targets.flatMap(({ chartRef, sourceRef }) => chartRef ?? sourceRef ?? []);
  const [first] = refs;
  if (first === undefined || new Set(refs.map(objectId)).size > 1) return undefined;
  return `${first.kind}/${first.name}`;
}
