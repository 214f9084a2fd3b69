/** The type of a value; `unknown`: it accepts any value. */
export type ValueType = 'unknown' | KnownType;

/** A union of its parts; it has at least one. */
export interface KnownType {
  readonly scalars: readonly Scalar[];
  readonly literals: readonly Literal[];
  /** The type of the items, if the value may be a list. */
  readonly list?: ValueType;
  readonly map?: MapType;
  /** Further alternatives of the union, which may contain this type. @default - none */
  readonly references?: readonly TypeReference[];
}

/** A type by reference: a schema may be recursive. */
export class TypeReference {
  private found: ValueType | undefined;

  /** @param find returns the type that it refers to, once all types are known */
  constructor(private readonly find: () => ValueType) {}

  get type(): ValueType {
    this.found ??= this.find();
    return this.found;
  }
}

export type Scalar = 'string' | 'number' | 'boolean' | 'null';
export type Literal = string | number | boolean;

/** The type of a map. */
export interface MapType {
  readonly entries: ReadonlyMap<string, EntryType>;
  /**
   * Whether it may have other keys. `unsaid`: there is no schema, or it does not specify it, so the templates decide.
   */
  readonly others: 'allowed' | 'refused' | 'unsaid';
  /** The type of the values of other keys. @default - unknown */
  readonly otherType?: ValueType;
  /**
   * Whether a schema accepts only maps here, and other keys than these. The other maps of a union may then not limit the
   * types of their own keys. @default false
   */
  readonly isOpen?: boolean;
  /** Whether the map is in a list. Elsewhere each entry may be null, as in values: a null deletes the default. */
  readonly isInList: boolean;
}

export interface EntryType {
  readonly type: ValueType;
  /** Lines. */
  readonly doc: readonly string[];
  /** The chart's default. @default - none is known */
  readonly defaultValue?: unknown;
  readonly isDeprecated?: boolean;
  /** Only within lists: elsewhere the defaults add missing keys. @default false */
  readonly isRequired?: boolean;
}

const ORDER: readonly Scalar[] = ['string', 'number', 'boolean', 'null'];

export function scalarType(...scalars: readonly Scalar[]): ValueType {
  return { scalars, literals: [] };
}

export function literalsType(literals: readonly Literal[]): ValueType {
  return { scalars: [], literals };
}

export function listTypeOf(item: ValueType): ValueType {
  return { scalars: [], literals: [], list: item };
}

export function mapTypeOf(map: MapType): ValueType {
  return { scalars: [], literals: [], map };
}

export function referenceTo(...references: readonly TypeReference[]): ValueType {
  return { scalars: [], literals: [], references };
}

/** Results by both arguments: a schema may use a part many times, and parts of it even more often. */
class Joined {
  private readonly known = new WeakMap<KnownType, WeakMap<KnownType, ValueType>>();

  constructor(private readonly join: (a: KnownType, b: KnownType) => ValueType) {}

  of(a: KnownType, b: KnownType): ValueType {
    const byOther = this.known.get(a) ?? new WeakMap<KnownType, ValueType>();
    this.known.set(a, byOther);
    const joined = byOther.get(b) ?? this.join(a, b);
    byOther.set(b, joined);
    return joined;
  }
}

const unions = new Joined(newUnion);
const intersections = new Joined(newIntersection);

/** The type of values of one type or of the other. Two maps become one map with the keys of both. */
export function unionOf(a: ValueType, b: ValueType): ValueType {
  if (a === b) return a;
  return a === 'unknown' || b === 'unknown' ? 'unknown' : unions.of(a, b);
}

function newUnion(a: KnownType, b: KnownType): ValueType {
  const scalars = ORDER.filter((scalar) => a.scalars.includes(scalar) || b.scalars.includes(scalar));
  return {
    scalars,
    literals: [...new Set([...a.literals, ...b.literals])].filter(
      (literal) => !scalars.includes(kindOfLiteral(literal)),
    ),
    ...listPart(both(a.list, b.list, unionOf) ?? a.list ?? b.list),
    ...mapPart(both(a.map, b.map, (x, y) => mergedMap(x, y, 'union')) ?? a.map ?? b.map),
    ...referencesPart([...(a.references ?? []), ...(b.references ?? [])]),
  };
}

/**
 * The type of values of both types. If the types have nothing in common, they contradict each other, and the result is
 * their union. A type by reference is not known yet, so the result is the other type.
 */
export function intersectionOf(a: ValueType, b: ValueType): ValueType {
  if (a === b || b === 'unknown') return a;
  if (a === 'unknown' || a.references) return b;
  return b.references ? a : intersections.of(a, b);
}

function newIntersection(a: KnownType, b: KnownType): ValueType {
  const isIn = (type: KnownType) => (literal: Literal) =>
    type.literals.includes(literal) || type.scalars.includes(kindOfLiteral(literal));
  const common: KnownType = {
    scalars: a.scalars.filter((scalar) => b.scalars.includes(scalar)),
    literals: [...new Set([...a.literals.filter(isIn(b)), ...b.literals.filter(isIn(a))])],
    ...listPart(both(a.list, b.list, intersectionOf)),
    ...mapPart(both(a.map, b.map, (x, y) => mergedMap(x, y, 'intersection'))),
  };
  const isEmpty = common.scalars.length + common.literals.length === 0 && !common.list && !common.map;
  return isEmpty ? unionOf(a, b) : common;
}

function kindOfLiteral(literal: Literal): Scalar {
  return typeof literal as Scalar;
}

function both<T>(a: T | undefined, b: T | undefined, join: (a: T, b: T) => T): T | undefined {
  return a === undefined || b === undefined ? undefined : join(a, b);
}

function listPart(list: ValueType | undefined): { readonly list?: ValueType } {
  return list === undefined ? {} : { list };
}

function mapPart(map: MapType | undefined): { readonly map?: MapType } {
  return map === undefined ? {} : { map };
}

function referencesPart(references: readonly TypeReference[]): { readonly references?: readonly TypeReference[] } {
  return references.length === 0 ? {} : { references: [...new Set(references)] };
}

function mergedMap(a: MapType, b: MapType, mode: 'union' | 'intersection'): MapType {
  const isUnion = mode === 'union';
  const join = isUnion ? unionOf : intersectionOf;
  const entries = new Map(a.entries);
  if (isUnion) for (const [key, entry] of entries) if (!b.entries.has(key)) entries.set(key, besides(entry, b));
  for (const [key, other] of b.entries) {
    const own = a.entries.get(key);
    if (own) entries.set(key, mergedEntry(own, other, join(own.type, other.type), isUnion));
    else entries.set(key, isUnion ? besides(other, a) : other);
  }
  const precedence = isUnion
    ? (['allowed', 'unsaid', 'refused'] as const)
    : (['refused', 'allowed', 'unsaid'] as const);
  const otherType = both(a.otherType, b.otherType, join) ?? (isUnion ? undefined : (a.otherType ?? b.otherType));
  const others = precedence.find((each) => a.others === each || b.others === each) ?? 'unsaid';
  const isOpen = (a.isOpen === true || b.isOpen === true) && others !== 'refused';
  return {
    entries,
    others,
    ...(isOpen && { isOpen }),
    ...(otherType === undefined ? {} : { otherType }),
    isInList: a.isInList,
  };
}

/** An entry of a map in a union with another map, which does not have it. */
function besides(entry: EntryType, { isOpen = false, otherType = 'unknown' }: MapType): EntryType {
  return { ...entry, type: isOpen ? unionOf(entry.type, otherType) : entry.type, isRequired: false };
}

function mergedEntry(own: EntryType, other: EntryType, type: ValueType, isUnion: boolean): EntryType {
  const isRequired = isUnion ? own.isRequired && other.isRequired : own.isRequired || other.isRequired;
  return {
    ...other,
    ...own,
    type,
    doc: own.doc.length > 0 ? own.doc : other.doc,
    isRequired: isRequired === true,
  };
}
