import { compareText, mapOf, omit } from '../../json';
import { difference, type FieldSet, fieldName, intersection, stepsOf, union } from './field-set';
import { kindShape } from './kind-shape';
import { type Manager, managersOf } from './managers';
import type { Shape } from './shape';
import { compared, fieldsOf, merged, withNamedFields, without } from './typed-value';

type KubeObject = Readonly<Record<string, unknown>>;

/** A field that another manager owns, with another value than in the text. */
export interface Conflict {
  /** In the format of the API server: `.spec.interval`. */
  readonly field: string;
  readonly manager: string;
}

/** The applier, and the fields that count as applied by it before. */
export interface ServerSideApplier {
  readonly manager: string;
  /** Managers whose fields become the applier's before it applies, as after a migration of managedFields. */
  readonly takesOver?: (manager: Manager) => boolean;
}

/**
 * The result of a server-side apply, according to the object's managedFields (sigs.k8s.io/structured-merge-diff/v6,
 * merge/update.go).
 *
 * @param live as returned by the API server, with managedFields
 * @param text as sent
 * @returns the object after a forced apply, and the conflicts
 */
export function serverSideApplied(
  live: KubeObject,
  text: KubeObject,
  { manager, takesOver = () => false }: ServerSideApplier,
): { readonly object: unknown; readonly conflicts: readonly Conflict[]; readonly shape: Shape } {
  const before = withoutManagedFields(live);
  const managers = managersBefore(live, before);
  const isOwn = (each: Manager) =>
    (each.operation === 'Apply' && each.name === manager && each.subresource === '') || takesOver(each);
  const others = managers.filter((each) => !isOwn(each));
  const shape = kindShape(before, managers);
  const last = union(...managers.filter(isOwn).map(({ fields }) => fields));
  const managed = union(fieldsOf(shape, text), ...others.map(({ fields }) => fields));
  const object = pruned(shape, merged(shape, before, text), last, managed);
  const { added, modified } = compared(shape, before, object);
  const written = union(added, modified);
  const conflicts = others.flatMap(({ name, fields }) =>
    stepsOf(intersection(fields, written)).map((steps) => ({ field: fieldName(steps), manager: name })),
  );
  return { object, conflicts: inOrder(conflicts), shape };
}

function withoutManagedFields(live: KubeObject): KubeObject {
  return { ...live, metadata: omit(mapOf(live.metadata), ['managedFields']) };
}

/** The managers of an object. If it has none, `before-first-apply` owns all of its fields. */
function managersBefore(live: KubeObject, before: KubeObject): Manager[] {
  const managers = managersOf(live);
  if (managers.length > 0) return managers;
  const fields = compared(kindShape(before, []), {}, before).added;
  return [{ name: 'before-first-apply', operation: 'Update', subresource: '', fields }];
}

/** Removes the fields that the applier applied last time, does not apply now, and nobody else owns. */
function pruned(shape: Shape, value: unknown, last: FieldSet, managed: FieldSet): unknown {
  if (last.size === 0) return value;
  const named = (set: FieldSet) => withNamedFields(shape, set);
  const lastNamed = named(last);
  const all = named(fieldsOf(shape, value));
  const left = named(fieldsOf(shape, without(shape, value, lastNamed)));
  const wanted = without(shape, value, difference(all, union(left, named(managed))));
  const kept = named(fieldsOf(shape, wanted));
  return without(shape, value, intersection(difference(all, kept), lastNamed));
}

function inOrder(conflicts: readonly Conflict[]): Conflict[] {
  return [...conflicts].sort((a, b) => compareText(a.manager, b.manager) || compareText(a.field, b.field));
}
