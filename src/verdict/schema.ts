import type { ErrorObject, Options, ValidateFunction } from 'ajv';
import type { DataValidateFunction, DataValidationCxt } from 'ajv/dist/types';
import { isMap, mapOf, mapParts, type ValueMap } from '../json';
import { type Draft, draftOf, inNewestDraft, PART } from './dialect';
import { DRAFT_4 } from './draft-4';
import { FORMATS } from './formats';
import { GoRegExp, GoRegExpError, isPattern, UnknownRegExpError } from './go-regexp';
import { isMultipleOf } from './multiple-of';

/** The result of a validation of values with a schema. */
export type SchemaAnswer =
  /** The values are accepted if there are no errors. Errors refer to parts of the schema. */
  | { readonly errors: readonly ErrorObject[]; readonly schema: unknown }
  /** Helm rejects all values. */
  | { readonly invalid: string }
  /** Helm's result is not known: the schema refers to other documents, or has an unknown draft. */
  | { readonly unknown: string };

/** Validates values. */
export type SchemaCheck = (values: ValueMap) => SchemaAnswer;

const checks = new WeakMap<object, SchemaCheck>();

/** A check that validates values with a schema like Helm. The schema is compiled at its first use. */
export function checkOf(schema: unknown): SchemaCheck {
  if (typeof schema !== 'object' || schema === null) return compile(schema);
  let check = checks.get(schema);
  if (check === undefined) {
    check = compile(schema);
    checks.set(schema, check);
  }
  return check;
}

/**
 * Why Helm rejects any values with this schema; undefined if it does not. Takes a tenth of the time of compiling it.
 */
export function invalidityOf(schema: unknown): string | undefined {
  const draft = draftOf(schema);
  if (draft === undefined || isTooDeep(schema)) return undefined;
  try {
    // the meta-schemas do not check patterns
    if (patternsIn(schema).every(isPattern)) return metaErrors(schema, draft);
  } catch (cause) {
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
  const answer = checkOf(schema)({});
  return 'invalid' in answer ? answer.invalid : undefined;
}

/** The maximum nesting depth of a schema. Schemas of charts are nested some twenty levels deep. */
const MAX_DEPTH = 200;

/** Determined without recursion: a stack that overflows within a built-in function may throw any error. */
function isTooDeep(schema: unknown): boolean {
  let level: readonly unknown[] = [schema];
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []));
  }
  return level.length > 0;
}

const TOO_DEEP: SchemaCheck = () => ({ unknown: 'its parts are nested too deep' });

/** All strings in a schema that may be patterns. */
function patternsIn(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(patternsIn);
  if (!isMap(part)) return [];
  const { pattern, patternProperties } = part;
  return [
    ...(typeof pattern === 'string' ? [pattern] : []),
    ...Object.keys(mapOf(patternProperties)),
    ...Object.values(part).flatMap(patternsIn),
  ];
}

function compile(schema: unknown): SchemaCheck {
  const draft = draftOf(schema);
  if (draft === undefined) return () => ({ unknown: 'is of a draft that is not known here' });
  if (isTooDeep(schema)) return TOO_DEEP;
  let applied: unknown;
  let validate: ValidateFunction;
  try {
    const invalid = metaErrors(schema, draft);
    if (invalid !== undefined) return () => ({ invalid });
    applied = inNewestDraft(schema, draft);
    validate = compileInParts(applied);
  } catch (cause) {
    if (cause instanceof RangeError) return TOO_DEEP;
    const message = cause instanceof Error ? cause.message : String(cause);
    return () => (cause instanceof GoRegExpError ? { invalid: message } : { unknown: message });
  }
  return (values) => {
    try {
      return { errors: validate(values) ? [] : (validate.errors ?? []), schema: applied };
    } catch (cause) {
      if (cause instanceof RangeError) return { unknown: 'refers to itself without an end' };
      if (cause instanceof UnknownRegExpError) return { unknown: cause.message };
      throw cause;
    }
  };
}

const OPTIONS: Options = {
  strict: false,
  allErrors: true,
  verbose: true, // errors contain the enclosing schema
  logger: false,
  ownProperties: true, // a key may have the name constructor
  inlineRefs: false, // a part would be copied for every reference
  unicodeRegExp: false, // the patterns are in Go's syntax
  code: {
    optimize: false, // optimizing takes longer than it saves
    regExp: Object.assign((pattern: string) => new GoRegExp(pattern), { code: 'goRegExp' }),
  },
};

/** The id of the schema in Helm, the id under which its parts are registered, and the id of the compiled schema. */
const ID = 'file:///values.schema.json';
const PARTS = 'parts:schema';
const ROOT = 'root:schema';

/**
 * Compiles a separate function for each top-level key of the values. A single function would be as long as the schema:
 * for a schema of 180 kB, Node needs hundreds of MB to optimize it. And the values of two targets mostly differ in few
 * keys, so that only those have to be checked again.
 */
function compileInParts(schema: unknown): ValidateFunction {
  const ajv = newAjv();
  if (!isMap(schema)) return ajv.compile(schema === true ? {} : { not: {} });
  // ajv resolves "#" only if the schema has an id
  const named: ValueMap = { $id: ID, ...schema };
  if (!isMap(schema.properties)) return ajv.compile(named);
  ajv.addSchema(named, PARTS);
  ajv.addKeyword({ keyword: PART, compile: (id: string) => partCheck(ajv.compile({ $ref: id })), errors: 'full' });
  const properties = mapParts(schema.properties, (_part, key) => ({
    [PART]: `${PARTS}#/properties/${pointerStep(key)}`,
  }));
  try {
    return ajv.compile({ ...schema, $id: ROOT, properties });
  } catch (cause) {
    // a reference may lead into a property from outside of it, where the parts above have only their own keyword
    if (cause instanceof Error && 'missingRef' in cause) return newAjv().compile(named);
    throw cause;
  }
}

/**
 * A check that remembers which values it has accepted. Maps and lists are recognized by identity: coalesced values share
 * the unchanged parts of a chart's defaults, and do not change afterwards.
 */
function partCheck(validate: ValidateFunction): DataValidateFunction {
  const accepted = new WeakSet<object>();
  let acceptedLast: unknown;
  const check: DataValidateFunction = (value: unknown, context?: DataValidationCxt): boolean => {
    const isObject = typeof value === 'object' && value !== null;
    if (isObject ? accepted.has(value) : value !== undefined && value === acceptedLast) return true;
    if (!validate(value, context)) {
      check.errors = validate.errors ?? [];
      return false;
    }
    if (isObject) accepted.add(value);
    else acceptedLast = value;
    return true;
  };
  return check;
}

function pointerStep(key: string | number): string {
  return encodeURIComponent(String(key).replaceAll('~', '~0').replaceAll('/', '~1'));
}

// ajv is loaded lazily, because loading it takes time, and most applications have no schemas
function newAjv(options: Options = {}) {
  const { Ajv2020 } = require('ajv/dist/2020') as typeof import('ajv/dist/2020');
  const made = new Ajv2020({
    ...OPTIONS,
    ...options,
    meta: false,
    validateSchema: false,
    addUsedSchema: false,
    formats: FORMATS,
  });
  const multipleOf = { keyword: 'multipleOf', type: 'number', schemaType: 'number', validate: isMultipleOf } as const;
  return made.removeKeyword('multipleOf').addKeyword(multipleOf);
}

/** The validators of schemas, by draft. */
const metaChecks = new Map<Draft, ValidateFunction>();

/** The error in a schema according to the meta-schema of its draft; undefined if it is valid. */
function metaErrors(schema: unknown, draft: Draft): string | undefined {
  const check = metaChecks.get(draft) ?? newMetaCheck(draft);
  metaChecks.set(draft, check);
  if (typeof schema === 'boolean') return undefined;
  if (!isMap(schema)) return 'it must be a map';
  if (check(schema)) return undefined;
  const [first] = check.errors ?? [];
  return `${first?.instancePath || 'it'} ${first?.message}`;
}

function newMetaCheck(draft: Draft): ValidateFunction {
  if (draft < 2019) {
    // not the instance's own meta-schema: it does not check formats
    const schema = inNewestDraft(metaSchema(draft), draft);
    return newAjv({ allErrors: false }).compile({ ...mapOf(schema), $id: `draft-${draft}:schema` });
  }
  const options = { ...OPTIONS, allErrors: false, validateFormats: false };
  // `new (require(…) as …).Ajv2020()` does not work: the compiler drops the parentheses
  if (draft === 2020) {
    const { Ajv2020 } = require('ajv/dist/2020') as typeof import('ajv/dist/2020');
    return new Ajv2020(options).getSchema('https://json-schema.org/draft/2020-12/schema') as ValidateFunction;
  }
  const { Ajv2019 } = require('ajv/dist/2019') as typeof import('ajv/dist/2019');
  return new Ajv2019(options).getSchema('https://json-schema.org/draft/2019-09/schema') as ValidateFunction;
}

function metaSchema(draft: Draft): unknown {
  if (draft === 4) return DRAFT_4;
  return draft === 6
    ? require('ajv/dist/refs/json-schema-draft-06.json')
    : require('ajv/dist/refs/json-schema-draft-07.json');
}
