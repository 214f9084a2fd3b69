import type { PlanObject } from '../../../src/change';
import {
  type ApplySet,
  applySetId,
  asMember,
  type Deletion,
  type Prune,
  type PruneInput,
  pruneOf,
} from '../../../src/change/prune';
import type { ValueMap } from '../../../src/json';
import { object, patched } from '../plan/objects';

/** The set from which the tests delete. */
export const SET: ApplySet = { namespace: 'shop', name: 'fluxapp' };

/** An object as returned by an API server, applied by this command, with a JSON merge patch. */
export function live({ value, name }: PlanObject, patch: object = {}): ValueMap {
  const own = Object.keys(value).filter((key) => !['apiVersion', 'kind', 'metadata', 'status'].includes(key));
  const fieldsV1 = Object.fromEntries(own.map((key) => [`f:${key}`, {}]));
  const managedFields = [{ manager: 'fluxapp', operation: 'Apply', apiVersion: value.apiVersion, fieldsV1 }];
  return patched(
    patched(value, { metadata: { uid: `uid-${name}`, resourceVersion: '7', managedFields } }),
    patch,
  ) as ValueMap;
}

/** The same object as a member of the set. */
export function member(planned: PlanObject, patch: object = {}): ValueMap {
  return asMember(live(planned, patch), applySetId(SET));
}

/** An object of the core group in the namespace of the set. */
export function core(kind: string, name: string, fields: object = {}): PlanObject {
  return object({ apiVersion: 'v1', kind, metadata: { name, namespace: 'shop' }, ...fields });
}

/** A source in the namespace of the set. */
export function source(kind: string, name: string, spec: object = {}): PlanObject {
  return object({ apiVersion: 'source.toolkit.fluxcd.io/v1', kind, metadata: { name, namespace: 'shop' }, spec });
}

/** The objects to prune from members if there are no other objects in the cluster. */
export function prune(members: readonly ValueMap[], more: Partial<PruneInput> = {}): Prune {
  return pruneOf({ set: SET, members, code: [], others: [], kustomizations: new Map(), ...more });
}

/** The addresses for which each deletion waits. */
export function waits(deletions: readonly Deletion[]): Record<string, readonly string[]> {
  return Object.fromEntries(deletions.map(({ address, waitsFor }) => [address, waitsFor]));
}
