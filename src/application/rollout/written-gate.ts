import { isPlainObject, listOf, mapOf, stringOf } from '../../json';
import { ROLLOUT, ROLLOUT_GATE } from '../marks';
import { revisionOfGate } from './ready-expression';

/** The gate in an object of an application with waves. */
export interface WrittenGate {
  /** The revision of its wave. */
  readonly revision: string;
  /** The revision that it waits for; absent in the first wave. */
  readonly awaited?: string;
  /** The names of the objects that it waits for. */
  readonly waitsFor: readonly string[];
}

/** The gate of a HelmRelease or Kustomization, which may be invalid; undefined if it has none. */
export function writtenGateOf(object: unknown): WrittenGate | undefined {
  const { metadata, spec } = mapOf(object);
  const labels = mapOf(mapOf(metadata).labels);
  const revision = stringOf(labels[ROLLOUT]);
  if (revision === undefined) return undefined;
  const awaited = stringOf(labels[ROLLOUT_GATE]);
  const entries = listOf(mapOf(spec).dependsOn).map(mapOf);
  const names = entries
    .filter(({ readyExpr }) => revisionOfGate(readyExpr) !== undefined)
    .flatMap(({ name }) => stringOf(name) ?? []);
  return { revision, waitsFor: names, ...(awaited === undefined ? {} : { awaited }) };
}

/**
 * The waves of the objects of one application, from the first to the last: each waits for the revision of the previous
 * one.
 */
export function wavesOf<T extends { readonly gate: WrittenGate }>(objects: readonly T[]): readonly (readonly T[])[] {
  const byAwaited = new Map<string | undefined, T[]>();
  for (const object of objects) {
    const { awaited } = object.gate;
    byAwaited.set(awaited, [...(byAwaited.get(awaited) ?? []), object]);
  }
  const waves: T[][] = [];
  for (let wave = byAwaited.get(undefined); wave !== undefined; wave = byAwaited.get(wave[0]?.gate.revision)) {
    waves.push(wave);
    if (waves.length > byAwaited.size) return []; // a cycle, which lowering never creates
  }
  return waves;
}

/** A readable form of a value of `dependsOn`: the revision replaces the expression of a gate. */
export function withShortGates(value: unknown): unknown {
  const revision = revisionOfGate(value);
  if (revision !== undefined) return `(gate ${revision})`;
  if (Array.isArray(value)) return value.map(withShortGates);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withShortGates(part)]));
}
