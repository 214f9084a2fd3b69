import { type Diagnostic, error, redacted } from '../diagnostics';
import type { FieldPath } from '../json';
import { type Check, checkProps, DEPLOYMENT_CHECKS, flag, namespaceName, oneNamespace, port, wrong } from './checks';
import type { FluxApplicationUiProps } from './ui-props';

const CHECKS: { readonly [P in keyof Required<FluxApplicationUiProps>]: Check } = {
  ...DEPLOYMENT_CHECKS,
  watchNamespace: oneNamespace('a page'),
  allowedHosts: (value, path) =>
    Array.isArray(value)
      ? Array.from(value).flatMap((item, index) => host(item, [...path, index]))
      : wrong('a list', value, path),
  clientNamespace: namespaceName,
  networkPolicy: flag,
  port,
};

/**
 * Validates the props of a page.
 *
 * @param name its name: the prop `name`, or the id of the construct
 * @param namespace the namespace that it is installed in, or `undefined` if there is none
 */
export function checkUiProps(props: unknown, name: unknown, namespace: unknown): Diagnostic[] {
  return checkProps(props, CHECKS, name, namespace);
}

/** The Host header of a browser: a name or an address, and a port. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;

function host(value: unknown, path: FieldPath): Diagnostic[] {
  if (typeof value !== 'string') return wrong('a string', value, path);
  if (HOST.test(value)) return [];
  const problem = 'is not a Host: a lower-case name, with the port if it is not the default one';
  return [error('value-not-allowed', path, `${redacted(value)} ${problem}`)];
}
