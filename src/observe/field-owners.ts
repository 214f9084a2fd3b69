import { DIGESTS, LAST_APPLIED } from '../application';
import { dateTimeOf, listOf, mapOf, parsedJson, stringOf } from '../json';
import type { Editor } from '../status';

/** The name by which the API server knows what these commands have written. */
export const COMMAND_MANAGER = 'fluxapp';

/** They write all they have again and again, though the API server knows it for plain updates. */
const APPLIERS = new Set(['helm', 'argocd-controller', 'argocd-application-controller']);

/**
 * Who will write a field of an object again, by name: whoever has applied it, so far as the API server knows
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management).
 *
 * @param path of the field, such as `spec`, `suspend`
 */
export function appliersOf(object: unknown, path: readonly string[]): string[] {
  const { managedFields } = mapOf(mapOf(object).metadata);
  const names = listOf(managedFields)
    .map(mapOf)
    .filter(({ operation, manager }) => operation === 'Apply' || APPLIERS.has(stringOf(manager) ?? ''))
    .filter(
      ({ manager, fieldsV1 }) =>
        manager !== COMMAND_MANAGER &&
        at(
          fieldsV1,
          path.map((key) => `f:${key}`),
        ) !== undefined,
    )
    .map(({ manager }) => (manager === 'kubectl' ? 'kubectl apply --server-side' : (stringOf(manager) ?? 'unknown')));
  return [...new Set(names)].sort();
}

/** The object as `kubectl apply` was given it last; undefined where it was not. */
export function lastApplied(object: unknown): unknown {
  return parsedJson(mapOf(mapOf(mapOf(object).metadata).annotations)[LAST_APPLIED]);
}

/**
 * Who will write `spec.suspend` of a HelmRelease or Kustomization back to what it is not to be.
 *
 * That it is suspended while nobody writes `suspend` stands: appliers leave alone what they do not write.
 */
export function undoneBy(object: unknown, suspend: boolean): string[] {
  const before = at(object, ['spec', 'suspend']) === true;
  const written = at(lastApplied(object), ['spec', 'suspend']);
  const byKubectl = written !== undefined && (written === true) !== suspend;
  const byOthers = before === suspend ? [] : appliersOf(object, ['spec', 'suspend']);
  return [...(byKubectl ? ['kubectl apply'] : []), ...byOthers];
}

/** What the targets of an Application are made of, as managedFields has it. Each is owned as a whole. */
const TARGETS = [
  ['helmRelease', 'deploy'],
  ['kustomization'],
  ...['helmRelease', 'kustomizationSet'].flatMap((form) =>
    ['defaults', 'layers', 'targets'].map((part) => [form, part]),
  ),
].map((list) => ['spec', 'fluxApp', 'spec', 'config', ...list].map((key) => `f:${key}`));

/**
 * Who has changed the targets of an Application since it was applied with its annotation of digests: a manager that owns
 * one of these parts and neither wrote the annotation nor is this command, which suspends and resumes.
 *
 * @returns undefined where nobody has, or where the Application has no such annotation
 */
export function editorOf(application: unknown): Editor | undefined {
  const entries = listOf(mapOf(mapOf(application).metadata).managedFields).map(mapOf);
  const ownersOf = (path: readonly string[]) => entries.filter(({ fieldsV1 }) => at(fieldsV1, path) !== undefined);
  const appliers = ownersOf(['f:metadata', 'f:annotations', `f:${DIGESTS}`]).map(({ manager }) => manager);
  if (appliers.length === 0) return undefined;
  const edited = TARGETS.map(ownersOf).filter(
    (owners) => !owners.some(({ manager }) => manager === COMMAND_MANAGER || appliers.includes(manager)),
  );
  const [newest] = edited
    .flat()
    .map(({ manager, time }) => ({ manager: stringOf(manager) ?? 'unknown', time: dateTimeOf(time) }))
    .sort((a, b) => ((a.time ?? '') < (b.time ?? '') ? 1 : -1));
  return newest;
}

/** What stands at a path of nested maps and lists. */
export function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((held, key) => (typeof key === 'number' ? listOf(held)[key] : mapOf(held)[key]), value);
}
