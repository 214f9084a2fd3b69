import { isMap, memoize } from '../../json';
import { isWithinGo } from '../../kubernetes';
import { CEL_RULES, RULES_KEYWORD, type ValidationRule } from './cel-rules';

/** Flux's pattern for durations, and its pattern without hours for the timeouts of sources. */
export const DURATION = /^\^\(\[0-9\]\+.*\(ms\|s\|m(\|h)?\)\)\+\$$/;

/** The part of a CRD's schema that is checked here. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly [RULES_KEYWORD]?: readonly ValidationRule[];
}

/** Keywords that are checked here, and those that allow everything. */
const KNOWN = new Set([
  ...['type', 'enum', 'pattern', 'minLength', 'maxLength', 'properties', 'required', 'additionalProperties', 'items'],
  ...[
    RULES_KEYWORD,
    'default',
    'deprecated',
    'description',
    'x-kubernetes-preserve-unknown-fields',
    'x-kubernetes-map-type',
  ],
]);

/**
 * Whether a value conforms to a schema. If it does not, or if this function cannot decide, the result is false, and
 * {@link validateSchema} finds the problems. Most values conform, and this needs no compiled validators: compiling
 * takes as long as writing hundreds of objects.
 */
export function conforms(schema: object, value: unknown): boolean {
  return isKnown(schema) && matches(schema as Schema, value);
}

const known = new WeakMap<object, boolean>();

/** Whether a schema and its subschemas have only the keywords in {@link KNOWN}. */
function isKnown(schema: object): boolean {
  let answer = known.get(schema);
  if (answer === undefined) {
    const { properties = {}, items, additionalProperties } = schema as Schema;
    const inner = [...Object.values(properties), items, additionalProperties].filter(
      (part) => typeof part === 'object',
    );
    answer = Object.keys(schema).every((keyword) => KNOWN.has(keyword)) && inner.every(isKnown);
    known.set(schema, answer);
  }
  return answer;
}

function matches(schema: Schema, value: unknown): boolean {
  if (schema.type !== undefined && !isOfType(value, schema.type)) return false;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return false;
  if (typeof value === 'string') return textMatches(schema, value);
  if (typeof value !== 'object' || value === null) return true;
  if (!Array.isArray(value)) return mapMatches(schema, value as Readonly<Record<string, unknown>>);
  const { items } = schema;
  return items === undefined || value.every((item) => matches(items, item));
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'object':
      return isMap(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

const patternOf = memoize((pattern) => new RegExp(pattern));

/** Targets have the same durations. */
const isDurationWithinGo = memoize(isWithinGo);

function textMatches({ pattern, minLength = 0, maxLength }: Schema, text: string): boolean {
  if (text.length < minLength * 2 && [...text].length < minLength) return false; // a character may be two units
  if (maxLength !== undefined && text.length > maxLength && [...text].length > maxLength) return false;
  return (
    pattern === undefined || (patternOf(pattern).test(text) && (!DURATION.test(pattern) || isDurationWithinGo(text)))
  );
}

function mapMatches(schema: Schema, map: Readonly<Record<string, unknown>>): boolean {
  const { properties, required, additionalProperties } = schema;
  if (required?.some((field) => map[field] === undefined)) return false;
  for (const key in map) {
    const field = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (field === undefined) {
      if (additionalProperties === false) return false;
      if (typeof additionalProperties === 'object' && !matches(additionalProperties, map[key])) return false;
    } else if (map[key] !== undefined && !matches(field, map[key])) return false;
  }
  return schema[RULES_KEYWORD]?.every(({ rule }) => CEL_RULES[rule]?.(map) !== false) ?? true;
}
