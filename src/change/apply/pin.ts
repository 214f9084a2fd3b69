import { canonicalJson, isFilled, isMap, mapOf, mapParts, omit, sha256, stringOf, type ValueMap } from '../../json';
import { difference, union } from '../foretell/field-set';
import { kindShape } from '../foretell/kind-shape';
import { type Manager, managersOf } from '../foretell/managers';
import { without } from '../foretell/typed-value';
import { seen } from '../plan/live/foretold';
import type { PlanObject } from '../plan/plan-object';
import { sensitivePaths } from '../plan/sensitive';
import { digestedValue } from './digested';

/** The parts of an object's state whose change makes a plan stale. */
export interface Pin {
  /** Absent for an object that continues under another name. */
  readonly uid?: string;
  /** Absent for a kind without generations, such as a ConfigMap. */
  readonly generation?: number;
  /** For a kind without generations, if a part may be secret, because a secret could be guessed from a digest. */
  readonly resourceVersion?: string;
  /**
   * `sha256:…` of labels, annotations and content, without fields of other managers, parts that may be secret, and
   * digests of objects.
   */
  readonly digest: string;
}

/**
 * The pin of an object. Frequent changes by controllers, such as those of its status, do not change it.
 *
 * @param live as returned by the API server, with managedFields
 * @param manager the field manager that is to apply it
 */
export function pinOf(live: ValueMap, manager: string): Pin {
  const { uid, resourceVersion, generation } = mapOf(live.metadata);
  const object = seen(live);
  const { labels, annotations } = mapOf(object.value.metadata);
  const content = omit(object.value, ['metadata']);
  const own = mapOf(ownPart({ ...content, metadata: { labels, annotations } }, managersOf(live), manager));
  const hasGeneration = typeof generation === 'number';
  // without a generation, only the content shows a change
  const told = hasGeneration ? own : { ...content, metadata: own.metadata };
  const isSensitive = sensitivePaths(object).length > 0;
  return {
    uid: stringOf(uid) ?? '',
    ...(hasGeneration ? { generation } : isSensitive && { resourceVersion: stringOf(resourceVersion) ?? '' }),
    digest: `sha256:${sha256(canonicalJson(filled(digestedValue(object, told)) ?? {}))}`,
  };
}

/**
 * The pin of a delivery that continues under another name. It excludes a suspension, because a move begins with one.
 */
export function movedPin(from: PlanObject): Pin {
  const spec = omit(mapOf(mapOf(digestedValue(from)).spec), ['suspend']);
  return { digest: `sha256:${sha256(canonicalJson(spec))}` };
}

/** Whether an object is unchanged. */
export function isPinned(live: ValueMap, manager: string, pin: Pin): boolean {
  return canonicalJson(pinOf(live, manager)) === canonicalJson(pin);
}

/** A value without the fields that only other managers own. */
function ownPart(value: ValueMap, managers: readonly Manager[], manager: string): unknown {
  const isOwn = ({ name, operation, subresource }: Manager) =>
    name === manager && operation === 'Apply' && subresource === '';
  const fields = (isOf: (each: Manager) => boolean) => union(...managers.filter(isOf).map((each) => each.fields));
  const others = difference(
    fields((each) => !isOwn(each)),
    fields(isOwn),
  );
  return without(kindShape(value, managers), value, others);
}

/** Removes maps that are empty after the fields of others are removed. */
function filled(value: unknown): unknown {
  if (!isMap(value)) return value;
  const kept = mapParts(value, filled) as ValueMap;
  return isFilled(kept) ? kept : undefined;
}
