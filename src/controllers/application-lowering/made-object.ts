import { APPLICATION_NAME, HELM_TEMPLATE_NAME, LOWERED_BY, NULLS, valuesConfigMapName } from '../../application';
import { appliedPart, isRestored } from '../../change';
import { digest, listOf, mapOf, stringOf, type ValueMap } from '../../json';
import { DELIVERIES, namespacedName, objectId } from '../../kubernetes';
import { CONTROLLER_MANAGER } from '../../observe';

/** The relevant parts of an object that the controller has created. */
export interface MadeObject {
  /** `<kind> <namespace>/<name>` */
  readonly id: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** `<namespace>/<name>` of its application; for a template, of the application that has saved it. */
  readonly application: string;
  /** Whether it is a template, which stays after the application is deleted. */
  readonly isTemplate: boolean;
  /** A digest of the fields that the controller has applied and still owns. */
  readonly applied: string;
  /** Whether the controller has suspended it, according to its Application. */
  readonly suspends: boolean;
  /** Whether it is suspended, by the controller or another manager. */
  readonly isSuspended: boolean;
  /** Whether it refers to the ConfigMap with the nulls of its values. */
  readonly refersToNulls: boolean;
  readonly isGoing: boolean;
  /** Whether it comes from a backup, so that another manager has its fields too. */
  readonly isRestored: boolean;
}

/** @returns undefined for an object without an application */
export function madeObjectOf(object: unknown, kind: string): MadeObject | undefined {
  const live = mapOf(object);
  const { namespace, name, uid, annotations, deletionTimestamp } = mapOf(live.metadata);
  const template = kind === 'HelmChart' ? stringOf(mapOf(annotations)[HELM_TEMPLATE_NAME]) : undefined;
  const application = stringOf(mapOf(annotations)[APPLICATION_NAME]) ?? template;
  if (typeof namespace !== 'string' || typeof name !== 'string' || application === undefined) return undefined;
  const part = appliedPart(live, CONTROLLER_MANAGER);
  return {
    id: objectId({ kind, namespace, name }),
    ...{ kind, namespace, name },
    uid: stringOf(uid) ?? '',
    application: namespacedName({ namespace, name: application }),
    isTemplate: template !== undefined,
    applied: digestOfApplied(part),
    suspends: mapOf(part.spec).suspend === true,
    isSuspended: mapOf(live.spec).suspend === true,
    refersToNulls: refersToNulls(live),
    isGoing: deletionTimestamp !== undefined,
    isRestored: isRestored(live, LOWERED_BY),
  };
}

/** A digest that equals that of {@link MadeObject.applied} once the object is applied. */
export function digestOfApplied({ metadata, spec, data }: ValueMap): string {
  const { labels, annotations } = mapOf(metadata);
  const { suspend, ...rest } = mapOf(spec);
  const own = suspend === true ? { ...rest, suspend } : rest;
  return digest([labels ?? {}, annotations ?? {}, own, data ?? {}]);
}

/** Whether a HelmRelease refers to the ConfigMap with the nulls of its values. */
function refersToNulls({ kind, metadata, spec }: ValueMap): boolean {
  const name = valuesConfigMapName(String(mapOf(metadata).name));
  return (
    (kind === undefined || kind === 'HelmRelease') &&
    listOf(mapOf(spec).valuesFrom).some(
      (each) => mapOf(each).kind === 'ConfigMap' && mapOf(each).name === name && mapOf(each).targetPath === undefined,
    )
  );
}

/**
 * The releases whose values contain nulls that the Application has lost. Either an applier has dropped them, or a user
 * has removed them. The annotation {@link NULLS} of the Application resolves the ambiguity.
 */
export function lostNulls(
  application: ValueMap,
  made: readonly MadeObject[],
  wanted: readonly ValueMap[],
): readonly string[] {
  if (mapOf(mapOf(application.metadata).annotations)[NULLS] !== undefined) return [];
  const kept = new Map(wanted.map((object) => [idOf(object), object]));
  return made.flatMap(({ id, refersToNulls: had }) => {
    const object = kept.get(id);
    return had && object !== undefined && !refersToNulls(object) ? [id] : [];
  });
}

/** Whether a kind delivers to a target. */
export function isDelivery(kind: unknown): boolean {
  return Object.hasOwn(DELIVERIES, String(kind));
}

/** `<kind> <namespace>/<name>` */
export function idOf({ kind, metadata }: ValueMap): string {
  const { namespace, name } = mapOf(metadata);
  return objectId({ kind: String(kind), namespace: stringOf(namespace), name: String(name) });
}
