import { isMap, mapParts, setEntry, type ValueMap } from '../json';
import { FORMATS } from './formats';

/** A draft of JSON schema, by its number or year. */
export type Draft = 4 | 6 | 7 | 2019 | 2020;

const DRAFTS: Readonly<Record<string, Draft>> = {
  'json-schema.org/schema': 2020,
  'json-schema.org/draft/2020-12/schema': 2020,
  'json-schema.org/draft/2019-09/schema': 2019,
  'json-schema.org/draft-07/schema': 7,
  'json-schema.org/draft-06/schema': 6,
  'json-schema.org/draft-04/schema': 4,
};

/** The draft of a schema; the newest one if it specifies none; undefined if it is unknown. */
export function draftOf(schema: unknown): Draft | undefined {
  const uri = isMap(schema) ? schema.$schema : undefined;
  return typeof uri === 'string' ? DRAFTS[uri.replace(/#$/, '').replace(/^https?:\/\//, '')] : 2020;
}

/** The draft that introduced a keyword, for keywords that are newer than draft 4. */
const SINCE: ReadonlyMap<string, Draft> = new Map([
  ...since(6, 'const', 'contains', 'propertyNames'),
  ...since(7, 'if', 'then', 'else'),
  ...since(2019, '$anchor', 'dependentRequired', 'dependentSchemas', 'maxContains', 'minContains'),
  ...since(2019, 'unevaluatedItems', 'unevaluatedProperties'),
  ...since(2020, '$dynamicAnchor', '$dynamicRef', 'prefixItems'),
]);

function since(draft: Draft, ...keywords: readonly string[]) {
  return keywords.map((keyword) => [keyword, draft] as const);
}

const FIRST = [
  ...['additionalItems', 'additionalProperties', 'allOf', 'anyOf', 'dependencies', 'enum', 'exclusiveMaximum'],
  ...['exclusiveMinimum', 'format', 'items', 'maxItems', 'maxLength', 'maxProperties', 'maximum', 'minItems'],
  ...['minLength', 'minProperties', 'minimum', 'multipleOf', 'not', 'oneOf', 'pattern', 'patternProperties'],
  ...['properties', 'required', 'type', 'uniqueItems'],
];
const KEYWORDS: ReadonlySet<string> = new Set([...FIRST, ...SINCE.keys()]);

/** The keyword with the reference to the schema of a top-level key; see `compileInParts`. */
export const PART = 'fluxapp-part';

/** Keywords that ajv supports but Helm does not, and keywords that are not needed after the conversion. */
const NOT_HELMS: ReadonlySet<string> = new Set([
  '$async',
  '$recursiveAnchor',
  '$schema',
  'discriminator',
  'id',
  'nullable',
  PART,
]);
/** Keywords with data. */
const DATA: ReadonlySet<string> = new Set(['const', 'default', 'enum', 'examples', 'required', 'type']);
/** Keywords with a map of schemas. */
const MAPS: ReadonlySet<string> = new Set([
  ...['$defs', 'definitions', 'dependencies', 'dependentSchemas', 'patternProperties', 'properties'],
]);

/**
 * Converts a schema to draft 2020-12 so that ajv gives the same results as Helm: keywords that do not exist in its
 * draft are removed, and up to draft 7 also the keywords next to a `$ref`.
 */
export function inNewestDraft(schema: unknown, draft: Draft): unknown {
  if (!isMap(schema)) return Array.isArray(schema) ? mapParts(schema, (part) => inNewestDraft(part, draft)) : schema;
  const isReference = draft < 2019 && typeof schema.$ref === 'string';
  const result: Record<string, unknown> = {};
  if (draft === 4 && !isReference && isId(schema.id)) result.$id = schema.id;
  for (const [keyword, value] of Object.entries(schema)) {
    if (NOT_HELMS.has(keyword) || draft < (SINCE.get(keyword) ?? 0) || (isReference && KEYWORDS.has(keyword))) continue;
    if (keyword === '$recursiveRef') result.$ref ??= value;
    else if (keyword === '$id' && draft === 4) continue;
    else if (keyword === 'format') addFormat(result, value, draft);
    else if (keyword === 'items' || keyword === 'additionalItems') addItems(result, keyword, schema, draft);
    else if (DATA.has(keyword)) result[keyword] = value;
    else if (MAPS.has(keyword)) result[keyword] = mapParts(value, (part) => inNewestDraft(part, draft));
    else setEntry(result, keyword, inNewestDraft(value, draft));
  }
  return withBounds(result);
}

/** Whether the `id` of draft 4 is a URL or an anchor. A JSON pointer has no effect. */
function isId(id: unknown): id is string {
  return typeof id === 'string' && /^(?:[^#]|#[^/])/.test(id);
}

/** From draft 2019-09 on, formats are only annotations. */
function addFormat(result: Record<string, unknown>, format: unknown, draft: Draft): void {
  if (draft < 2019 && typeof format === 'string' && Object.hasOwn(FORMATS, format)) result.format = format;
}

/** Since draft 2020-12, the list of schemas for the first items is called `prefixItems`. */
function addItems(
  result: Record<string, unknown>,
  keyword: string,
  { items, additionalItems }: ValueMap,
  draft: Draft,
) {
  const isTuple = draft < 2020 && Array.isArray(items);
  if (keyword === 'additionalItems') {
    if (isTuple) result.items = inNewestDraft(additionalItems, draft);
  } else result[isTuple ? 'prefixItems' : 'items'] = inNewestDraft(items, draft);
}

/** Converts `exclusiveMinimum: true` next to `minimum`, as in draft 4. */
function withBounds(schema: Record<string, unknown>): Record<string, unknown> {
  for (const [bound, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (typeof schema[exclusive] !== 'boolean') continue;
    if (schema[exclusive] === true && schema[bound] !== undefined) {
      schema[exclusive] = schema[bound];
      delete schema[bound];
    } else delete schema[exclusive];
  }
  return schema;
}
