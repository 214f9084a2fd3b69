import type { Dependency } from '../../../imports/common';
import { isPlainObject, mapOf, stringOf } from '../../json';
import type { DeliveryKind } from '../../kubernetes';
import { ROLLOUT, ROLLOUT_GATE } from '../marks';
import type { Gate } from './gates';
import { readyExpression, revisionOfGate } from './ready-expression';

/** A HelmRelease or Kustomization, as written. */
interface Written {
  readonly kind: string;
  readonly metadata: { readonly labels?: object };
  readonly spec?: { readonly dependsOn?: readonly Dependency[] };
}

/**
 * The object with its gate: labels with the revision of its wave and the revision it waits for, and entries appended to
 * `dependsOn`.
 *
 * @param revisions of the waves
 */
export function gated<T extends object>(object: T, gate: Gate, revisions: readonly string[]): T {
  const { kind, metadata, spec } = object as unknown as Written;
  const { wave, after } = gate;
  const awaited = after === undefined ? undefined : (revisions[after - 1] as string);
  const labels = {
    ...metadata.labels,
    [ROLLOUT]: revisions[wave - 1] as string,
    ...(awaited === undefined ? {} : { [ROLLOUT_GATE]: awaited }),
  };
  const own = { ...object, metadata: { ...metadata, labels } };
  if (awaited === undefined) return own;
  const entries = gate.waitsFor.flatMap(({ name, until }, index): Dependency[] => {
    const approved = gate.isApproved && index === 0 ? revisions[wave - 1] : undefined; // once is enough
    const entry = { name, readyExpr: readyExpression(kind as DeliveryKind, until, awaited, approved) };
    // a new revision of the source does not change a generation: Flux's own check, which an expression replaces,
    // compares the revisions
    return kind === 'Kustomization' ? [{ name }, entry] : [entry];
  });
  return { ...own, spec: { ...spec, dependsOn: [...(spec?.dependsOn ?? []), ...entries] } };
}

/** A placeholder for the expression of a gate, because its revision depends on all waves. */
const GATE = '(gate)';

/**
 * A list of dependencies, normalized for comparison: of a gate only the name of the dependency counts. An expression
 * with another revision than the label of the object is not a gate, but a manual change.
 *
 * @param dependsOn of an object, may be invalid
 * @param labels of the object
 */
export function comparableDependsOn(dependsOn: unknown, labels: unknown): unknown {
  if (!Array.isArray(dependsOn)) return dependsOn;
  const awaited = mapOf(labels)[ROLLOUT_GATE];
  return dependsOn.map((entry) => {
    const revision = revisionOfGate(mapOf(entry).readyExpr);
    return revision !== undefined && revision === awaited ? { ...mapOf(entry), readyExpr: GATE } : entry;
  });
}

/**
 * A list of dependencies without gates; undefined if it contains only gates.
 *
 * @param dependsOn of an object, may be invalid
 */
export function withoutGates(kind: DeliveryKind, dependsOn: unknown): unknown {
  if (!Array.isArray(dependsOn) || !dependsOn.some(isGateEntry)) return dependsOn;
  const kept = dependsOn.filter(
    (entry, index) => !isGateEntry(entry) && !(kind === 'Kustomization' && isBesideGate(entry, dependsOn[index + 1])),
  );
  return kept.length === 0 ? undefined : kept;
}

function isGateEntry(entry: unknown): boolean {
  return revisionOfGate(mapOf(entry).readyExpr) !== undefined;
}

/** Whether an entry is the one without an expression that precedes the entry of a gate. */
function isBesideGate(entry: unknown, next: unknown): boolean {
  if (!isPlainObject(entry) || entry.readyExpr !== undefined || !isGateEntry(next)) return false;
  return stringOf(entry.name) === mapOf(next).name;
}
