import type { ErrorObject } from 'ajv';
import { didYouMean } from '../diagnostics';
import { type FieldPath, kindOf, pointerPath, type ValueMap, valueAt } from '../json';

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
}

/** Keywords whose own error is sufficient: the errors below it are about alternative forms of the value. */
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

/** The problems from the errors of a schema: one for each path and cause. */
export function problemsOf(errors: readonly ErrorObject[], values: ValueMap): SchemaProblem[] {
  const choices = errors.filter(({ keyword }) => CHOICES.has(keyword) && keyword !== 'propertyNames');
  const conditions = errors.filter(({ keyword }) => keyword === 'if');
  const told = errors.filter(
    (error) =>
      error.propertyName === undefined &&
      !choices.some((choice) => choice !== error && isWithin(error, choice)) &&
      !(error.keyword === 'if' && errors.some((other) => other.keyword !== 'if' && isWithin(other, error))),
  );
  const problems = told.map((error) => {
    const path = [...pointerPath(error.instancePath, values), ...ownStep(error)];
    const isConditional = conditions.some((condition) => isWithin(error, condition));
    const isFinal = !CHOICES.has(error.keyword) && !OPEN.has(error.keyword) && !isConditional;
    return { path, message: messageOf(error, valueAt(values, path), errors), isFinal };
  });
  return [...new Map(problems.map((problem) => [JSON.stringify([problem.path, problem.message]), problem])).values()];
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
      return `is no ${params.format}`;
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
