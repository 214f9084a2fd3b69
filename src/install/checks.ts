import { unknownField } from '../application';
import { type Diagnostic, error, redacted } from '../diagnostics';
import type { FieldPath } from '../json';
import { isPlainObject, kindOf } from '../json';
import { dnsLabelProblem, labelValueProblem, qualifiedNameProblem } from '../kubernetes';
import type { FluxAppDeploymentProps } from './deployment-props';
import { INSTANCE_LABEL, NAME_LABEL } from './manifest';

/** Returns the problems of a prop. */
export type Check = (value: unknown, path: FieldPath) => Diagnostic[];

/**
 * Validates the props of an installation.
 *
 * @param checks one for every prop, so that none is forgotten; an absent prop is only checked if it is required
 * @param name its name: the prop `name`, or the id of the construct
 * @param namespace the namespace that it is installed in, or `undefined` if there is none
 */
export function checkProps(
  props: unknown,
  checks: Readonly<Record<string, Check>>,
  name: unknown,
  namespace: unknown,
): Diagnostic[] {
  if (!isPlainObject(props)) return [error('type-wrong', [], `the props must be a plain map, got ${kindOf(props)}`)];
  const found = Object.entries(checks).flatMap(([key, check]) =>
    props[key] === undefined ? [] : check(props[key], [key]),
  );
  return [
    ...unknownKeys(props, Object.keys(checks), []),
    ...checkRequired(props, namespace),
    ...(props.name === undefined ? objectName(name, ['name']) : []),
    ...found,
  ];
}

function checkRequired({ image }: Readonly<Record<string, unknown>>, namespace: unknown): Diagnostic[] {
  return [
    ...(image === undefined ? [error('field-missing', ['image'], 'required, but missing')] : []),
    ...(namespace === undefined || namespace === ''
      ? [error('field-missing', ['namespace'], 'required where the chart has none, but missing')]
      : []),
  ];
}

/** Returns an error for each unknown key of a map. */
export function unknownKeys(
  map: Readonly<Record<string, unknown>>,
  known: readonly string[],
  path: FieldPath,
): Diagnostic[] {
  return Object.keys(map)
    .filter((key) => map[key] !== undefined && !known.includes(key))
    .map((key) => error('field-unknown', [...path, key], unknownField(key, known)));
}

export function wrong(wanted: string, value: unknown, path: FieldPath): Diagnostic[] {
  return [error('type-wrong', path, `must be ${wanted}, got ${kindOf(value)}`)];
}

export function text(value: unknown, path: FieldPath): Diagnostic[] {
  if (typeof value !== 'string') return wrong('a string', value, path);
  return value.trim() === '' ? [error('value-empty', path, 'must not be empty')] : [];
}

export function flag(value: unknown, path: FieldPath): Diagnostic[] {
  return typeof value === 'boolean' ? [] : wrong('a boolean', value, path);
}

/** Returns the error for the problem of a name, if it has one. */
export function named(problem: string | undefined, value: string, path: FieldPath): Diagnostic[] {
  return problem === undefined ? [] : [error('name-invalid', path, `${redacted(value)} ${problem}`)];
}

export function namespaceName(value: unknown, path: FieldPath): Diagnostic[] {
  return typeof value === 'string' ? named(dnsLabelProblem(value), value, path) : wrong('a string', value, path);
}

/**
 * Validates a name by the strictest rules of all objects: that of the Service is a DNS label that begins with a letter.
 */
export function objectName(value: unknown, path: FieldPath): Diagnostic[] {
  if (typeof value !== 'string') return wrong('a string', value, path);
  const problem = dnsLabelProblem(value) ?? (/^[a-z]/.test(value) ? undefined : 'does not begin with a letter');
  return named(problem, value, path);
}

function resources(value: unknown, path: FieldPath): Diagnostic[] {
  if (!isPlainObject(value)) return wrong('a map', value, path);
  const parts = ['requests', 'limits'].filter((part) => value[part] !== undefined);
  return [
    ...unknownKeys(value, ['requests', 'limits'], path),
    ...parts.flatMap((part) => quantities(value[part], [...path, part])),
  ];
}

function quantities(value: unknown, path: FieldPath): Diagnostic[] {
  if (!isPlainObject(value)) return wrong('a map', value, path);
  return Object.entries(value).flatMap(([key, item]) =>
    typeof item === 'string' || typeof item === 'number' ? [] : wrong('a string or a number', item, [...path, key]),
  );
}

function stringMap(value: unknown, path: FieldPath): Diagnostic[] {
  if (!isPlainObject(value)) return wrong('a map', value, path);
  return Object.entries(value).flatMap(([key, item]) =>
    typeof item === 'string'
      ? [...named(qualifiedNameProblem(key), key, path), ...named(labelValueProblem(item), item, [...path, key])]
      : wrong('a string', item, [...path, key]),
  );
}

function labels(value: unknown, path: FieldPath): Diagnostic[] {
  const own = [NAME_LABEL, INSTANCE_LABEL].filter((key) => isPlainObject(value) && value[key] !== undefined);
  return [
    ...stringMap(value, path),
    ...own.map((key) => error('metadata-reserved', [...path, key], 'is what the Pods are found by, and set already')),
  ];
}

/** Validates a list of texts. */
function texts(value: unknown, path: FieldPath): Diagnostic[] {
  return Array.isArray(value)
    ? Array.from(value).flatMap((item, index) => text(item, [...path, index]))
    : wrong('a list', value, path);
}

/** Validates a list with any items. */
function list(value: unknown, path: FieldPath): Diagnostic[] {
  return Array.isArray(value) ? [] : wrong('a list', value, path);
}

/** Validates a port that a container without privileges can listen on. */
export function port(value: unknown, path: FieldPath): Diagnostic[] {
  return Number.isInteger(value) && Number(value) >= 1024 && Number(value) <= 65_535
    ? []
    : [error('value-not-allowed', path, `${redacted(value)} is not a port from 1024 to 65535`)];
}

/** Validates a single namespace. @param what the construct to create several times for several namespaces */
export function oneNamespace(what: string): Check {
  return (value, path) =>
    Array.isArray(value)
      ? [
          error(
            'type-wrong',
            path,
            `must be one namespace, got a list; for several, make ${what} for each, or one for all`,
          ),
        ]
      : namespaceName(value, path);
}

/** One check for every prop that the watcher and the page share. */
export const DEPLOYMENT_CHECKS: { readonly [P in keyof Required<FluxAppDeploymentProps>]: Check } = {
  image: text,
  imagePullSecrets: texts,
  name: objectName,
  namespace: namespaceName,
  labels,
  resources,
  nodeSelector: stringMap,
  tolerations: list,
};
