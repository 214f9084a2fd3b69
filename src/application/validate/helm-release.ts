import { type Diagnostic, error, redacted, warning } from '../../diagnostics';
import { type FieldPath, isPlainObject, kindOf, listOf, stringOf } from '../../json';
import { namesByObject } from '../cluster-names';
import { helmReleaseId } from '../release-name';
import { type DeploymentTarget, helmReleaseTargets } from '../targets';
import { checkChart } from './chart';
import type { ApplicationContext } from './context';
import { checkNamespace, checkObjectName } from './metadata';
import { checkTargetChart } from './target-chart';
import { checkEntry, checkKeys, duplicates, entryName, identifiableEntries } from './targets';
import { checkValuesFrom } from './values-from';

type Entry = Readonly<Record<string, unknown>>;

/** Errors in `config.helmRelease` that are not in its schema. */
export function validateHelmRelease(helmRelease: unknown, path: FieldPath, context: ApplicationContext): Diagnostic[] {
  if (!isPlainObject(helmRelease)) return [];
  const deploy = listOf(helmRelease.deploy);
  const deployPath = [...path, 'deploy'];
  const isMissing = helmRelease.deploy === undefined && helmRelease.targets === undefined;
  const empty = Array.isArray(helmRelease.deploy) && deploy.length === 0;
  return [
    ...checkChart(helmRelease, path, context),
    ...(isMissing ? [error('field-missing', deployPath, 'required, but missing')] : []),
    ...(empty ? [warning('deploy-empty', deployPath, 'is empty: the application has no targets')] : []),
    ...deploy.flatMap((entry, index) => [
      ...checkDeploy(entry, [...deployPath, index], context),
      ...(isPlainObject(entry) ? checkTargetChart(entry, [...deployPath, index], helmRelease, context) : []),
    ]),
    ...checkTargets(deploy, deployPath, context),
  ];
}

function checkDeploy(entry: unknown, path: FieldPath, { metadata }: ApplicationContext): Diagnostic[] {
  if (!isPlainObject(entry)) return [];
  const { destination, storageNamespace, values, valuesFrom, serviceAccountName, postRenderers } = entry;
  const isMember = isPlainObject(destination) && destination.kubeConfig !== undefined;
  const hasNamespace = isPlainObject(destination) && destination.targetNamespace !== undefined;
  return [
    ...checkEntry(entry, path),
    ...(isPlainObject(destination) && !hasNamespace && metadata.namespace === undefined
      ? [
          error(
            'target-namespace-missing',
            [...path, 'destination', 'targetNamespace'],
            'required if the Application has no metadata.namespace, but missing: it would be the target namespace',
          ),
        ]
      : []),
    ...(isMember && storageNamespace === undefined
      ? [
          warning(
            'storage-namespace-missing',
            [...path, 'storageNamespace'],
            `is not set: Helm stores the release in the application's namespace on the member, which must exist there`,
          ),
        ]
      : []),
    ...checkNamespace(storageNamespace, [...path, 'storageNamespace']),
    ...checkObjectName(serviceAccountName, [...path, 'serviceAccountName']),
    ...checkObjectName(entry.releaseName, [...path, 'releaseName'], 53),
    ...checkValuesFrom(valuesFrom, values, [...path, 'valuesFrom']),
    ...checkOldFields(entry, path),
    ...checkPostRenderers(postRenderers, [...path, 'postRenderers']),
  ];
}

/** Fields that HelmRelease v2 does not have any more, or that have no effect any more. */
function checkOldFields({ install, rollback }: Entry, path: FieldPath): Diagnostic[] {
  const conflict =
    isPlainObject(install) && install.skipCRDs === true && install.crds !== undefined && install.crds !== 'Skip';
  return [
    ...(conflict
      ? [
          error(
            'crds-contradictory',
            [...path, 'install', 'crds'],
            `${redacted(install.crds)} contradicts skipCRDs: true, which means Skip`,
          ),
        ]
      : []),
    ...(isPlainObject(rollback) && rollback.recreate !== undefined
      ? [
          warning(
            'field-without-effect',
            [...path, 'rollback', 'recreate'],
            'is omitted: it no longer has an effect in Flux',
          ),
        ]
      : []),
  ];
}

function checkTargets(deploy: readonly unknown[], path: FieldPath, { metadata }: ApplicationContext): Diagnostic[] {
  const identifiable = identifiableEntries(deploy, path);
  const entries = identifiable.map(({ entry }) => entry);
  const paths = identifiable.map((item) => item.path);
  const head = { name: stringOf(metadata.name) ?? '', namespace: stringOf(metadata.namespace) };
  const targets = helmReleaseTargets(head, entries);
  const names = namesByObject(metadata.annotations);
  const ids = targets.map((target: DeploymentTarget, index) =>
    helmReleaseId(head.namespace, target, entries[index] ?? {}, names),
  );
  return [
    ...checkKeys(targets, paths),
    ...duplicates(ids, (id) => id.id)
      .filter(([first, later]) => targets[first]?.key !== targets[later]?.key)
      .map(([first, later]) =>
        error(
          'release-clash',
          [...(paths[later] as FieldPath), 'releaseName'],
          `makes the same Helm release as ${entryName(paths[first])}: ${ids[later]?.description}; give one of them a ` +
            'different name, releaseName or storageNamespace',
        ),
      ),
  ];
}

/** Errors in the old forms of patches, which their schema does not check. */
function checkPostRenderers(postRenderers: unknown, path: FieldPath): Diagnostic[] {
  return listOf(postRenderers).flatMap((renderer, index) => {
    const kustomize = isPlainObject(renderer) ? renderer.kustomize : undefined;
    if (!isPlainObject(kustomize)) return [];
    const place = [...path, index, 'kustomize'];
    return [
      ...listOf(kustomize.patchesStrategicMerge).flatMap((patch, position) =>
        checkMerge(patch, [...place, 'patchesStrategicMerge', position]),
      ),
    ];
  });
}

function checkMerge(patch: unknown, path: FieldPath): Diagnostic[] {
  return isPlainObject(patch) ? [] : [error('type-wrong', path, `must be a map, got ${kindOf(patch)}`)];
}
