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

/** The set that the tests delete from. */
export const SET: ApplySet = { namespace: 'shop', name: 'fluxapp' };

/** An object as an API server returns it, applied by this command, with what a JSON merge patch changes. */
export function live({ value, name }: PlanObject, patch: object = {}): ValueMap {
  const own = Object.keys(value).filter((key) => !['apiVersion', 'kind', 'metadata', 'status'].includes(key));
  const fieldsV1 = Object.fromEntries(own.map((key) => [`f:${key}`, {}]));
  const managedFields = [{ manager: 'fluxapp', operation: 'Apply', apiVersion: value.apiVersion, fieldsV1 }];
  return patched(
    patched(value, { metadata: { uid: `uid-${name}`, resourceVersion: '7', managedFields } }),
    patch,
  ) as ValueMap;
}

/** The same as a member of the set. */
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

/** What is pruned of members, where nothing else is in the cluster. */
export function prune(members: readonly ValueMap[], more: Partial<PruneInput> = {}): Prune {
  return pruneOf({ set: SET, members, code: [], others: [], kustomizations: new Map(), ...more });
}

/** What each deletion waits for. */
export function waits(deletions: readonly Deletion[]): Record<string, readonly string[]> {
  return Object.fromEntries(deletions.map(({ address, waitsFor }) => [address, waitsFor]));
}
