import { canonicalJson, isFilled, isMap, mapOf, mapParts, omit, sha256, stringOf, type ValueMap } from '../../json';
import { difference, union } from '../foretell/field-set';
import { kindShape } from '../foretell/kind-shape';
import { type Manager, managersOf } from '../foretell/managers';
import { without } from '../foretell/typed-value';
import { seen } from '../plan/live/foretold';
import { masked, sensitivePaths } from '../plan/sensitive';

/** What tells one state of an object from another that a plan has to be made anew for. */
export interface Pin {
  readonly uid: string;
  /** Absent of a kind that has none, such as a ConfigMap. */
  readonly generation?: number;
  /** Of a kind without generations, where a part may be secret: a digest could be guessed from. */
  readonly resourceVersion?: string;
  /** `sha256:…` of labels, annotations and content, without what others own and what may be secret. */
  readonly digest: string;
}

/**
 * The pin of an object. What controllers do to it all the time, such as to its status, does not change it.
 *
 * @param live as the API server returns it, with managedFields
 * @param manager the field manager that is to apply it
 */
export function pinOf(live: ValueMap, manager: string): Pin {
  const { uid, resourceVersion, generation } = mapOf(live.metadata);
  const object = seen(live);
  const { labels, annotations } = mapOf(object.value.metadata);
  const content = omit(object.value, ['metadata']);
  const own = mapOf(ownPart({ ...content, metadata: { labels, annotations } }, managersOf(live), manager));
  const hasGeneration = typeof generation === 'number';
  // nothing but the content itself tells whether that has changed
  const told = hasGeneration ? own : { ...content, metadata: own.metadata };
  const sensitive = sensitivePaths(object);
  return {
    uid: stringOf(uid) ?? '',
    ...(hasGeneration ? { generation } : sensitive.length > 0 && { resourceVersion: stringOf(resourceVersion) ?? '' }),
    digest: `sha256:${sha256(canonicalJson(filled(masked(told, sensitive)) ?? {}))}`,
  };
}

/** Whether an object is still as it was. */
export function isPinned(live: ValueMap, manager: string, pin: Pin): boolean {
  return canonicalJson(pinOf(live, manager)) === canonicalJson(pin);
}

/** A value without the fields that others own alone. */
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

/** Without the maps that are empty once the fields of others are gone. */
function filled(value: unknown): unknown {
  if (!isMap(value)) return value;
  const kept = mapParts(value, filled) as ValueMap;
  return isFilled(kept) ? kept : undefined;
}
