import type { TargetDestination } from '../../../imports/gitops.kubesphere.io';
import { type Diagnostic, error, redacted } from '../../diagnostics';
import { type FieldPath, isPlainObject, listOf } from '../../json';
import { dataKeyProblem, dnsLabelProblem } from '../../kubernetes';
import {
  APPLICATION_NAME,
  APPROVED,
  HATCHED,
  LOWERING_DIGEST,
  MANAGED_BY,
  ROLLOUT,
  ROLLOUT_GATE,
  TARGET_KEY,
} from '../marks';
import type { DeploymentTarget } from '../targets';
import { checkMetadata, checkNamespace, checkObjectName, checkReference, checkText } from './metadata';

/** Keys of labels and annotations that lowering sets on the objects of a target, with their purpose. */
const OWNED = {
  [MANAGED_BY]: 'it names the application of the object',
  [TARGET_KEY]: 'it names the target of the object',
  [LOWERING_DIGEST]: 'it is the digest of the object',
  [APPLICATION_NAME]: 'it names the application of the object',
  [ROLLOUT]: 'it is the revision of its wave',
  [ROLLOUT_GATE]: 'it is the revision that it waits for',
  [APPROVED]: 'it records an approval: fluxapp approve sets it',
  [HATCHED]: 'it lists the fields that were changed after lowering',
};

/**
 * The common checks for the entries of a HelmRelease and of a Kustomization: destination, names, metadata, dependsOn.
 */
export function checkEntry(entry: unknown, path: FieldPath): Diagnostic[] {
  if (!isPlainObject(entry)) return [];
  const { destination, name, metadata, commonMetadata, dependsOn } = entry;
  return [
    ...(isPlainObject(destination) ? checkDestination(destination, [...path, 'destination']) : []),
    ...checkText(name, [...path, 'name'], dnsLabelProblem),
    ...checkMetadata(metadata, [...path, 'metadata'], OWNED),
    ...checkMetadata(commonMetadata, [...path, 'commonMetadata']),
    ...listOf(dependsOn).flatMap((reference, index) => checkReference(reference, [...path, 'dependsOn', index])),
  ];
}

function checkDestination({ kubeConfig, targetNamespace }: Record<string, unknown>, path: FieldPath): Diagnostic[] {
  const problems = checkNamespace(targetNamespace, [...path, 'targetNamespace']);
  if (!isPlainObject(kubeConfig)) return problems;
  return [
    ...problems,
    ...(['secretRef', 'configMapRef'] as const).flatMap((kind) => {
      const reference = kubeConfig[kind];
      if (!isPlainObject(reference)) return [];
      const place = [...path, 'kubeConfig', kind];
      return [
        ...checkObjectName(reference.name, [...place, 'name']),
        ...checkText(reference.key, [...place, 'key'], dataKeyProblem),
      ];
    }),
  ];
}

/** An entry of deploy whose destination and name are valid. */
export interface ReadableEntry {
  readonly destination: TargetDestination;
  readonly name?: string;
}

/** Whether cluster, namespace and name of an entry have the right types, so that a status can list its target. */
export function isReadable(entry: unknown): entry is ReadableEntry {
  if (!isPlainObject(entry) || !isPlainObject(entry.destination)) return false;
  const { kubeConfig, targetNamespace } = entry.destination;
  if (!isOptionalText(entry.name) || !isOptionalText(targetNamespace)) return false;
  if (kubeConfig === undefined) return true;
  if (!isPlainObject(kubeConfig)) return false;
  return [kubeConfig.secretRef, kubeConfig.configMapRef].every((ref) => ref === undefined || isNamedReference(ref));
}

/** Whether an entry also identifies a single cluster, so that its target can be compared with the others. */
export function isIdentifiable(entry: unknown): entry is ReadableEntry {
  if (!isReadable(entry)) return false;
  const { kubeConfig } = entry.destination;
  return kubeConfig === undefined || (kubeConfig.secretRef === undefined) !== (kubeConfig.configMapRef === undefined);
}

/** The entries of a list whose targets can be compared, each with its path. */
export function identifiableEntries(
  entries: readonly unknown[],
  path: FieldPath,
): readonly { readonly entry: ReadableEntry; readonly path: FieldPath }[] {
  return entries.flatMap((entry, index) => (isIdentifiable(entry) ? [{ entry, path: [...path, index] }] : []));
}

function isNamedReference(reference: unknown): boolean {
  return isPlainObject(reference) && typeof reference.name === 'string' && isOptionalText(reference.key);
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

/**
 * Targets that would be indistinguishable in the status.
 *
 * @param paths of the entries of the targets
 */
export function checkKeys(targets: readonly DeploymentTarget[], paths: readonly FieldPath[]): Diagnostic[] {
  return duplicates(targets, (target) => target.key).map(([first, second]) =>
    error(
      'target-clash',
      [...(paths[second] as FieldPath), 'destination'],
      `has the KEY ${redacted(targets[second]?.key)}, as ${entryName(paths[first])} has: give them different explicit names`,
    ),
  );
}

/** An entry by its index in the list: `[1]`. */
export function entryName(path: FieldPath | undefined): string {
  return `[${path?.at(-1)}]`;
}

/** The items that have the key of an earlier one: pairs of indices, the first with that key and the later one. */
export function duplicates<T>(items: readonly T[], keyOf: (item: T) => string): [first: number, later: number][] {
  const seen = new Map<string, number>();
  return items.flatMap((item, index): [number, number][] => {
    const key = keyOf(item);
    const first = seen.get(key);
    if (first !== undefined) return [[first, index]];
    seen.set(key, index);
    return [];
  });
}
