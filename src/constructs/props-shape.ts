import { unknownField } from '../lowering/validate/schema';
import { type Diagnostic, error, type Path } from '../model/diagnostic';
import { isPlainObject, kindOf } from '../model/values/json';
import { isCluster } from './cluster';
import type { FluxApplicationProps } from './flux-application-props';

const PROPS = ['metadata', 'alias', 'description', 'labels', 'allowInlineSecrets', 'helmRelease', 'kustomization'];
const HELM_RELEASE = ['template', 'source', 'chart', 'saveTemplate', 'defaults', 'deploy'];
const KUSTOMIZATION = ['source', 'defaults', 'deploy'];

/**
 * What is wrong with the parts of an author's props that the Application does not show any more. Types refuse all of it;
 * an author without types, or with an `any`, gets to know it here.
 */
export function checkPropsShape(props: FluxApplicationProps): Diagnostic[] {
  const { metadata, helmRelease, kustomization } = props;
  return [
    ...checkKeys(props, PROPS, []),
    ...checkName(metadata?.name),
    ...checkConfig(helmRelease, HELM_RELEASE, ['helmRelease']),
    ...checkSaveTemplate(helmRelease?.saveTemplate),
    ...checkConfig(kustomization, KUSTOMIZATION, ['kustomization']),
    ...checkDestinations(helmRelease?.deploy, ['helmRelease', 'deploy'], true),
    ...checkDestinations(kustomization?.deploy, ['kustomization', 'deploy'], false),
  ];
}

function checkKeys(value: unknown, known: readonly string[], path: Path): Diagnostic[] {
  if (!isPlainObject(value)) return [];
  return Object.keys(value)
    .filter((key) => value[key] !== undefined && !known.includes(key))
    .map((key) => error([...path, key], unknownField(key, known)));
}

/** Objects are called by it while they are made. */
function checkName(name: unknown): Diagnostic[] {
  if (name === undefined || typeof name === 'string') return [];
  return [error(['metadata', 'name'], `must be a string, got ${kindOf(name)}`)];
}

function checkSaveTemplate(saveTemplate: unknown): Diagnostic[] {
  if (saveTemplate === undefined || typeof saveTemplate === 'boolean') return [];
  return [error(['helmRelease', 'saveTemplate'], `must be a boolean, got ${kindOf(saveTemplate)}`)];
}

function checkConfig(config: unknown, known: readonly string[], path: Path): Diagnostic[] {
  const defaults = isPlainObject(config) ? config.defaults : undefined;
  const place = [...path, 'defaults'];
  return [
    ...checkKeys(config, known, path),
    ...(['name', 'destination'] as const)
      .filter((key) => isPlainObject(defaults) && defaults[key] !== undefined)
      .map((key) => error([...place, key], 'is what tells targets apart: give it to each in deploy')),
  ];
}

function checkDestinations(deploy: unknown, path: Path, needsNamespace: boolean): Diagnostic[] {
  if (!Array.isArray(deploy)) return [];
  return deploy.flatMap((own, index) => {
    if (!isPlainObject(own)) return []; // validation says so
    const problem = destinationProblem(own.destination, needsNamespace);
    return problem === undefined ? [] : [error([...path, index, 'destination'], problem)];
  });
}

const EXAMPLE = "such as Cluster.host().namespace('web')";

function destinationProblem(destination: unknown, needsNamespace: boolean): string | undefined {
  if (!isPlainObject(destination) || !isCluster(destination.cluster)) {
    return `must be a namespace of a Cluster, ${EXAMPLE}, got ${kindOf(destination)}`;
  }
  const { namespace } = destination;
  if (typeof namespace === 'string') return undefined;
  if (namespace === undefined && !Object.hasOwn(destination, 'namespace')) {
    return needsNamespace ? `needs a namespace to install the chart in, ${EXAMPLE}` : undefined;
  }
  return `the namespace must be a string that is known when the application is made, got ${kindOf(namespace)}`;
}
