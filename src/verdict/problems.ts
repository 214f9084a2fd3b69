import type { ErrorObject } from 'ajv';
import { didYouMean } from '../diagnostics';
import { type FieldPath, isMap, kindOf, pointerPath, type ValueMap, valueAt } from '../json';
import { partsOf } from './schema-parts';
import { holdsVariable, isVariable, readsVariable, type Variables } from './variables';

/** A violation of a schema by values. */
export interface SchemaProblem {
  readonly path: FieldPath;
  /** The message after the path. It never contains a value. */
  readonly message: string;
  /**
   * Whether the problem is independent of other values: only the value at the path violates the schema. Missing keys, and
   * conditions on other values, are not final.
   */
  readonly isFinal: boolean;
  /** Whether substituting a variable may solve the problem. */
  readonly dependsOnVariable: boolean;
}

/** Keywords whose own error is sufficient: the nested errors are about alternative forms of the value. */
const CHOICES = new Set(['anyOf', 'contains', 'not', 'oneOf', 'propertyNames']);
/** Keywords that additional values can satisfy. */
const OPEN = new Set([
  'contains',
  'dependencies',
  'dependentRequired',
  'minItems',
  'minProperties',
  'required',
  'unevaluatedProperties',
]);

/** The values that a schema was applied to. */
export interface CheckedValues {
  readonly values: ValueMap;
  readonly schema: unknown;
  readonly variables: Variables;
}

/** The problems from the errors of a schema: one for each path and cause. */
export function problemsOf(errors: readonly ErrorObject[], checked: CheckedValues): SchemaProblem[] {
  const { values, schema, variables } = checked;
  const choices = errors
    .filter(({ keyword }) => CHOICES.has(keyword) && keyword !== 'propertyNames')
    .map((error) => ({ error, parts: partsOf(error.parentSchema?.[error.keyword], schema) }));
  const conditions = errors
    .filter(({ keyword }) => keyword === 'if')
    .map((error) => ({ error, parts: partsOf([error.parentSchema?.then, error.parentSchema?.else], schema) }));
  const told = errors.filter(
    (error) =>
      error.propertyName === undefined &&
      !choices.some((choice) => isOf(error, choice)) &&
      !(error.keyword === 'if' && errors.some((other) => other.keyword !== 'if' && isWithin(other, error))),
  );
  const problems = told.map((error) => {
    const path = [...pointerPath(error.instancePath, values), ...ownStep(error)];
    const around = conditions.filter((condition) => isOf(error, condition)).map((condition) => condition.error);
    const isFinal = !CHOICES.has(error.keyword) && !OPEN.has(error.keyword) && around.length === 0;
    const dependsOnVariable = variables.size > 0 && [error, ...around].some((each) => canChange(each, checked));
    return { path, message: messageOf(error, valueAt(values, path), errors), isFinal, dependsOnVariable };
  });
  return withoutRepetitions(problems);
}

/** The error of a keyword that contains schemas, and the parts of these schemas. */
interface OuterError {
  readonly error: ErrorObject;
  readonly parts: ReadonlySet<unknown> | undefined;
}

/**
 * Whether an error may come from a schema within the keyword of another error. An error does not contain its schema if
 * that is `false`.
 */
function isOf(error: ErrorObject, outer: OuterError): boolean {
  if (error === outer.error || !isWithin(error, outer.error)) return false;
  return outer.parts === undefined || !isMap(error.parentSchema) || outer.parts.has(error.parentSchema);
}

/**
 * Merges equal problems, which two parts of a schema may cause. The result is as certain as the most certain of them.
 */
function withoutRepetitions(problems: readonly SchemaProblem[]): SchemaProblem[] {
  const found = new Map<string, SchemaProblem>();
  for (const problem of problems) {
    const key = JSON.stringify([problem.path, problem.message]);
    const { isFinal = false, dependsOnVariable = true } = found.get(key) ?? {};
    found.set(key, {
      ...problem,
      isFinal: isFinal || problem.isFinal,
      dependsOnVariable: dependsOnVariable && problem.dependsOnVariable,
    });
  }
  return [...found.values()];
}

/** Keywords about the keys of a map, regardless of the values. */
const OF_KEYS = new Set(['additionalProperties', 'dependencies', 'dependentRequired', 'required']);
/** Keywords whose result depends on the schemas in them. */
const OF_SCHEMAS = new Set(['anyOf', 'if', 'not', 'oneOf']);

/** Whether substituting a variable may make a keyword accept the value; true if uncertain. */
function canChange({ keyword, instancePath, parentSchema }: ErrorObject, checked: CheckedValues): boolean {
  const { values, variables, schema } = checked;
  const value = valueAt(values, pointerPath(instancePath, values));
  if (keyword === 'type') return isVariable(value, variables);
  if (OF_SCHEMAS.has(keyword)) return readsVariable({ [keyword]: parentSchema?.[keyword] }, value, variables, schema);
  if (OF_KEYS.has(keyword) && isMap(value)) return Object.keys(value).some((key) => isVariable(key, variables));
  return holdsVariable(value, variables);
}

function isWithin({ instancePath }: ErrorObject, outer: ErrorObject): boolean {
  return instancePath === outer.instancePath || instancePath.startsWith(`${outer.instancePath}/`);
}

/** The key that an error of a map is about. */
function ownStep({ params }: ErrorObject): string[] {
  const key = params.additionalProperty ?? params.unevaluatedProperty ?? params.propertyName ?? params.missingProperty;
  return typeof key === 'string' ? [key] : [];
}

function messageOf(error: ErrorObject, value: unknown, errors: readonly ErrorObject[]): string {
  const { keyword, params } = error;
  switch (keyword) {
    case 'type':
      return `must be ${typesInWords([params.type].flat())}, got ${kindOf(value)}`;
    case 'enum':
      return `must be one of ${listed(params.allowedValues)}`;
    case 'const':
      return `must be ${JSON.stringify(params.allowedValue)}`;
    case 'required':
    case 'dependencies':
    case 'dependentRequired':
      return 'required, but missing';
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return `no such key${nearestKey(error)}`;
    case 'propertyNames':
      return 'no key may have this name';
    case 'pattern':
      return `does not match ${params.pattern}`;
    case 'format':
      return `is not a valid ${params.format}`;
    case 'anyOf':
    case 'oneOf':
      return params.passingSchemas
        ? 'has two of the forms of which one is allowed'
        : formsInWords(error, value, errors);
    case 'not':
      return 'has a form that is not allowed';
    case 'if':
      return 'breaks a condition';
    case 'false schema':
      return 'is not allowed';
    default:
      return String(error.message).replace('NOT', 'not');
  }
}

/** The accepted types of a value, if only its type is wrong. */
function formsInWords(choice: ErrorObject, value: unknown, errors: readonly ErrorObject[]): string {
  const inner = errors.filter((error) => error !== choice && isWithin(error, choice));
  const types = inner.filter(({ keyword, instancePath }) => keyword === 'type' && instancePath === choice.instancePath);
  if (types.length === 0 || types.length < inner.length) return 'has none of the forms that are allowed';
  return `must be ${typesInWords([...new Set(types.flatMap(({ params }) => params.type))])}, got ${kindOf(value)}`;
}

const IN_WORDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'a boolean',
  integer: 'an integer',
  null: 'null',
  number: 'a number',
  object: 'a map',
  string: 'a string',
};

function typesInWords(types: readonly unknown[]): string {
  return orList(types.map((type) => IN_WORDS[String(type)] ?? String(type)));
}

/** The maximum number of values in a message. */
const LISTED = 10;

function listed(values: readonly unknown[]): string {
  const shown = values.slice(0, LISTED).map((value) => JSON.stringify(value));
  return values.length > LISTED ? `${shown.join(', ')} and ${values.length - LISTED} more` : orList(shown);
}

function orList(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;
}

function nearestKey({ params, parentSchema }: ErrorObject): string {
  const key = String(params.additionalProperty ?? params.unevaluatedProperty);
  return didYouMean(key, Object.keys((parentSchema as { properties?: object })?.properties ?? {}));
}
