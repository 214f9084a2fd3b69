import { entryOf, isPlainObject } from '../json';

/** A part of a JSON schema as the API server publishes it (OpenAPI 3). */
export type Schema = Readonly<Record<string, unknown>>;

/**
 * The schema of a kind in an OpenAPI document of the API server (`/openapi/v3/apis/<group>/<version>`).
 *
 * @returns undefined where the document has no such kind
 */
export function schemaOfKind(document: unknown, group: string, version: string, kind: string): Schema | undefined {
  const components = isPlainObject(document) ? document.components : undefined;
  const schemas = isPlainObject(components) ? components.schemas : undefined;
  if (!isPlainObject(schemas)) return undefined;
  return Object.values(schemas)
    .filter(isPlainObject)
    .find((schema) => {
      const kinds = schema['x-kubernetes-group-version-kind'];
      return (
        Array.isArray(kinds) &&
        kinds.some(
          (each) => isPlainObject(each) && each.group === group && each.version === version && each.kind === kind,
        )
      );
    });
}

/**
 * The value without what the API server would prune: fields of maps that the schema does not have
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning).
 */
export function project(value: unknown, schema: unknown): unknown {
  if (!isPlainObject(schema) || schema['x-kubernetes-preserve-unknown-fields'] === true) return value;
  if (Array.isArray(value))
    return schema.items === undefined ? value : value.map((item) => project(item, schema.items));
  if (!isPlainObject(value)) return value;
  const properties = isPlainObject(schema.properties) ? schema.properties : {};
  const { additionalProperties } = schema;
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const known = entryOf(properties, key) ?? additionalProperties;
    return known === undefined || known === false ? [] : [[key, project(item, known)] as const];
  });
  return Object.fromEntries(entries);
}
