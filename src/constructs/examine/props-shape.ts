import { CLUSTERS, DIGESTS, NULLS, ROLLOUT, unknownField } from '../../application';
import { type Diagnostic, error } from '../../diagnostics';
import { type FieldPath, isPlainObject, kindOf, listOf, type ValueMap } from '../../json';
import { formatProblem } from '../application-format';
import { isCluster } from '../cluster';
import type { FluxApplicationProps } from '../flux-application-props';
import { checkLayerShapes } from './layer-shapes';

const PROPS = [
  ...['metadata', 'alias', 'description', 'labels', 'allowInlineSecrets', 'applicationFormat', 'rollout'],
  ...['helmRelease', 'kustomization'],
];
const HELM_RELEASE = ['template', 'source', 'chart', 'saveTemplate', 'defaults', 'overrides', 'deploy'];
const KUSTOMIZATION = ['source', 'defaults', 'overrides', 'deploy'];

/**
 * Checks the parts of the props that are not in the Application any more. The types rule out all of these errors; this
 * finds them for an author without types, or with an `any`.
 */
export function checkPropsShape(props: FluxApplicationProps): Diagnostic[] {
  const { metadata, labels, helmRelease, kustomization } = props;
  return [
    ...checkMap(props, []),
    ...checkKeys(props, PROPS, []),
    ...checkMap(metadata, ['metadata']),
    ...checkMap(metadata?.labels, ['metadata', 'labels']),
    ...checkMap(labels, ['labels']),
    ...checkReserved(metadata?.annotations),
    ...checkName(metadata?.name),
    ...checkFormat(props.applicationFormat),
    ...checkMap(helmRelease, ['helmRelease']),
    ...checkMap(kustomization, ['kustomization']),
    ...checkTemplate(helmRelease?.template, ['helmRelease', 'template']),
    ...checkTargetTemplates(helmRelease?.overrides, ['helmRelease', 'overrides']),
    ...checkTargetTemplates(helmRelease?.deploy, ['helmRelease', 'deploy']),
    ...checkConfig(helmRelease, HELM_RELEASE, ['helmRelease']),
    ...checkSaveTemplate(helmRelease?.saveTemplate),
    ...checkConfig(kustomization, KUSTOMIZATION, ['kustomization']),
    ...checkDestinations(helmRelease?.deploy, ['helmRelease', 'deploy'], true),
    ...checkDestinations(kustomization?.deploy, ['kustomization', 'deploy'], false),
    ...(helmRelease ? checkLayerShapes('helmRelease', helmRelease) : checkLayerShapes('kustomization', kustomization)),
  ];
}

function checkKeys(value: unknown, known: readonly string[], path: FieldPath): Diagnostic[] {
  if (!isPlainObject(value)) return [];
  return Object.keys(value)
    .filter((key) => value[key] !== undefined && !known.includes(key))
    .map((key) => error('field-unknown', [...path, key], unknownField(key, known)));
}

/** A map must be a plain object: a class instance also has inherited fields. */
function checkMap(value: unknown, path: FieldPath): Diagnostic[] {
  if (value === undefined || value === null || isPlainObject(value)) return [];
  return [error('type-wrong', path, `must be a plain map, got ${kindOf(value)}`)];
}

function checkTemplate(template: unknown, path: FieldPath): Diagnostic[] {
  if (template === undefined) return [];
  const name = typeof template === 'object' && template !== null ? (template as { name?: unknown }).name : undefined;
  if (typeof name === 'string') return [];
  return [error('type-wrong', path, `must be a HelmTemplate, got ${kindOf(template)}`)];
}

/** @param list of targets or overrides */
function checkTargetTemplates(list: unknown, path: FieldPath): Diagnostic[] {
  return listOf(list).flatMap((own, index) =>
    isPlainObject(own) ? checkTemplate(own.template ?? undefined, [...path, index, 'template']) : [],
  );
}

/** Annotations of the Application that are generated, with the reason why authors must not set them. */
const RESERVED = {
  [DIGESTS]: 'is reserved for lowering: it describes the lowered objects',
  [NULLS]: 'is reserved for lowering: it describes the lowered objects',
  [CLUSTERS]: 'is reserved for the library: it contains the names of the clusters of deploy',
  [ROLLOUT]: 'is reserved for the library: it contains the waves of rollout',
};

function checkReserved(annotations: unknown): Diagnostic[] {
  if (!isPlainObject(annotations)) return [];
  return Object.entries(RESERVED)
    .filter(([key]) => annotations[key] !== undefined)
    .map(([key, reason]) => error('metadata-reserved', ['metadata', 'annotations', key], reason));
}

/** Their names determine the names of objects, which are created with the construct. */
function checkName(name: unknown): Diagnostic[] {
  if (name === undefined || typeof name === 'string') return [];
  return [error('type-wrong', ['metadata', 'name'], `must be a string, got ${kindOf(name)}`)];
}

function checkFormat(format: unknown): Diagnostic[] {
  const problem = format === undefined ? undefined : formatProblem(format);
  return problem === undefined ? [] : [error('value-not-allowed', ['applicationFormat'], problem)];
}

function checkSaveTemplate(saveTemplate: unknown): Diagnostic[] {
  if (saveTemplate === undefined || typeof saveTemplate === 'boolean') return [];
  return [error('type-wrong', ['helmRelease', 'saveTemplate'], `must be a boolean, got ${kindOf(saveTemplate)}`)];
}

function checkConfig(config: unknown, known: readonly string[], path: FieldPath): Diagnostic[] {
  const { defaults, overrides }: ValueMap = isPlainObject(config) ? config : {};
  const place = [...path, 'defaults'];
  return [
    ...checkKeys(config, known, path),
    ...checkNotOfTarget(defaults, place),
    ...listOf(overrides).flatMap((override, index) => checkNotOfTarget(override, [...path, 'overrides', index])),
    ...(path[0] === 'helmRelease' ? ['chart', 'source', 'template'] : [])
      .filter((key) => isPlainObject(defaults) && defaults[key] !== undefined)
      .map((key) =>
        error('field-unknown', [...place, key], `is not allowed in defaults: all targets share helmRelease.${key}`),
      ),
  ];
}

/** A shared layer cannot set fields that identify a target. */
function checkNotOfTarget(layer: unknown, path: FieldPath): Diagnostic[] {
  return ['name', 'destination', 'wave']
    .filter((key) => isPlainObject(layer) && layer[key] !== undefined)
    .map((key) =>
      error('target-field-in-defaults', [...path, key], 'identifies a target: set it on each target in deploy'),
    );
}

function checkDestinations(deploy: unknown, path: FieldPath, needsNamespace: boolean): Diagnostic[] {
  if (deploy === undefined) return []; // validation reports it
  if (!Array.isArray(deploy)) return [error('type-wrong', path, `must be a list, got ${kindOf(deploy)}`)];
  return deploy.flatMap((own, index) => {
    const place = [...path, index];
    if (!isPlainObject(own)) return own === null ? [] : checkMap(own, place);
    const problem = destinationProblem(own.destination, needsNamespace);
    return [
      ...(problem === undefined ? [] : [error('destination-invalid', [...place, 'destination'], problem)]),
      ...(own.name === undefined || typeof own.name === 'string'
        ? []
        : [
            error(
              'known-too-late',
              [...place, 'name'],
              `must be a string that is known when the construct is created, got ${kindOf(own.name)}`,
            ),
          ]),
    ];
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
  return `the namespace must be a string that is known when the construct is created, got ${kindOf(namespace)}`;
}
