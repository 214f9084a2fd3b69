import { entryOf, isMap, stringOf, type ValueMap } from '../json';

/** The target of a `$ref`: a document, and a place in it. */
export interface Target {
  /** The URL of the document, without a fragment. */
  readonly url: string;
  /** A JSON pointer such as `/definitions/port`, or an anchor; empty for the whole document. */
  readonly fragment: string;
}

/** The target of a `$ref` in a document with the URL `base`; undefined if it is not a URL. */
export function targetOf(ref: string, base: string): Target | undefined {
  if (!URL.canParse(ref, base)) return undefined;
  const url = new URL(ref, base);
  const fragment = decoded(url.hash.slice(1));
  url.hash = '';
  return { url: url.href, fragment };
}

/** The part of a document at a fragment; undefined if there is none. */
export function partAt(document: unknown, fragment: string): unknown {
  if (fragment === '') return document;
  if (!fragment.startsWith('/')) return anchored(document, fragment);
  return fragment
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((found, step) => {
      if (Array.isArray(found)) return found[Number(step)];
      return isMap(found) ? entryOf(found, step) : undefined;
    }, document);
}

function anchored(document: unknown, anchor: string): unknown {
  for (const part of partsOf(document)) {
    const { $anchor, $id, id } = part;
    if ($anchor === anchor || $id === `#${anchor}` || id === `#${anchor}`) return part;
  }
  return undefined;
}

/** A map in a schema that may be a schema itself. */
export type SchemaPart = ValueMap;

/** The parts of a schema, outermost first, without data such as defaults. */
export function partsOf(schema: unknown): SchemaPart[] {
  const parts: SchemaPart[] = [];
  mapSchema(schema, (part) => {
    parts.push(part);
    return part;
  });
  return parts;
}

/** The schema with each of its parts replaced. */
export function mapSchema(schema: unknown, change: (part: SchemaPart) => SchemaPart, depth = 0): unknown {
  if (depth > MAX_DEPTH) return schema;
  const below = (value: unknown) => mapSchema(value, change, depth + 1);
  if (Array.isArray(schema)) return schema.map(below);
  if (!isMap(schema)) return schema;
  return mapEntries(change(schema), (keyword, value) => {
    if (DATA.has(keyword)) return value;
    return NAMED.has(keyword) && isMap(value) ? mapEntries(value, (_, part) => below(part)) : below(value);
  });
}

/** Deeper schemas are left unchanged; they do not occur in practice. */
const MAX_DEPTH = 500;

function mapEntries(map: ValueMap, change: (key: string, value: unknown) => unknown): ValueMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(key, value)]));
}

/** Keywords whose value is data, even if it looks like a schema. */
const DATA = new Set(['const', 'default', 'enum', 'example', 'examples']);
/** Keywords whose value is a map of schemas by name: its keys are not keywords. */
const NAMED = new Set(['$defs', 'definitions', 'dependencies', 'dependentSchemas', 'patternProperties', 'properties']);

/** The URL that a schema declares for itself. */
export function ownUrl(schema: unknown): string | undefined {
  const own = isMap(schema) ? (stringOf(schema.$id) ?? stringOf(schema.id)) : undefined;
  return own === undefined || own.startsWith('#') ? undefined : own;
}

/** Decodes percent-encoding; a text with invalid encoding is left unchanged. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
