import type { Dependency } from '../../../imports/common';
import { isPlainObject, mapOf, stringOf } from '../../json';
import type { DeliveryKind } from '../../kubernetes';
import { ROLLOUT, ROLLOUT_GATE } from '../marks';
import type { Gate } from './gates';
import { readyExpression, revisionOfGate } from './ready-expression';

/** A HelmRelease or Kustomization as it is written. */
interface Written {
  readonly kind: string;
  readonly metadata: { readonly labels?: object };
  readonly spec?: { readonly dependsOn?: readonly Dependency[] };
}

/**
 * The object with its gate: labels that say what its wave is to have and what it waits for, and entries of `dependsOn` behind
 * those that it has.
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
    // a new revision of the source moves no generation: Flux's own check, which an expression replaces, compares those
    return kind === 'Kustomization' ? [{ name }, entry] : [entry];
  });
  return { ...own, spec: { ...spec, dependsOn: [...(spec?.dependsOn ?? []), ...entries] } };
}

/** Stands for the expression of a gate, whose revision follows from what all waves are to have. */
const GATE = '(gate)';

/**
 * A list of dependencies as lists are compared: of a gate the name of what is waited for counts. An expression that waits for
 * another revision than the object says is no gate, but what somebody has changed.
 *
 * @param dependsOn of an object, whatever it is
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
 * A list of dependencies without those of gates; undefined where it holds no others.
 *
 * @param dependsOn of an object, whatever it is
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

/** Whether an entry is the one without an expression that stands before that of a gate. */
function isBesideGate(entry: unknown, next: unknown): boolean {
  if (!isPlainObject(entry) || entry.readyExpr !== undefined || !isGateEntry(next)) return false;
  return stringOf(entry.name) === mapOf(next).name;
}
