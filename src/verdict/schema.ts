import type { ErrorObject, Options, ValidateFunction } from 'ajv';
import { isMap, mapParts, type ValueMap } from '../json';
import { type Draft, draftOf, inNewestDraft } from './dialect';
import { FORMATS } from './formats';
import { GoRegExpError, goRegExp } from './go-regexp';
import { isMultipleOf } from './multiple-of';

/** What becomes of values that are checked by a schema. */
export type SchemaAnswer =
  /** Empty: they are accepted. */
  | { readonly errors: readonly ErrorObject[] }
  /** Helm refuses whatever values there are. */
  | { readonly invalid: string }
  /** What Helm says is not known: the schema refers to others, or is of a draft that is not known. */
  | { readonly unknown: string };

/** Checks values. */
export type SchemaCheck = (values: ValueMap) => SchemaAnswer;

const checks = new WeakMap<object, SchemaCheck>();

/** How values are checked by a schema: as Helm does it. It is compiled when it is needed first. */
export function checkOf(schema: unknown): SchemaCheck {
  if (typeof schema !== 'object' || schema === null) return compile(schema);
  let check = checks.get(schema);
  if (check === undefined) {
    check = compile(schema);
    checks.set(schema, check);
  }
  return check;
}

function compile(schema: unknown): SchemaCheck {
  const draft = draftOf(schema);
  if (draft === undefined) return () => ({ unknown: 'is of a draft that is not known here' });
  const invalid = metaErrors(schema, draft);
  if (invalid !== undefined) return () => ({ invalid });
  let validate: ValidateFunction;
  try {
    validate = compileInParts(inNewestDraft(schema, draft));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return () => (cause instanceof GoRegExpError ? { invalid: message } : { unknown: message });
  }
  return (values) => {
    try {
      return validate(values) ? ACCEPTED : { errors: validate.errors ?? [] };
    } catch (cause) {
      if (cause instanceof RangeError) return { unknown: 'refers to itself without an end' };
      throw cause;
    }
  };
}

const ACCEPTED: SchemaAnswer = { errors: [] };

const OPTIONS: Options = {
  strict: false,
  allErrors: true,
  verbose: true, // an error then holds the schema around it
  logger: false,
  ownProperties: true, // a key may be called constructor
  inlineRefs: false, // a part that is referred to often would be there as often
  unicodeRegExp: false, // the patterns are Go's
  code: {
    optimize: false, // that takes longer than it saves
    regExp: Object.assign((pattern: string) => goRegExp(pattern), { code: 'goRegExp' }),
  },
};

/** The id that the schema has for Helm, the one that its parts are found by, and the one of what is compiled. */
const ID = 'file:///values.schema.json';
const PARTS = 'parts:schema';
const ROOT = 'root:schema';

/**
 * Compiles a function for each key of the values. One for all of them would be as long as the schema: where that has 180 kB,
 * Node takes hundreds of MB to optimize it.
 */
function compileInParts(schema: unknown): ValidateFunction {
  const ajv = newAjv();
  if (!isMap(schema)) return ajv.compile({ not: {} });
  // ajv resolves "#" only where the schema has an id
  const named: ValueMap = { $id: ID, ...schema };
  if (!isMap(schema.properties)) return ajv.compile(named);
  ajv.addSchema(named, PARTS);
  const properties = mapParts(schema.properties, (_part, key) => ({
    $ref: `${PARTS}#/properties/${pointerStep(key)}`,
  }));
  return ajv.compile({ ...schema, $id: ROOT, properties });
}

function pointerStep(key: string | number): string {
  return encodeURIComponent(String(key).replaceAll('~', '~0').replaceAll('/', '~1'));
}

// loading it takes time, and most applications have no schemas
function newAjv() {
  const { Ajv2020 } = require('ajv/dist/2020') as typeof import('ajv/dist/2020');
  const made = new Ajv2020({ ...OPTIONS, meta: false, validateSchema: false, addUsedSchema: false, formats: FORMATS });
  const multipleOf = { keyword: 'multipleOf', type: 'number', schemaType: 'number', validate: isMultipleOf } as const;
  return made.removeKeyword('multipleOf').addKeyword(multipleOf);
}

/** Formats in the schemas of schemas. All but patterns are taken as they are. */
const META_FORMATS = {
  ...Object.fromEntries(['iri', 'iri-reference', 'uri', 'uri-reference', 'uri-template'].map((name) => [name, true])),
  regex: FORMATS.regex,
} as Options['formats'];

/** Checks schemas by the schemas of their drafts. */
const metaChecks = new Map<Draft, ReturnType<typeof newMetaAjv>>();

/** What is wrong with a schema by the rules of its draft. Those of draft 4 are not known here. */
function metaErrors(schema: unknown, draft: Draft): string | undefined {
  if (draft === 4) return undefined;
  const checker = metaChecks.get(draft) ?? newMetaAjv(draft);
  metaChecks.set(draft, checker);
  if (typeof schema === 'boolean') return undefined;
  if (!isMap(schema)) return 'it must be a map';
  const named = { ...schema, $schema: META_SCHEMAS[draft] };
  if (checker.validateSchema(named) === true) return undefined;
  const [first] = checker.errors ?? [];
  return `${first?.instancePath || 'it'} ${first?.message}`;
}

const META_SCHEMAS: Readonly<Record<Exclude<Draft, 4>, string>> = {
  6: 'http://json-schema.org/draft-06/schema',
  7: 'http://json-schema.org/draft-07/schema',
  2019: 'https://json-schema.org/draft/2019-09/schema',
  2020: 'https://json-schema.org/draft/2020-12/schema',
};

function newMetaAjv(draft: Draft) {
  const options = { ...OPTIONS, allErrors: false, formats: META_FORMATS };
  if (draft === 2020) return new (require('ajv/dist/2020') as typeof import('ajv/dist/2020')).Ajv2020(options);
  if (draft === 2019) return new (require('ajv/dist/2019') as typeof import('ajv/dist/2019')).Ajv2019(options);
  const ajv = new (require('ajv') as typeof import('ajv')).Ajv(options);
  return draft === 6 ? ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json')) : ajv;
}
