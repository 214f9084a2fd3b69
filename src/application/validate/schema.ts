import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { type Diagnostic, didYouMean, error, redacted } from '../../diagnostics';
import { type FieldPath, isMap, isPlainObject, kindOf, mapParts, pointerPath } from '../../json';
import { isWithinGo } from '../../kubernetes';
import { CEL_RULES, RULES_KEYWORD, type ValidationRule } from './cel-rules';
import { conforms, DURATION } from './conforms';

const ajv = new Ajv({
  strict: false, // the schemas have Kubernetes' own keywords
  allErrors: true,
  verbose: true, // an error then contains the value and its schema
  unicodeRegExp: false, // the patterns are Go's
  validateFormats: false,
  logger: false,
  // compiling takes longer than validating: the schemas are known to be valid
  meta: false,
  validateSchema: false,
  code: { optimize: false },
}).addKeyword({
  keyword: RULES_KEYWORD,
  compile: (rules: readonly ValidationRule[]) => {
    return function validate(data: unknown): boolean {
      if (!isPlainObject(data)) return true;
      const broken = rules.filter(({ rule }) => CEL_RULES[rule]?.(data) === false);
      const messages = new Set(broken.map(({ rule, message }) => message ?? rule));
      (validate as { errors?: Partial<ErrorObject>[] }).errors = [...messages].map((message) => ({
        keyword: RULES_KEYWORD,
        message,
      }));
      return broken.length === 0;
    };
  },
  errors: true,
});

const DURATION_KEYWORD = 'x-go-duration';

ajv.addKeyword({ keyword: DURATION_KEYWORD, type: 'string', validate: (_: true, text: string) => isWithinGo(text) });

/** The schema with the keyword in place of every pattern for durations. */
function withDurations(schema: unknown): unknown {
  const isDuration = isMap(schema) && DURATION.test(String(schema.pattern));
  return mapParts(isDuration ? { ...schema, [DURATION_KEYWORD]: true } : schema, withDurations);
}

const validators = new WeakMap<object, ValidateFunction>();

/**
 * All violations of a schema: unknown and missing fields, types, enums, patterns, limits and rules.
 *
 * @param schema a structural schema with `additionalProperties: false` wherever fields are listed
 * @param path of the value in the object that the diagnostics are about
 */
export function validateSchema(schema: object, value: unknown, path: FieldPath): Diagnostic[] {
  return conforms(schema, value) ? [] : problemsOf(schema, value, path);
}

/** The same, without first checking whether there are any. */
export function problemsOf(schema: object, value: unknown, path: FieldPath): Diagnostic[] {
  let validator = validators.get(schema);
  if (!validator) {
    validator = ajv.compile(withDurations(schema) as object);
    validators.set(schema, validator);
  }
  if (validator(value)) return [];
  const problems = validator.errors ?? [];
  const mistyped = new Set(
    problems.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath),
  );
  return problems
    .filter(({ keyword, instancePath }) => keyword !== 'enum' || !mistyped.has(instancePath))
    .map((problem) => describe(problem, [...path, ...pointerPath(problem.instancePath, value)]));
}

function describe(problem: ErrorObject, path: FieldPath): Diagnostic {
  const { keyword, params, data, schema, parentSchema } = problem;
  switch (keyword) {
    case 'additionalProperties': {
      const field = params.additionalProperty as string;
      const allowed = Object.keys(parentSchema?.properties ?? {});
      return error('field-unknown', [...path, field], unknownField(field, allowed));
    }
    case 'required':
      return error('field-missing', [...path, params.missingProperty as string], 'required, but missing');
    case 'type':
      return error(
        'type-wrong',
        path,
        `must be ${article(String(schema))}, got ${kindOf(data)}${shown(data, String(schema), path)}`,
      );
    case 'enum': {
      const allowed = (schema as unknown[]).map(String);
      if (allowed.length === 1) return error('value-not-allowed', path, `must be ${allowed[0]}, got ${redacted(data)}`);
      const suggestion = typeof data === 'string' ? didYouMean(data, allowed) : '';
      return error(
        'value-not-allowed',
        path,
        `${shownText(data, path)} is not one of ${allowed.join(', ')}${suggestion}`,
      );
    }
    case 'pattern': {
      const duration = DURATION.exec(String(schema));
      if (!duration) return error('pattern-mismatch', path, `${shownText(data, path)} does not match ${schema}`);
      const units = duration[1] ? 'ms, s, m or h, such as 10m or 1h30m' : 'ms, s or m, such as 60s';
      return error('duration-invalid', path, `${redacted(data)} is not a duration: numbers with a unit, ${units}`);
    }
    case DURATION_KEYWORD:
      return error('duration-invalid', path, `${redacted(data)} is longer than Flux supports: 292 years at most`);
    case 'minLength':
      return error('value-empty', path, 'must not be empty');
    case 'maxLength': {
      const length = [...String(data)].length;
      return error(
        'value-too-long',
        path,
        `${shownText(data, path)} has ${length} characters, at most ${schema} are allowed`,
      );
    }
    default:
      return error('rule-broken', path, problem.message ?? keyword);
  }
}

/** The message for a field that does not exist. */
export function unknownField(field: string, allowed: readonly string[]): string {
  return `unknown field${didYouMean(field, allowed) || `; allowed: ${allowed.join(', ')}`}`;
}

function article(type: string): string {
  if (type === 'object') return 'a map';
  if (type === 'array') return 'a list';
  return type === 'integer' ? 'an integer' : `a ${type}`;
}

/** Fields whose content may be a secret: errors do not show it. */
const MAY_BE_SECRET = new Set([
  'annotations',
  'patch',
  'patches',
  'patchesJson6902',
  'patchesStrategicMerge',
  'substitute',
  'values',
]);

function mayBeSecret(path: FieldPath): boolean {
  return path.some((step) => MAY_BE_SECRET.has(String(step)));
}

/**
 * A string in place of a map or a list may contain its whole content, including secrets, so a value is shown only if
 * its type is nearly correct.
 */
function shown(data: unknown, expected: string, path: FieldPath): string {
  const isScalar = typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean';
  const isNear = isScalar && expected !== 'object' && expected !== 'array';
  return isNear && !mayBeSecret(path) ? ` (${redacted(data)})` : '';
}

function shownText(data: unknown, path: FieldPath): string {
  return mayBeSecret(path) ? 'the text' : redacted(data);
}
