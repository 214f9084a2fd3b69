import { canonicalJson, type FieldPath, isFilled, isMap } from '../../json';
import type { Shape } from './shape';

/** A field of which it cannot be known what the API server stores. */
export interface Unverified {
  readonly path: FieldPath;
  /**
   * `emptied`: server-side apply takes the last part of a map or list; API servers keep it empty or make a null of it, by
   * their version.
   * `merge unknown`: it changes, and nothing shows whether the API server merges or replaces it.
   */
  readonly reason: 'emptied' | 'merge unknown';
}

/** A part of an object before and after. */
interface Part {
  readonly live: unknown;
  readonly text: unknown;
  /** As it was foretold. */
  readonly object: unknown;
  readonly shape: Shape;
}

type Doubt = (part: Part) => Unverified['reason'] | undefined;

/** The fields in doubt of an object that was foretold, outermost first, in the order of its keys. */
export function unverifiedFields(doubt: Doubt, part: Part, path: FieldPath = []): Unverified[] {
  const { live, text, object, shape } = part;
  const reason = doubt(part);
  if (reason !== undefined) return [{ path, reason }];
  if (!isMap(live) || !shape.map || shape.map.isAtomic) return [];
  const { entry } = shape.map;
  return Object.keys(live)
    .sort()
    .flatMap((key) => {
      const below = { live: live[key], text: partOf(text, key), object: partOf(object, key), shape: entry(key) };
      return unverifiedFields(doubt, below, [...path, key]);
    });
}

const partOf = (value: unknown, key: string) => (isMap(value) ? value[key] : undefined);

/** What is in doubt of a server-side apply. */
export const doubtOfServerSide: Doubt = ({ live, text, object, shape }) => {
  if (!isFilled(live)) return undefined;
  if (isEmpty(object) && hasParts(shape)) return 'emptied';
  return shape.isGuessed && isFilled(text) && isUnequal(live, text) ? 'merge unknown' : undefined;
};

/** What is in doubt of kubectl's patch of a kind that is compiled into it: lists, of which it merges some. */
export const doubtOfCompiledKinds: Doubt = ({ live, object, shape }) => {
  const isMerged = Array.isArray(live) && isFilled(live) && (shape.isGuessed || shape.list?.keys !== undefined);
  return isMerged && isUnequal(live, object) ? 'merge unknown' : undefined;
};

const hasParts = ({ map, list }: Shape) => map?.isAtomic === false || list?.keys !== undefined;
const isEmpty = (value: unknown) => typeof value === 'object' && value !== null && !isFilled(value);
const isUnequal = (one: unknown, other: unknown) =>
  one === undefined || other === undefined || canonicalJson(one) !== canonicalJson(other);
