import { type Diagnostic, error, warning } from '../../diagnostics';
import { type FieldPath, isPlainObject, listOf, stringOf } from '../../json';
import { kustomizationTargets } from '../targets';
import { type ApplicationContext, SAVE_LABEL, savesTemplate } from './context';
import { checkKustomizationRules } from './kustomization-rules';
import { checkObjectName, checkReference, checkSecretRef } from './metadata';
import { checkEntry, checkKeys, identifiableEntries } from './targets';

/** Errors in `config.kustomization` that are not in its schema. */
export function validateKustomization(
  kustomization: unknown,
  path: FieldPath,
  context: ApplicationContext,
): Diagnostic[] {
  if (!Array.isArray(kustomization)) return [];
  const identifiable = identifiableEntries(kustomization, path);
  const targets = kustomizationTargets(
    { name: stringOf(context.metadata.name) ?? '' },
    identifiable.map(({ entry }) => entry),
  );
  return [
    ...(kustomization.length === 0 ? [warning('deploy-empty', path, 'is empty: the application has no targets')] : []),
    ...checkSource(context),
    ...(savesTemplate(context)
      ? [warning('save-label-unused', SAVE_LABEL, 'has no effect: a kustomization has no chart to save')]
      : []),
    ...kustomization.flatMap((entry, index) => checkKustomization(entry, [...path, index])),
    ...checkKeys(
      targets,
      identifiable.map((item) => item.path),
    ),
  ];
}

function checkSource({ hasSource, sourceRef, sourcePath }: ApplicationContext): Diagnostic[] {
  if (!hasSource) return [error('source-missing', sourcePath, 'required for a kustomization, but missing')];
  if (sourceRef?.kind !== 'HelmRepository') return [];
  return [
    error(
      'source-kind-wrong',
      [...sourcePath, 'sourceRef', 'kind'],
      'a HelmRepository contains charts: a kustomization needs a GitRepository, OCIRepository, Bucket or ExternalArtifact',
    ),
  ];
}

function checkKustomization(entry: unknown, path: FieldPath): Diagnostic[] {
  if (!isPlainObject(entry)) return [];
  const { postBuild, serviceAccountName, decryption } = entry;
  const references = isPlainObject(postBuild) ? listOf(postBuild.substituteFrom) : [];
  return [
    ...checkEntry(entry, path),
    ...checkKustomizationRules(entry, path),
    ...checkObjectName(serviceAccountName, [...path, 'serviceAccountName']),
    ...checkSecretRef(decryption, [...path, 'decryption']),
    ...(isPlainObject(decryption)
      ? checkObjectName(decryption.serviceAccountName, [...path, 'decryption', 'serviceAccountName'])
      : []),
    ...references.flatMap((reference, index) =>
      checkReference(reference, [...path, 'postBuild', 'substituteFrom', index]),
    ),
  ];
}
