import { type Diagnostic, error } from '../../diagnostics';
import type { Path } from '../../json';
import { isPlainObject } from '../../json';
import { APPLICATION_SCHEMA } from './application';
import { unknownField } from './schema';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/**
 * Unknown fields of an Application that are null. A known field that is null is absent, so that validation does not see
 * it; an unknown one is a typing error all the same, and an API server refuses it.
 *
 * @param application as it is written
 */
export function checkUnknownNulls(application: unknown): Diagnostic[] {
  return check(APPLICATION_SCHEMA as Schema, application, []);
}

function check(schema: Schema, value: unknown, path: Path): Diagnostic[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.flatMap((item, index) => check(items, item, [...path, index])) : [];
  }
  const { properties } = schema;
  if (!isPlainObject(value) || properties === undefined) return [];
  return Object.entries(value).flatMap(([field, content]) => {
    const place = [...path, field];
    if (Object.hasOwn(properties, field)) return check(properties[field] as Schema, content, place);
    return content === null ? [error(place, unknownField(field, Object.keys(properties)))] : [];
  });
}
