import { type Diagnostic, error, type Path } from '../../model/diagnostic';
import { isPlainObject } from '../../model/values/json';
import { kustomizationTargets } from '../target';
import { type ApplicationContext, text } from './context';
import { checkReference } from './names';
import { checkEntry, checkKeys, isTelling } from './targets';

/** What is wrong with `config.kustomization` beyond its schema. */
export function validateKustomization(kustomization: unknown, path: Path, context: ApplicationContext): Diagnostic[] {
  if (!Array.isArray(kustomization)) return [];
  const telling = kustomization
    .map((entry, index) => ({ entry, path: [...path, index] }))
    .filter(({ entry }) => isTelling(entry));
  const targets = kustomizationTargets(
    { name: text(context.metadata.name) ?? '' },
    telling.map(({ entry }) => entry).filter(isTelling),
  );
  return [
    ...checkSource(context),
    ...kustomization.flatMap((entry, index) => checkKustomization(entry, [...path, index])),
    ...checkKeys(
      targets,
      telling.map((item) => item.path),
    ),
  ];
}

function checkSource({ sourceRef, sourcePath }: ApplicationContext): Diagnostic[] {
  if (!sourceRef) return [error(sourcePath, 'required for a kustomization, but missing')];
  if (sourceRef.kind !== 'HelmRepository') return [];
  return [
    error(
      [...sourcePath, 'sourceRef', 'kind'],
      'a HelmRepository holds charts: a kustomization takes a GitRepository, OCIRepository, Bucket or ExternalArtifact',
    ),
  ];
}

function checkKustomization(entry: unknown, path: Path): Diagnostic[] {
  if (!isPlainObject(entry)) return [];
  const { postBuild } = entry;
  const references =
    isPlainObject(postBuild) && Array.isArray(postBuild.substituteFrom) ? postBuild.substituteFrom : [];
  return [
    ...checkEntry(entry, path),
    ...references.flatMap((reference, index) =>
      checkReference(reference, [...path, 'postBuild', 'substituteFrom', index]),
    ),
  ];
}
