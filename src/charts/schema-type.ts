import { isMap, listOf, mapOf, stringOf, type ValueMap } from '../json';
import { draftOf } from '../verdict';
import { SCHEMA_URL } from './bundle-schema';
import { ownUrl, partAt, targetOf } from './schema-references';
import {
  type EntryType,
  intersectionOf,
  type Literal,
  listTypeOf,
  literalsType,
  type MapType,
  mapTypeOf,
  referenceTo,
  type Scalar,
  scalarType,
  TypeReference,
  unionOf,
  type ValueType,
} from './value-type';

/**
 * The type of values that a JSON schema describes. It is as wide as the schema or wider, except that keywords of maps
 * or lists imply these types: constraints that a type cannot express (limits, patterns, `not`, conditions) are omitted,
 * and a `$ref` that leads out of the schema is unknown.
 *
 * Helm validates values after it merges them with the defaults, so keys are optional. Within lists, which are replaced
 * as a whole, `required` applies.
 */
export function schemaType(schema: unknown): ValueType {
  return new SchemaReader(schema).read(schema, false, 0);
}

/** Deeper schemas are unknown; they do not occur in practice. */
const MAX_DEPTH = 100;

class SchemaReader {
  /** The types of parts: outside of lists, and within lists. */
  private readonly known = [new Map<object, Reading>(), new Map<object, Reading>()] as const;
  /** The number of entries and items that enclose the current part. */
  private level = 0;

  /** Whether the keywords next to a `$ref` have no effect: up to draft 7. */
  private readonly hasOnlyReferences: boolean;

  constructor(private readonly root: unknown) {
    this.hasOnlyReferences = (draftOf(root) ?? 2020) < 2019;
  }

  read(schema: unknown, isInList: boolean, depth: number): ValueType {
    if (!isMap(schema) || depth > MAX_DEPTH) return 'unknown';
    const known = this.known[isInList ? 1 : 0];
    const before = known.get(schema);
    if (before) return before.type ?? this.enclosing(before);
    const reading: Reading = { level: this.level };
    known.set(schema, reading);
    reading.type = this.readNew(schema, isInList, depth);
    return reading.type;
  }

  /** The type of a part that is still being read. A part that only refers to itself is unknown. */
  private enclosing(reading: Reading): ValueType {
    if (reading.level === this.level) return 'unknown';
    reading.reference ??= new TypeReference(() => reading.type ?? 'unknown');
    return referenceTo(reading.reference);
  }

  /** The type of an entry or of an item. */
  private readBelow(schema: unknown, isInList: boolean, depth: number): ValueType {
    this.level++;
    const type = this.read(schema, isInList, depth + 1);
    this.level--;
    return type;
  }

  private readNew(schema: ValueMap, isInList: boolean, depth: number): ValueType {
    const read = (part: unknown) => this.read(part, isInList, depth + 1);
    if (this.hasOnlyReferences && typeof schema.$ref === 'string') return read(this.referred(schema.$ref));
    const parts = [
      this.own(schema, isInList, depth),
      read(this.referred(schema.$ref)),
      ...listOf(schema.allOf).map(read),
      ...[schema.oneOf, schema.anyOf].map((choices) => listOf(choices).map(read).reduce(unionOf, NOTHING)),
    ].map((type) => (type === NOTHING ? 'unknown' : type));
    const type = parts.reduce(intersectionOf);
    const branches = schema.if === undefined ? [] : [schema.then, schema.else].map(read);
    const conditional = Object.values(mapOf(schema.dependentSchemas)).map((part) => [read(part)]);
    return [branches, ...conditional].reduce(withKeysOf, type);
  }

  /** The type according to `type`, `enum`, `const`, `properties` and `items`. */
  private own(schema: ValueMap, isInList: boolean, depth: number): ValueType {
    const literals = 'const' in schema ? [schema.const] : Array.isArray(schema.enum) ? schema.enum : undefined;
    if (literals?.every(isLiteralOrNull)) return ofLiterals(literals);
    const types = typeof schema.type === 'string' ? [schema.type] : listOf(schema.type);
    const implied = types.length > 0 ? types : impliedTypes(schema);
    const all = implied.map((name): ValueType => {
      if (name === 'object') return mapTypeOf(this.map(schema, isInList, depth));
      if (name === 'array') return listTypeOf(this.items(schema, depth));
      const scalar = SCALARS[String(name)];
      return scalar ? scalarType(scalar) : 'unknown';
    });
    return all.length > 0 ? all.reduce(unionOf) : 'unknown';
  }

  private map(schema: ValueMap, isInList: boolean, depth: number): MapType {
    const required = isInList ? listOf(schema.required) : [];
    const { additionalProperties: other, patternProperties } = schema;
    const entries = Object.entries(mapOf(schema.properties)).filter(([, property]) => property !== false);
    const hasPatterns = isMap(patternProperties) && Object.keys(patternProperties).length > 0;
    const isSaid = other !== undefined || hasPatterns || isInList;
    const otherType = isMap(other) && !hasPatterns ? this.readBelow(other, isInList, depth) : 'unknown';
    const isRefused = other === false && !hasPatterns;
    // without `type`, the schema also accepts values that are no maps
    const isOpen = schema.type !== undefined && !isRefused;
    return {
      entries: new Map(
        entries.map(([key, property]) => [key, this.entry(property, required.includes(key), isInList, depth)]),
      ),
      others: isRefused ? 'refused' : isSaid ? 'allowed' : 'unsaid',
      ...(otherType === 'unknown' ? {} : { otherType }),
      ...(isOpen && { isOpen }),
      isInList,
    };
  }

  private entry(schema: unknown, isRequired: boolean, isInList: boolean, depth: number): EntryType {
    const own = mapOf(schema);
    const text =
      stringOf(own.description) ?? stringOf(own.title) ?? stringOf(mapOf(this.referred(own.$ref)).description);
    return {
      type: this.readBelow(schema, isInList, depth),
      doc: text === undefined ? [] : text.trim().split(/\s*\n/),
      ...('default' in own && { defaultValue: own.default }),
      ...(own.deprecated === true && { isDeprecated: true }),
      isRequired,
    };
  }

  private items({ items, prefixItems }: ValueMap, depth: number): ValueType {
    return prefixItems === undefined ? this.readBelow(items, true, depth) : 'unknown';
  }

  /** The target of a `$ref` within the schema. */
  private referred(ref: unknown): unknown {
    const base = ownUrl(this.root) ?? SCHEMA_URL;
    const target = typeof ref === 'string' && URL.canParse(base) ? targetOf(ref, base) : undefined;
    return target && target.url === targetOf(base, base)?.url ? partAt(this.root, target.fragment) : undefined;
  }
}

/** A part of a schema that is being read or has been read. */
interface Reading {
  readonly level: number;
  /** Absent until the part has been read. */
  type?: ValueType;
  reference?: TypeReference;
}

/** The union of no types, compared by identity. */
const NOTHING: ValueType = { scalars: [], literals: [] };

const SCALARS: Readonly<Record<string, Scalar>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};

/** Keywords of maps or lists imply the type, although JSON Schema then accepts any other value, too. */
function impliedTypes(schema: ValueMap): readonly string[] {
  if (['properties', 'additionalProperties', 'patternProperties'].some((keyword) => schema[keyword] !== undefined)) {
    return ['object'];
  }
  return schema.items === undefined ? [] : ['array'];
}

function isLiteralOrNull(value: unknown): value is Literal | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function ofLiterals(values: readonly (Literal | null)[]): ValueType {
  const literals = literalsType([...new Set(values.filter((value) => value !== null))]);
  return values.includes(null) ? unionOf(literals, scalarType('null')) : literals;
}

/**
 * Adds the missing keys of the branches of a condition to a map, as optional keys. Their type is unknown unless each of
 * two branches has them, because otherwise the condition decides whether it applies.
 */
function withKeysOf(type: ValueType, branches: readonly ValueType[]): ValueType {
  if (type === 'unknown' || !type.map) return type;
  const { map } = type;
  const maps = branches.map((branch) => (branch === 'unknown' ? undefined : branch.map));
  const keys = new Set(maps.flatMap((branch) => [...(branch?.entries.keys() ?? [])]));
  const entries = new Map(map.entries);
  for (const key of keys) {
    if (entries.has(key)) continue;
    const found = maps.flatMap((branch) => branch?.entries.get(key) ?? []);
    const types = found.map((entry) => entry.type);
    const isInAll = found.length === 2;
    const conditional = isInAll ? types.reduce(unionOf) : (map.otherType ?? 'unknown');
    entries.set(key, { ...(found[0] as EntryType), type: conditional, isRequired: false });
  }
  return { ...type, map: { ...map, entries } };
}
