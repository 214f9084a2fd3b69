import { isMap, type ValueMap, walk } from '../json';
import { referredPart } from './schema-parts';

/** The strings and keys of values that contain `${`, which Flux may replace with any value (`postBuild`). */
export type Variables = ReadonlySet<string>;

/** Whether a string is a variable, or contains one. */
export function isSubstituted(value: unknown): value is string {
  return typeof value === 'string' && value.includes('${');
}

export function variablesIn(values: unknown): Variables {
  const found = new Set<string>();
  walk(values, (part, path) => {
    for (const text of [part, path.at(-1)]) if (isSubstituted(text)) found.add(text);
    return true;
  });
  return found;
}

/** Whether a value or any part of it is a variable or has a variable as its key. */
export function holdsVariable(value: unknown, variables: Variables): boolean {
  if (variables.size === 0) return false;
  let isFound = false;
  walk(value, (part, path) => {
    isFound ||= [part, path.at(-1)].some((text) => isVariable(text, variables));
    return !isFound;
  });
  return isFound;
}

export function isVariable(value: unknown, variables: Variables): boolean {
  return typeof value === 'string' && variables.has(value);
}

/** Keywords that apply other schemas to the same value. */
const IN_PLACE = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'];
/** Keywords whose result for a map with known keys does not depend on its values. */
const NO_EFFECT: ReadonlySet<string> = new Set([
  ...['$comment', '$defs', '$id', '$schema', 'default', 'definitions', 'deprecated', 'description', 'examples'],
  ...['exclusiveMaximum', 'exclusiveMinimum', 'format', 'items', 'maxItems', 'maxLength', 'maxProperties', 'maximum'],
  ...['minItems', 'minLength', 'minProperties', 'minimum', 'multipleOf', 'pattern', 'prefixItems', 'readOnly'],
  ...['required', 'title', 'type', 'uniqueItems', 'writeOnly'],
]);

/**
 * Whether the result of a schema for a value may depend on a variable; true if uncertain.
 *
 * @param root the whole schema
 */
export function readsVariable(schema: unknown, value: unknown, variables: Variables, root: unknown): boolean {
  return reads(schema, value, { variables, root, entered: new Set() });
}

interface Reading {
  readonly variables: Variables;
  readonly root: unknown;
  /** The references on the way to the schema. */
  readonly entered: ReadonlySet<unknown>;
}

function reads(schema: unknown, value: unknown, reading: Reading): boolean {
  const { variables, root, entered } = reading;
  if (!isMap(schema) || !holdsVariable(value, variables)) return false;
  if (!isMap(value) || Object.keys(value).some((key) => isVariable(key, variables))) {
    return Object.keys(schema).length > 0;
  }
  return Object.entries(schema).some(([keyword, own]) => {
    if (NO_EFFECT.has(keyword)) return false;
    if (IN_PLACE.includes(keyword)) return [own].flat().some((part) => reads(part, value, reading));
    if (keyword === 'properties') {
      return Object.entries(own as ValueMap).some(
        ([key, part]) => Object.hasOwn(value, key) && reads(part, value[key], reading),
      );
    }
    if (keyword !== '$ref') return true;
    const part = referredPart(own, root);
    if (part === undefined || entered.has(own)) return true;
    return reads(part, value, { ...reading, entered: new Set(entered).add(own) });
  });
}
