import { MANAGED_BY, ROLLOUT, ROLLOUT_GATE, TARGET_KEY, withShortGates } from '../../application';
import { canonicalJson } from '../../json';
import { isMark, type ObjectChange } from './change';
import type { FieldChange } from './field-change';

/** Equal changes of objects of one kind and application. */
export interface ChangeGroup {
  /** The first of them. */
  readonly change: ObjectChange;
  /** All of them, by address. */
  readonly changes: readonly ObjectChange[];
  /** Their common part: without the names of the object and its cluster. */
  readonly fields: readonly FieldChange[];
}

/** The order in which readers should see changes: the worst first. */
const ORDER: readonly ObjectChange['action'][] = ['replace', 'delete', 'forget', 'move', 'update', 'create'];

/** Groups equal changes, so that a change of sixty clusters is printed once. The worst come first. */
export function groupChanges(changes: readonly ObjectChange[]): ChangeGroup[] {
  const groups = new Map<string, ObjectChange[]>();
  for (const change of changes) {
    const { kind, application, target, action, effect, note, workloads = null } = change;
    // objects that belong to no target are not grouped
    const alone = target === undefined ? change.address : null;
    const id = canonicalJson([kind, application, alone, action, effect, note, fieldsToShow(change), workloads]);
    const group = groups.get(id);
    if (group) group.push(change);
    else groups.set(id, [change]);
  }
  const sorted = [...groups.values()].map((group): ChangeGroup => {
    const [change] = group as [ObjectChange];
    return { change, changes: group, fields: fieldsToShow(change) };
  });
  return sorted.sort((a, b) => ORDER.indexOf(a.change.action) - ORDER.indexOf(b.change.action));
}

/**
 * The relevant fields of a change: none for a deleted object; all except its identity for a created one; dependent
 * annotations only if nothing else changes.
 */
function fieldsToShow({ action, kind, cluster, fields }: ObjectChange): readonly FieldChange[] {
  if (action === 'delete' || action === 'forget') return [];
  const own = fields.filter(({ path }) => !isMark(path)).flatMap(withoutGateRevision);
  if (action === 'update' || action === 'replace') return own.length > 0 ? own : fields.map(({ path }) => ({ path }));
  if (action === 'move') return own.filter(({ path }) => !isIdentity(path, false));
  return own.filter(({ path }) => !isIdentity(path, cluster !== undefined && kind !== 'ConfigMap'));
}

/** The field for readers: the revisions of gates depend on all waves, and their expressions are long. */
function withoutGateRevision(field: FieldChange): FieldChange[] {
  const { path, before, after } = field;
  if (path[0] === 'metadata' && path[1] === 'labels' && GATE_LABELS.has(path[2])) return [];
  if (path[0] !== 'spec' || path[1] !== 'dependsOn') return [field];
  const [old, now] = [before, after].map(withShortGates);
  const isGate = typeof before === 'string' && typeof after === 'string' && old !== before && now !== after;
  if (isGate) return [];
  return [
    { ...field, ...(before === undefined ? {} : { before: old }), ...(after === undefined ? {} : { after: now }) },
  ];
}

const GATE_LABELS = new Set<unknown>([ROLLOUT, ROLLOUT_GATE]);

/** The label and the annotation with the application and the target. */
const IDENTITY_MARKS = new Set<unknown>([MANAGED_BY, TARGET_KEY]);

/** Whether a field of a created object only identifies it. */
function isIdentity([first, second, third]: FieldChange['path'], isDelivery: boolean): boolean {
  if (first === 'apiVersion' || first === 'kind') return true;
  if (first === 'metadata') return second === 'name' || second === 'namespace' || IDENTITY_MARKS.has(third);
  return isDelivery && first === 'spec' && second === 'kubeConfig';
}
