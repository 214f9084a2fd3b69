/**
 * What a value is to the API server when it merges: which maps and lists have parts of their own, and which are one field
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy).
 */
export interface Shape {
  /** Whether the value may be neither a map nor a list. */
  readonly isScalar: boolean;
  /** Whether no schema says what the value is. @default false */
  readonly isGathered?: boolean;
  /** Whether nothing shows how a map or list of this shape is merged. @default false */
  readonly isGuessed?: boolean;
  readonly map?: MapShape;
  readonly list?: ListShape;
}

export interface MapShape {
  /** Whether the map is one field. */
  readonly isAtomic: boolean;
  /** Whether the schema names this key; other keys are entries of their own, which managedFields lists as such. */
  readonly isNamed: (key: string) => boolean;
  readonly entry: (key: string) => Shape;
}

export interface ListShape {
  /** What tells items apart: these keys of theirs, or their value; undefined where the list is one field. */
  readonly keys?: readonly string[] | 'value';
  /** What the API server takes for keys that an item does not have. @default - none */
  readonly keyDefaults?: Readonly<Record<string, unknown>>;
  /** @param step of the item, as managedFields spells it */
  readonly item: (step: string) => Shape;
}

export type Form = 'map' | 'list' | 'scalar';

/** As what the API server takes a value of a shape; null is what the shape says first. */
export function formOf({ isScalar, map, list }: Shape, value: unknown): Form {
  if (Array.isArray(value) && list) return 'list';
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && map) return 'map';
  if (value !== null && typeof value !== 'object' && value !== undefined && isScalar) return 'scalar';
  if (map) return 'map';
  return isScalar ? 'scalar' : 'list';
}

export const SCALAR: Shape = { isScalar: true };

/** What has no schema, such as the values of a HelmRelease: maps have entries, lists are one field. */
export const UNTYPED: Shape = {
  isScalar: true,
  map: { isAtomic: false, isNamed: () => false, entry: () => UNTYPED },
  list: { item: () => ATOMIC },
};

/** What is one field, whatever is in it. */
export const ATOMIC: Shape = {
  isScalar: true,
  map: { isAtomic: true, isNamed: () => false, entry: () => ATOMIC },
  list: { item: () => ATOMIC },
};
