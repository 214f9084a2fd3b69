import { type Diagnostic, error, redacted } from '../diagnostics';
import {
  type Check,
  checkProps,
  flag,
  labels,
  list,
  namespaceName,
  objectName,
  oneNamespace,
  port,
  resources,
  stringMap,
  text,
  texts,
} from './checks';
import type { FluxApplicationWatcherProps, WatcherLogLevel } from './props';

const LOG_LEVELS: readonly WatcherLogLevel[] = ['debug', 'info', 'warn', 'error'];

const CHECKS: { readonly [P in keyof Required<FluxApplicationWatcherProps>]: Check } = {
  image: text,
  imagePullSecrets: texts,
  name: objectName,
  namespace: namespaceName,
  labels,
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
  resources,
  metricsPort: port,
  serviceMonitor: flag,
  admissionPolicy: flag,
  nodeSelector: stringMap,
  tolerations: list,
};

/**
 * What is wrong with the props of a watcher.
 *
 * @param name what the watcher is called: the prop, or the id of the construct
 * @param namespace the one it is in, or `undefined` where there is none
 */
export function checkWatcherProps(props: unknown, name: unknown, namespace: unknown): Diagnostic[] {
  return checkProps(props, CHECKS, name, namespace);
}
