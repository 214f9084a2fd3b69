import { mapOf, omit, stringOf } from '../json';
import { ChartError } from './chart-error';
import {
  decoded,
  mapSchema,
  ownUrl,
  partAt,
  partsOf,
  type SchemaPart,
  type Target,
  targetOf,
} from './schema-references';

/** The URL of the schema of a chart while it is read, so that relative paths in it are files of the chart. */
export const SCHEMA_URL = 'file:///chart/values.schema.json';
const CHART_URL = 'file:///chart/';

/** The documents that schemas refer to, by their URLs. */
export type SchemaDocuments = ReadonlyMap<string, unknown>;

/**
 * The URLs of the documents that a schema needs, but `documents` lacks. Once these are added, further ones may be
 * missing.
 */
export function missingDocuments(schema: unknown, documents: SchemaDocuments): string[] {
  const missing = new Set<string>();
  new Bundler(schema, documents, (url) => missing.add(url)).bundled();
  return [...missing];
}

/**
 * Bundles a schema so that it needs no other document: the parts of other documents that it refers to are copied into
 * its `$defs`, once each.
 *
 * @param place the name of the schema in messages
 * @throws ChartError if a `$ref` leads nowhere
 */
export function bundleSchema(schema: unknown, documents: SchemaDocuments, place: string): unknown {
  const onMissing = (url: string, ref: string) => {
    throw new ChartError(place, `${quotedRef(ref)} leads to ${url}, which does not exist`);
  };
  const bundled = new Bundler(schema, documents, onMissing, place).bundled();
  refuseCircles(bundled, place);
  return bundled;
}

/** Refuses a cycle of `$ref`s. A `$ref` to an enclosing schema is allowed, because values are finite. */
function refuseCircles(schema: unknown, place: string): void {
  const base = baseOf(schema, SCHEMA_URL);
  for (const part of partsOf(schema)) {
    const passed = new Set<unknown>();
    for (let found: unknown = part; typeof mapOf(found).$ref === 'string'; ) {
      const ref = mapOf(found).$ref as string;
      if (passed.has(found))
        throw new ChartError(place, `${quotedRef(ref)} leads to itself, so that Helm refuses all values`);
      passed.add(found);
      const target = targetOf(ref, base);
      found = target?.url === base ? partAt(schema, target.fragment) : undefined;
    }
  }
}

/** The path of the file in the chart that a URL refers to; undefined if the URL is outside of the chart. */
export function chartPathOf(url: string): string | undefined {
  return url.startsWith(CHART_URL) ? decoded(url.slice(CHART_URL.length)) : undefined;
}

/** A `$ref` in the format of messages. */
function quotedRef(ref: string): string {
  return `"$ref": ${JSON.stringify(ref)}`;
}

/** A part of another document that is copied into the schema. */
interface Definition {
  readonly name: string;
  readonly part: unknown;
  /** The URL of its document. */
  readonly base: string;
}

class Bundler {
  /** By URL and fragment. */
  private readonly definitions = new Map<string, Definition>();
  private readonly names: Set<string>;
  private readonly base: string;
  /** Documents, and parts of documents that have a URL of their own. */
  private readonly known = new Map<string, unknown>();
  /** The base URLs of the parts within a part that has its own URL. */
  private readonly bases = new Map<SchemaPart, string>();

  /** @param place the name of the schema in messages. @default - a `$ref` that leads nowhere is left unchanged */
  constructor(
    private readonly schema: unknown,
    private readonly documents: SchemaDocuments,
    private readonly onMissing: (url: string, ref: string) => void,
    private readonly place?: string,
  ) {
    this.names = new Set(Object.keys(mapOf(mapOf(schema).$defs)));
    this.base = baseOf(schema, SCHEMA_URL);
    this.remember(schema, this.base);
  }

  bundled(): unknown {
    const own = this.rewritten(this.schema, this.base, withoutUrl);
    const defs: Record<string, unknown> = {};
    // definitions are added while they are read
    for (const { name, part, base } of this.definitions.values())
      defs[name] = this.rewritten(part, base, withoutAddress);
    if (Object.keys(defs).length === 0) return this.schema;
    return { ...mapOf(own), $defs: { ...mapOf(mapOf(own).$defs), ...defs } };
  }

  private rewritten(schema: unknown, base: string, changed: (part: SchemaPart) => SchemaPart): unknown {
    return mapSchema(schema, (part) => {
      const ref = stringOf(part.$ref);
      const rest = part === this.schema ? part : changed(part);
      return ref === undefined ? rest : { ...rest, $ref: this.pointerTo(ref, this.bases.get(part) ?? base) };
    });
  }

  /** The `$ref` within the bundled schema to the same target. */
  private pointerTo(ref: string, base: string): string {
    const target = targetOf(ref, base);
    if (target?.url === this.base) return `#${encodeURI(target.fragment)}`;
    const key = `${target?.url}#${target?.fragment}`;
    const name = this.definitions.get(key)?.name ?? (target && this.define(key, target, ref));
    if (target === undefined) this.onMissing(ref, ref);
    return name === undefined ? ref : `#/$defs/${name}`;
  }

  /** The name of a new definition; undefined if its document or part does not exist. */
  private define(key: string, target: Target, ref: string): string | undefined {
    const { url, fragment } = target;
    if (!this.known.has(url)) {
      if (!this.documents.has(url)) {
        this.onMissing(url, ref);
        return undefined;
      }
      this.remember(this.documents.get(url), url);
    }
    const document = this.known.get(url);
    const part = partAt(document, fragment);
    if (part === undefined) {
      if (this.place === undefined) return undefined;
      throw new ChartError(
        this.place,
        `${quotedRef(ref)} leads nowhere: ${chartPathOf(url) ?? url} has no ${fragment}`,
      );
    }
    const name = this.nameFor(target);
    this.definitions.set(key, { name, part, base: baseOf(document, url) });
    return name;
  }

  private remember(document: unknown, url: string): void {
    this.known.set(url, document);
    for (const part of partsOf(document)) {
      const base = this.bases.get(part) ?? url;
      const own = baseOf(part, base);
      if (own === base) continue;
      if (!this.known.has(own)) this.known.set(own, part);
      for (const inner of partsOf(part)) this.bases.set(inner, own);
    }
  }

  private nameFor({ url, fragment }: Target): string {
    const last =
      (fragment || new URL(url).pathname)
        .split('/')
        .filter((step) => step !== '')
        .at(-1) ?? '';
    const wanted = last.replace(/\.json$/, '').replace(/[^\w.-]/g, '-') || 'schema';
    let name = wanted;
    for (let number = 2; this.names.has(name); number++) name = `${wanted}-${number}`;
    this.names.add(name);
    return name;
  }
}

function baseOf(schema: unknown, url: string): string {
  const own = ownUrl(schema);
  return (own === undefined ? undefined : targetOf(own, url)?.url) ?? url;
}

/** The part without its own URL, against which relative paths in it would be resolved. */
function withoutUrl(part: SchemaPart): SchemaPart {
  return ownUrl(part) === undefined ? part : omit(part, ['$id', 'id']);
}

/** The part without the fields that would give it another address, and without its draft: a schema has one draft. */
function withoutAddress(part: SchemaPart): SchemaPart {
  const isAddressed = typeof part.$id === 'string' || typeof part.id === 'string';
  return omit(part, isAddressed ? ['$id', 'id', '$anchor', '$schema'] : ['$anchor', '$schema']);
}
