import { DIGESTS, LAST_APPLIED } from '../application';
import { compareText, dateTimeOf, listOf, mapOf, parsedJson, stringOf } from '../json';
import type { Editor } from '../status';

/** The field manager of these commands. */
export const COMMAND_MANAGER = 'fluxapp';

/** The field manager of the controller that lowers Applications. */
export const CONTROLLER_MANAGER = 'fluxapp-controller';

/** Tools that apply their fields repeatedly, although the API server records their writes as Update, not as Apply. */
const APPLIERS = new Set(['helm', 'argocd-controller', 'argocd-application-controller']);

/**
 * The appliers that will write a field of an object again, by name, according to the API server
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management).
 *
 * @param path the path of the field, such as `spec`, `suspend`
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

/** The object as last applied by `kubectl apply`; undefined if it was not applied that way. */
export function lastApplied(object: unknown): unknown {
  return parsedJson(mapOf(mapOf(mapOf(object).metadata).annotations)[LAST_APPLIED]);
}

/**
 * The appliers that will revert a change of `spec.suspend` in a HelmRelease or Kustomization.
 *
 * If no applier sets `suspend`, the change stays: appliers do not change fields that they do not set.
 */
export function undoneBy(object: unknown, suspend: boolean): string[] {
  const before = at(object, ['spec', 'suspend']) === true;
  const written = at(lastApplied(object), ['spec', 'suspend']);
  const byKubectl = written !== undefined && (written === true) !== suspend;
  const byOthers = before === suspend ? [] : appliersOf(object, ['spec', 'suspend']);
  return [...(byKubectl ? ['kubectl apply'] : []), ...byOthers];
}

/** The parts of an Application that determine its targets, in the format of managedFields. Each is owned as a whole. */
const TARGETS = [
  ['helmRelease', 'deploy'],
  ['kustomization'],
  ...['helmRelease', 'kustomizationSet'].flatMap((form) =>
    ['defaults', 'layers', 'targets'].map((part) => [form, part]),
  ),
].map((list) => ['spec', 'fluxApp', 'spec', 'config', ...list].map((key) => `f:${key}`));

/**
 * The manager that changed the targets of an Application after it was applied with its annotation `digests`: the latest
 * owner of a part in {@link TARGETS} that neither this command (which suspends and resumes) nor a writer of the
 * annotation owns.
 *
 * @returns undefined if there is none, or if the Application has no such annotation
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
    .sort((a, b) => compareText(b.time ?? '', a.time ?? ''));
  return newest;
}

/** The value at a path of nested maps and lists. */
export function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((held, key) => (typeof key === 'number' ? listOf(held)[key] : mapOf(held)[key]), value);
}
