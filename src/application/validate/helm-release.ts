import { type Diagnostic, error, show, warning } from '../../diagnostics';
import type { Path } from '../../json';
import { isPlainObject } from '../../json';
import { helmReleaseId } from '../release-name';
import { helmReleaseTargets, type Target } from '../targets';
import { checkChart } from './chart';
import { type ApplicationContext, text } from './context';
import { checkNamespace, checkObjectName } from './names';
import { checkPostRenderers } from './post-renderers';
import { checkEntry, checkKeys, duplicates, entryName, isTelling } from './targets';
import { checkValuesFrom } from './values-from';

type Entry = Readonly<Record<string, unknown>>;

/** What is wrong with `config.helmRelease` beyond its schema. */
export function validateHelmRelease(helmRelease: unknown, path: Path, context: ApplicationContext): Diagnostic[] {
  if (!isPlainObject(helmRelease)) return [];
  const deploy = Array.isArray(helmRelease.deploy) ? helmRelease.deploy : [];
  const deployPath = [...path, 'deploy'];
  const empty = Array.isArray(helmRelease.deploy) && deploy.length === 0;
  return [
    ...checkChart(helmRelease, path, context),
    ...(empty ? [warning(deployPath, 'is empty: the application is deployed nowhere')] : []),
    ...deploy.flatMap((entry, index) => checkDeploy(entry, [...deployPath, index], context)),
    ...checkTargets(deploy, deployPath, context),
  ];
}

function checkDeploy(entry: unknown, path: Path, { metadata }: ApplicationContext): Diagnostic[] {
  if (!isPlainObject(entry)) return [];
  const { destination, storageNamespace, values, valuesFrom, serviceAccountName, postRenderers } = entry;
  const isMember = isPlainObject(destination) && destination.kubeConfig !== undefined;
  const hasNamespace = isPlainObject(destination) && destination.targetNamespace !== undefined;
  return [
    ...checkEntry(entry, path),
    ...(isPlainObject(destination) && !hasNamespace && metadata.namespace === undefined
      ? [
          error(
            [...path, 'destination', 'targetNamespace'],
            'required where the Application has no metadata.namespace, but missing: Helm would install into that',
          ),
        ]
      : []),
    ...(isMember && storageNamespace === undefined
      ? [
          warning(
            [...path, 'storageNamespace'],
            `is not set: Helm keeps the release in the application's namespace on the member, which must exist there`,
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

/** Fields that HelmRelease v2 has lost or that do nothing any more. */
function checkOldFields({ install, rollback }: Entry, path: Path): Diagnostic[] {
  const conflict =
    isPlainObject(install) && install.skipCRDs === true && install.crds !== undefined && install.crds !== 'Skip';
  return [
    ...(conflict
      ? [error([...path, 'install', 'crds'], `${show(install.crds)} contradicts skipCRDs: true, which means Skip`)]
      : []),
    ...(isPlainObject(rollback) && rollback.recreate !== undefined
      ? [warning([...path, 'rollback', 'recreate'], 'is left out: it has no effect in Flux any more')]
      : []),
  ];
}

function checkTargets(deploy: readonly unknown[], path: Path, { metadata }: ApplicationContext): Diagnostic[] {
  const telling = deploy
    .map((entry, index) => ({ entry, path: [...path, index] }))
    .filter(({ entry }) => isTelling(entry));
  const entries = telling.map(({ entry }) => entry as Entry);
  const paths = telling.map((item) => item.path);
  const head = { name: text(metadata.name) ?? '', namespace: text(metadata.namespace) };
  const targets = helmReleaseTargets(head, telling.map(({ entry }) => entry).filter(isTelling));
  const ids = targets.map((target: Target, index) => helmReleaseId(head.namespace, target, entries[index] as Entry));
  return [
    ...checkKeys(targets, paths),
    ...duplicates(ids, (id) => id.id)
      .filter(([first, later]) => targets[first]?.key !== targets[later]?.key)
      .map(([first, later]) =>
        error(
          [...(paths[later] as Path), 'releaseName'],
          `makes the same Helm release as ${entryName(paths[first])}: ${ids[later]?.description}; give one of them a ` +
            'name, a releaseName or a storageNamespace of its own',
        ),
      ),
  ];
}
