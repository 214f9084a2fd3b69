/**
 * How the API server merges a value: which maps and lists have separate parts, and which are atomic
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy).
 */
export interface Shape {
  /** Whether the value may be neither a map nor a list. */
  readonly isScalar: boolean;
  /** Whether the value has no schema. @default false */
  readonly isGathered?: boolean;
  /** Whether there is no evidence how a map or list of this shape is merged. @default false */
  readonly isGuessed?: boolean;
  readonly map?: MapShape;
  readonly list?: ListShape;
}

export interface MapShape {
  /** Whether the map is atomic. */
  readonly isAtomic: boolean;
  /** Whether the schema names this key; other keys are separate entries, which managedFields lists as such. */
  readonly isNamed: (key: string) => boolean;
  readonly entry: (key: string) => Shape;
}

export interface ListShape {
  /** The identity of items: these keys, or their value; undefined if the list is atomic. */
  readonly keys?: readonly string[] | 'value';
  /** The API server's defaults for keys that an item does not have. @default - none */
  readonly keyDefaults?: Readonly<Record<string, unknown>>;
  /** @param step of the item, in the format of managedFields */
  readonly item: (step: string) => Shape;
}

export type Form = 'map' | 'list' | 'scalar';

/** The part of a shape that applies to a value; for null the first part. */
export function formOf({ isScalar, map, list }: Shape, value: unknown): Form {
  if (Array.isArray(value) && list) return 'list';
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && map) return 'map';
  if (value !== null && typeof value !== 'object' && value !== undefined && isScalar) return 'scalar';
  if (map) return 'map';
  return isScalar ? 'scalar' : 'list';
}

export const SCALAR: Shape = { isScalar: true };

/** Data without a schema, such as the values of a HelmRelease: maps have entries, lists are atomic. */
export const UNTYPED: Shape = {
  isScalar: true,
  map: { isAtomic: false, isNamed: () => false, entry: () => UNTYPED },
  list: { item: () => ATOMIC },
};

/** An atomic value, whatever its content is. */
export const ATOMIC: Shape = {
  isScalar: true,
  map: { isAtomic: true, isNamed: () => false, entry: () => ATOMIC },
  list: { item: () => ATOMIC },
};
