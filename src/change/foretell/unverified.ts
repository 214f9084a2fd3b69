import { canonicalJson, compareText, type FieldPath, isFilled, isMap, listOf, mapOf } from '../../json';
import type { Shape } from './shape';
import { itemsOf } from './typed-value';

/** A field whose stored value cannot be predicted. */
export interface Unverified {
  readonly path: FieldPath;
  /**
   * `empty`: a map or list loses its last part by server-side apply, and becomes empty or null, depending on the
   * version of the API server; or it becomes empty in a kind with an unknown schema, which keeps or drops it.
   *
   * `default unknown`: it is removed in a kind with an unknown schema, which may have a default for it.
   *
   * `merge unknown`: it changes, and it is unknown whether the API server merges or replaces it.
   */
  readonly reason: 'empty' | 'default unknown' | 'merge unknown';
}

/** A part of an object before and after. */
interface Part {
  readonly live: unknown;
  readonly text: unknown;
  /** The predicted part. */
  readonly object: unknown;
  readonly shape: Shape;
}

type Doubt = (part: Part) => Unverified['reason'] | undefined;

/** The uncertain fields of a predicted object, outermost first, in the order of its keys. */
export function unverifiedFields(doubt: Doubt, part: Part, path: FieldPath = []): Unverified[] {
  const reason = doubt(part);
  if (reason !== undefined) return [{ path, reason }];
  return partsOf(part).flatMap(({ step, ...each }) => unverifiedFields(doubt, each, [...path, step]));
}

/** The parts of a map, and of a list whose items have identities: by their index in the predicted list. */
function partsOf({ live, text, object, shape: { map, list } }: Part): (Part & { readonly step: string | number })[] {
  if (list?.keys !== undefined && Array.isArray(object)) {
    const [before, wanted] = [itemsOf(list, listOf(live)), itemsOf(list, listOf(text))];
    return [...itemsOf(list, object)].map(([step, item], index) => {
      return { step: index, live: before.get(step), text: wanted.get(step), object: item, shape: list.item(step) };
    });
  }
  if (!map || map.isAtomic || !(isMap(live) || isMap(object))) return [];
  const keys = new Set([...Object.keys(mapOf(live)), ...Object.keys(mapOf(object))]);
  return [...keys].sort(compareText).map((key) => {
    const [before, wanted, after] = [live, text, object].map((value) => mapOf(value)[key]);
    return { step: key, live: before, text: wanted, object: after, shape: map.entry(key) };
  });
}

/** The uncertain fields after a server-side apply. */
export const doubtOfServerSide: Doubt = (part) => {
  const { live, text, object, shape } = part;
  if (isFilled(live) && isEmpty(object) && hasParts(shape)) return 'empty';
  const isGuess = shape.isGuessed === true && isFilled(live) && isFilled(text) && isUnequal(live, text);
  return isGuess ? 'merge unknown' : doubtOfUnknownSchema(part);
};

/** The uncertain fields after kubectl's patch of a kind that is compiled into it, for which it merges some lists. */
export const doubtOfCompiledKinds: Doubt = (part) => {
  const { live, object, shape } = part;
  const isList = Array.isArray(live) && isFilled(live) && (shape.isGuessed || shape.list?.keys !== undefined);
  return isList && isUnequal(live, object) ? 'merge unknown' : doubtOfUnknownSchema(part);
};

/** The fields that are uncertain for any kind of write. */
export const doubtOfUnknownSchema: Doubt = ({ live, object, shape: { isGathered = false } }) => {
  if (!isGathered || !isUnequal(live, object)) return undefined;
  if (object === undefined) return 'default unknown';
  return isEmpty(object) ? 'empty' : undefined;
};

const hasParts = ({ map, list }: Shape) => map?.isAtomic === false || list?.keys !== undefined;
const isEmpty = (value: unknown) => typeof value === 'object' && value !== null && !isFilled(value);
const isUnequal = (one: unknown, other: unknown) => canonicalJson({ it: one }) !== canonicalJson({ it: other });
