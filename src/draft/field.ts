import { ALIAS_NAME, DESCRIPTION } from '../application';
import type { FieldPath } from '../json';
import type { Draft, DraftField, DraftTarget } from '../page';

/**
 * The form field from which a field of the Application is made.
 *
 * @returns undefined if it is not made from a single one
 */
export function fieldOfPath(path: FieldPath, draft: Draft): DraftField | undefined {
  const [root, ...rest] = path;
  if (root === 'metadata') return fieldOfMetadata(rest);
  const [, , section, kind, ...more] = rest;
  if (section === 'source') return 'source';
  if (section !== 'config') return undefined;
  return kind === 'helmRelease' ? fieldOfRelease(more, draft) : fieldOfTarget(more, draft);
}

function fieldOfMetadata([field, key]: FieldPath): DraftField | undefined {
  if (field === 'name' || field === 'namespace') return field;
  if (field === 'labels') return 'saveTemplate';
  return key === ALIAS_NAME ? 'alias' : key === DESCRIPTION ? 'description' : undefined;
}

function fieldOfRelease([field, ...rest]: FieldPath, draft: Draft): DraftField | undefined {
  if (field === 'deploy') return fieldOfTarget(rest, draft);
  if (field === 'template') return 'template';
  const [own] = rest;
  return field === 'chart' && (own === 'version' || own === 'valuesFiles') ? own : 'chart';
}

/** The form field for each field of an entry. */
const TARGET_FIELDS: Readonly<Record<string, Exclude<keyof DraftTarget, 'createNamespace'>>> = {
  ...{ interval: 'interval', valuesFrom: 'valuesFrom', releaseName: 'releaseName', path: 'path', prune: 'prune' },
  storageNamespace: 'storageNamespace',
};

function fieldOfTarget([index, field, ...rest]: FieldPath, draft: Draft): DraftField | undefined {
  if (typeof index !== 'number') return 'targets';
  const target = draft.targets[index];
  if (target === undefined || field === undefined) return 'targets';
  if (field === 'destination') return `targets.${index}.${rest[0] === 'targetNamespace' ? 'namespace' : 'cluster'}`;
  if (field === 'values') return `targets.${index}.${target.set.trim() === '' ? 'more' : 'set'}`;
  const isOption = target.options.split('\n').some((line) => line.trim().startsWith(`${field}.`));
  const own = Object.hasOwn(TARGET_FIELDS, field) ? TARGET_FIELDS[field] : undefined;
  return `targets.${index}.${own ?? (isOption ? 'options' : 'more')}`;
}
