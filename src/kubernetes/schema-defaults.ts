import { entryOf, isPlainObject, setEntry } from '../json';

/** A structural schema of a CustomResourceDefinition, reduced to its defaults. */
export interface DefaultsSchema {
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, DefaultsSchema>>;
  readonly items?: DefaultsSchema;
  readonly additionalProperties?: DefaultsSchema | boolean;
}

/**
 * The value with the defaults that an API server fills in
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting). A map
 * that does not exist is not created for the defaults of its fields.
 */
export function withDefaults(value: unknown, schema: DefaultsSchema): unknown {
  if (Array.isArray(value)) return value.map((item) => (schema.items ? withDefaults(item, schema.items) : item));
  if (!isPlainObject(value)) return value;
  const filled: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const known = schema.properties && entryOf(schema.properties, key);
    const other = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
    const own = (known as DefaultsSchema | undefined) ?? other;
    setEntry(filled, key, own ? withDefaults(item, own) : item);
  }
  for (const [key, own] of Object.entries(schema.properties ?? {})) {
    if (own.default !== undefined && (filled[key] === undefined || filled[key] === null)) filled[key] = own.default;
  }
  return filled;
}
