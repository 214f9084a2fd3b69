import applicationSchema from '../../../imports/schemas/application.json';
import { type Diagnostic, error, type Path, warning } from '../../model/diagnostic';
import { APPLICATION_API_VERSION, FLUXCD, SAVE_HELM_TEMPLATE, SOURCE_GROUP } from '../../model/gitops';
import { didYouMean } from '../../model/nearest';
import { show } from '../../model/show';
import { isPlainObject } from '../../model/values/json';
import { validateHelmRelease } from './helm-release';
import { validateKustomization } from './kustomization';
import { checkMetadata, checkNamespace, checkObjectName, checkReference } from './names';
import { validateSchema } from './schema';

/** The longest name of an application: it is the value of a label on all that is made from it. */
const MAX_APPLICATION_NAME = 63;

/**
 * All that is wrong with an Application of kind fluxcd, whatever it is: what the schema says, what an API server would
 * refuse, and what cannot be lowered.
 *
 * @param application without what counts as absent ({@link withoutAbsent})
 */
export function validateApplication(application: unknown): Diagnostic[] {
  if (!isPlainObject(application)) return [error([], 'not an object')];
  const { apiVersion, kind, metadata, spec } = application;
  return [
    ...checkConstant(apiVersion, APPLICATION_API_VERSION, ['apiVersion']),
    ...checkConstant(kind, 'Application', ['kind']),
    ...checkApplicationMetadata(metadata),
    ...checkSpec(spec, isPlainObject(metadata) ? metadata : {}),
  ];
}

function checkConstant(value: unknown, expected: string, path: Path): Diagnostic[] {
  return value === expected ? [] : [error(path, `must be ${expected}, got ${show(value)}`)];
}

function checkApplicationMetadata(metadata: unknown): Diagnostic[] {
  const path = ['metadata'];
  if (!isPlainObject(metadata)) return [error(path, 'required, but missing')];
  const { name, namespace, labels } = metadata;
  const save = isPlainObject(labels) ? labels[SAVE_HELM_TEMPLATE] : undefined;
  return [
    ...(typeof name === 'string'
      ? checkObjectName(name, [...path, 'name'], MAX_APPLICATION_NAME)
      : [error([...path, 'name'], 'required, but missing')]),
    ...checkNamespace(namespace, [...path, 'namespace']),
    ...checkMetadata(metadata, path),
    ...(save !== undefined && save !== 'true' && save !== 'false'
      ? [warning([...path, 'labels', SAVE_HELM_TEMPLATE], `${show(save)} saves nothing: only "true" does`)]
      : []),
  ];
}

function checkSpec(spec: unknown, metadata: Record<string, unknown>): Diagnostic[] {
  if (!isPlainObject(spec)) return [error(['spec'], 'required, but missing')];
  if (spec.kind !== FLUXCD) return [error(['spec', 'kind'], `must be ${FLUXCD}, got ${show(spec.kind)}`)];
  const unknownFields = Object.keys(spec)
    .filter((field) => !['kind', 'fluxApp', 'argoApp'].includes(field))
    .map((field) => error(['spec', field], `unknown field${didYouMean(field, ['kind', 'fluxApp', 'argoApp'])}`));
  const path = ['spec', 'fluxApp'];
  if (spec.fluxApp === undefined) {
    return [...unknownFields, error(path, `required where spec.kind is ${FLUXCD}, but missing`)];
  }
  return [
    ...unknownFields,
    ...validateSchema(applicationSchema, spec.fluxApp, path),
    ...(isPlainObject(spec.fluxApp) ? checkFluxApp(spec.fluxApp.spec, [...path, 'spec'], metadata) : []),
  ];
}

function checkFluxApp(spec: unknown, path: Path, metadata: Record<string, unknown>): Diagnostic[] {
  if (spec === undefined) return [error(path, 'required, but missing')];
  if (!isPlainObject(spec)) return [];
  const { source, config } = spec;
  const sourceRef = isPlainObject(source) ? source.sourceRef : undefined;
  return [
    ...checkSourceRef(sourceRef, [...path, 'source', 'sourceRef']),
    ...(isPlainObject(config) ? checkConfig(config, sourceRef, path, metadata) : []),
  ];
}

function checkSourceRef(sourceRef: unknown, path: Path): Diagnostic[] {
  if (!isPlainObject(sourceRef)) return [];
  const { apiVersion } = sourceRef;
  const isFlux = typeof apiVersion !== 'string' || apiVersion.startsWith(`${SOURCE_GROUP}/`);
  return [
    ...checkReference(sourceRef, path),
    ...(isFlux ? [] : [error([...path, 'apiVersion'], `${show(apiVersion)} is not of the group ${SOURCE_GROUP}`)]),
  ];
}

function checkConfig(
  config: Record<string, unknown>,
  sourceRef: unknown,
  path: Path,
  metadata: Record<string, unknown>,
): Diagnostic[] {
  const { helmRelease, kustomization } = config;
  const configPath = [...path, 'config'];
  const hasKustomization = kustomization !== undefined && !(Array.isArray(kustomization) && kustomization.length === 0);
  if (helmRelease === undefined && !hasKustomization) {
    return [error(configPath, 'neither helmRelease nor kustomization is set: exactly one is needed')];
  }
  if (helmRelease !== undefined && hasKustomization) {
    return [error(configPath, 'helmRelease and kustomization are both set: exactly one is allowed')];
  }
  const context = {
    metadata,
    sourceRef: isPlainObject(sourceRef) ? sourceRef : undefined,
    sourcePath: [...path, 'source'],
  };
  return helmRelease !== undefined
    ? validateHelmRelease(helmRelease, [...configPath, 'helmRelease'], context)
    : validateKustomization(kustomization, [...configPath, 'kustomization'], context);
}
