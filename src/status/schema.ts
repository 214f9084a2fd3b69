import { entryOf, type FieldPath, isMap, isPlainObject, listOf, mapOf, mapParts, valueAt } from '../json';

/** A part of a JSON schema as published by the API server (OpenAPI 3). */
export type Schema = Readonly<Record<string, unknown>>;

/**
 * The schema of a kind in an OpenAPI document of the API server (`/openapi/v3/apis/<group>/<version>`).
 *
 * @returns undefined if the document does not have the kind
 */
export function schemaOfKind(document: unknown, group: string, version: string, kind: string): Schema | undefined {
  const isOfKind = (each: unknown): boolean => {
    const found = mapOf(each);
    return found.group === group && found.version === version && found.kind === kind;
  };
  return Object.values(mapOf(valueAt(document, ['components', 'schemas'])))
    .filter(isMap)
    .find((schema) => listOf(schema['x-kubernetes-group-version-kind']).some(isOfKind));
}

/**
 * The value without the fields that the API server would prune, because the schema does not have them
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning).
 */
export function project(value: unknown, schema: unknown): unknown {
  if (!isMap(schema) || schema['x-kubernetes-preserve-unknown-fields'] === true) return value;
  const { items, additionalProperties } = schema;
  if (Array.isArray(value)) return items === undefined ? value : mapParts(value, (item) => project(item, items));
  return mapParts(value, (entry, key) => {
    const known = entryOf(mapOf(schema.properties), String(key)) ?? additionalProperties;
    return known === undefined || known === false ? undefined : project(entry, known);
  });
}

/** Whether a schema has a field. Free-form data has every field. */
export function hasField(schema: unknown, path: FieldPath): boolean {
  if (!isPlainObject(schema) || schema['x-kubernetes-preserve-unknown-fields'] === true) return true;
  const [step, ...rest] = path;
  if (step === undefined) return true;
  if (typeof step === 'number') return hasField(schema.items, rest);
  const properties = isPlainObject(schema.properties) ? schema.properties : {};
  const own = entryOf(properties, step) ?? schema.additionalProperties;
  return own !== undefined && own !== false && hasField(own, rest);
}
