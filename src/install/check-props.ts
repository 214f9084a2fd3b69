import { type Diagnostic, error, redacted } from '../diagnostics';
import { type FieldPath, isPlainObject } from '../json';
import { dnsSubdomainProblem } from '../kubernetes';
import {
  type Check,
  checkProps,
  DEPLOYMENT_CHECKS,
  flag,
  named,
  namespaceName,
  oneNamespace,
  port,
  text,
  unknownKeys,
  wrong,
} from './checks';
import type { FluxApplicationWatcherProps, LoweringProps, WatcherLogLevel } from './props';

const LOG_LEVELS: readonly WatcherLogLevel[] = ['debug', 'info', 'warn', 'error'];

const CHECKS: { readonly [P in keyof Required<FluxApplicationWatcherProps>]: Check } = {
  ...DEPLOYMENT_CHECKS,
  watchNamespace: oneNamespace('a watcher'),
  selector: text,
  replicas: (value, path) =>
    value === 1 || value === 2
      ? []
      : [error('value-not-allowed', path, `${redacted(value)} is not allowed: 1, or 2 of which one works`)],
  logLevel: (value, path) =>
    LOG_LEVELS.some((level) => level === value)
      ? []
      : [error('value-not-allowed', path, `${redacted(value)} is not allowed; allowed: ${LOG_LEVELS.join(', ')}`)],
  metricsPort: port,
  serviceMonitor: flag,
  admissionPolicy: flag,
  lowering,
};

/**
 * Validates the props of a watcher.
 *
 * @param name the name of the watcher: the prop `name`, or the id of the construct
 * @param namespace the namespace that it is installed in, or `undefined` if there is none
 */
export function checkWatcherProps(props: unknown, name: unknown, namespace: unknown): Diagnostic[] {
  return [...checkProps(props, CHECKS, name, namespace), ...checkSelector(props)];
}

/** With a selector, the controller would see only some Applications, and treat the others as deleted. */
function checkSelector(props: unknown): Diagnostic[] {
  if (!isPlainObject(props) || props.lowering === undefined || props.selector === undefined) return [];
  return [
    error('value-not-allowed', ['selector'], 'does not go with lowering: the other Applications would seem to be gone'),
  ];
}

/** One check for every field. */
const LOWERING_CHECKS: { readonly [P in keyof Required<LoweringProps>]: Check } = {
  all: flag,
  defaultServiceAccount: (value, path) =>
    typeof value === 'string' ? named(dnsSubdomainProblem(value), value, path) : wrong('a string', value, path),
  trustedNamespaces: (value, path) =>
    Array.isArray(value)
      ? Array.from(value).flatMap((item, index) => namespaceName(item, [...path, index]))
      : wrong('a list', value, path),
  allowCrossNamespaceRefs: flag,
};

function lowering(value: unknown, path: FieldPath): Diagnostic[] {
  if (!isPlainObject(value)) return wrong('a map', value, path);
  const checks = Object.entries(LOWERING_CHECKS).filter(([key]) => value[key] !== undefined);
  return [
    ...unknownKeys(value, Object.keys(LOWERING_CHECKS), path),
    ...checks.flatMap(([key, check]) => check(value[key], [...path, key])),
  ];
}
