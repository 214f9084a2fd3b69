/** The part of a Kubernetes structural schema that the CRDs of Flux and of this project use. */
export interface Schema {
  description?: string;
  /** Not a keyword of CRDs: derived from the description before the description is removed. */
  deprecated?: boolean;
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  format?: string;
  enum?: string[];
  default?: unknown;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  required?: string[];
  'x-kubernetes-preserve-unknown-fields'?: true;
  'x-kubernetes-validations'?: { rule: string; message: string }[];
  'x-kubernetes-list-type'?: 'map';
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: 'atomic';
  items?: Schema;
  additionalProperties?: Schema | false;
  properties?: Record<string, Schema>;
}

/** The order in which keywords are written: the most important first, the long parts last. */
const KEYWORDS = [
  'description',
  'deprecated',
  'type',
  'format',
  'enum',
  'default',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'required',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-validations',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
  'items',
  'additionalProperties',
  'properties',
] as const satisfies (keyof Schema)[];

/**
 * A copy with `visit` applied to every node, leaves first. Keywords and properties have a fixed order, so that the same
 * schema always gives the same text. An unknown keyword is an error, because it would be lost silently.
 */
export function rewrite(schema: Schema, visit: (node: Schema) => Schema): Schema {
  const unknown = Object.keys(schema).filter((keyword) => !(KEYWORDS as readonly string[]).includes(keyword));
  if (unknown.length > 0) {
    throw new Error(`schema keyword ${unknown.join(', ')} is new: teach codegen/imports/schema.ts what it means`);
  }
  const node: Schema = { ...schema };
  if (node.items) node.items = rewrite(node.items, visit);
  if (node.additionalProperties) node.additionalProperties = rewrite(node.additionalProperties, visit);
  if (node.properties) {
    const sorted = Object.entries(node.properties).sort(([a], [b]) => (a < b ? -1 : 1));
    node.properties = Object.fromEntries(sorted.map(([name, child]) => [name, rewrite(child, visit)]));
  }
  const visited = visit(node);
  return Object.fromEntries(
    KEYWORDS.filter((keyword) => visited[keyword] !== undefined).map((keyword) => [keyword, visited[keyword]]),
  );
}

/** The value of `required` for these names: absent rather than empty. */
export function required(names: readonly string[] | undefined): string[] | undefined {
  return list(names && [...names].sort());
}

function list<T>(items: T[] | undefined): T[] | undefined {
  return items?.length ? items : undefined;
}

/** The same schema without the given keywords, at every depth. */
export function without(schema: Schema, ...keywords: (keyof Schema)[]): Schema {
  return rewrite(schema, (node) => {
    const rest = { ...node };
    for (const keyword of keywords) delete rest[keyword];
    return rest;
  });
}

/**
 * An object schema for partial values: nothing is required, and rules about several fields are removed, for the map and
 * for maps in it. A list replaces another as a whole, so its items are complete.
 */
export function partOf({ required: _, 'x-kubernetes-validations': __, properties, ...schema }: Schema): Schema {
  if (!properties) return schema;
  return {
    ...schema,
    properties: Object.fromEntries(Object.entries(properties).map(([name, child]) => [name, partOf(child)])),
  };
}

/** An object schema without some of its properties, and without the rules about them. */
export function omit(schema: Schema, names: readonly string[]): Schema {
  const keep = ([name]: [string, unknown]) => !names.includes(name);
  const isAbout = (rule: string) => names.some((name) => new RegExp(`\\bself\\.${name}\\b`).test(rule));
  return {
    ...schema,
    properties: Object.fromEntries(Object.entries(schema.properties ?? {}).filter(keep)),
    required: required(schema.required?.filter((name) => !names.includes(name))),
    'x-kubernetes-validations': list(schema['x-kubernetes-validations']?.filter(({ rule }) => !isAbout(rule))),
  };
}

/** The properties and rules of both schemas, at every depth; all other keywords are from the first schema. */
export function union(first: Schema, second: Schema): Schema {
  if (!first.properties || !second.properties) return first;
  const properties = { ...second.properties };
  for (const [name, child] of Object.entries(first.properties)) {
    const other = properties[name];
    properties[name] = other ? union(child, other) : child;
  }
  const rules = [...(first['x-kubernetes-validations'] ?? []), ...(second['x-kubernetes-validations'] ?? [])];
  return { ...first, properties, 'x-kubernetes-validations': list(rules) };
}

/**
 * The node at a path such as `deploy[].values` or `statuses{}.conditions`; the root for ''. Throws if it does not
 * exist.
 */
export function at(schema: Schema, path: string): Schema {
  let node: Schema | undefined = schema;
  for (const step of path.split(/\.|(?=\[\]|\{\})/).filter(Boolean)) {
    if (step === '[]') node = node?.items;
    else if (step === '{}') node = node?.additionalProperties || undefined;
    else node = node?.properties?.[step];
  }
  if (!node) throw new Error(`the schema has no ${path}`);
  return node;
}
