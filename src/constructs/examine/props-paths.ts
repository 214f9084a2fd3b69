import type { Diagnostic } from '../../diagnostics';
import type { FieldPath } from '../../json';
import type { AuthoredApplication } from '../authoring';
import { blameLayers } from './layer-paths';

/** Translates diagnostics of the Application into diagnostics of the author's props. */
export function inProps(authored: AuthoredApplication, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const { field } = authored;
  const translated = diagnostics.map((diagnostic) => ({ ...diagnostic, path: propsPath(diagnostic.path, field) }));
  return blameLayers(authored, translated);
}

function propsPath(path: FieldPath, field: AuthoredApplication['field']): FieldPath {
  const [first, second, third, fourth, ...rest] = path;
  if (first !== 'spec' || second !== 'fluxApp' || third !== 'spec' || fourth === undefined) return path;
  if (fourth === 'source') return [field, 'source', ...rest.filter((step) => step !== 'sourceRef')];
  if (rest[0] === 'kustomization') return ['kustomization', 'deploy', ...rest.slice(1)];
  const isTargetSource = rest[1] === 'deploy' && rest[3] === 'source';
  return isTargetSource ? rest.filter((step) => step !== 'sourceRef') : rest;
}
