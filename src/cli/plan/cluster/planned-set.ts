import {
  type ApplySet,
  addressOf,
  asMember,
  homesOf,
  type Kustomizations,
  type Moves,
  PART_OF,
  type PlanObject,
  type Prune,
  pruneOf,
  seen,
  setIdOf,
} from '../../../change';
import { ExpectedError } from '../../../diagnostics';
import type { ValueMap } from '../../../json';
import type { Refusal } from './refusals';
import type { SetReader, SetReading, Users } from './set-reader';

/** The set of the code according to the command line. */
export interface SetName {
  readonly name: string;
  /** @default - the namespace of the applications */
  readonly namespace?: string;
}

/** A set, and its members that are no longer in the code. */
export interface PlannedSet {
  readonly reading: SetReading;
  readonly prune: Prune;
  /** Absent if no member has left the code. */
  readonly users?: Users;
  /** The objects of the code, including those of kinds that it defines itself. */
  readonly code: readonly PlanObject[];
  /** Whether a member continues under another name. */
  readonly hasMoves: boolean;
  /** The same for the current state of the cluster. */
  again(): Promise<PlannedSet>;
}

/**
 * The set that objects belong to.
 *
 * @param namespace of objects that have none
 * @param isForApply whether it must be known
 * @returns undefined if it cannot be determined
 * @throws ExpectedError if it cannot be determined but must be known
 */
export function setOf(
  objects: readonly PlanObject[],
  { name, namespace: given }: SetName,
  namespace: string,
  isForApply: boolean,
): ApplySet | undefined {
  const homes = given === undefined ? homesOf(objects) : [given];
  if (homes.length <= 1) return { namespace: homes[0] ?? namespace, name };
  if (!isForApply) return undefined;
  throw new ExpectedError(
    `the applications are in several namespaces (${homes.join(', ')}): set its namespace with --set NAMESPACE/NAME`,
  );
}

/** Why objects of the code cannot become members of a set. */
export function notInSet(objects: readonly PlanObject[], set: ApplySet): Refusal[] {
  const parent = addressOf({ apiVersion: 'v1', kind: 'ConfigMap', ...set });
  return objects.flatMap((object): Refusal[] => {
    if (addressOf(object) === parent) {
      return [{ object, message: 'it has the name of the parent of the set: name another one with --set' }];
    }
    if (setIdOf(object.value) !== undefined) {
      return [{ object, message: `its label ${PART_OF} is only written by an apply: remove it from the code` }];
    }
    return [];
  });
}

/** The object as a member of a set. */
export function memberOf(object: PlanObject, id: string): PlanObject {
  return { ...object, value: asMember(object.value, id) };
}

/** The input for reading a set. */
interface SetSource {
  readonly reader: SetReader;
  readonly code: readonly PlanObject[];
  /** Objects that continue under another name: they are not deleted, and no longer need other objects. */
  readonly moves: Moves;
  /** The Kustomizations that apply objects. */
  readonly kustomizationsOf: (objects: readonly ValueMap[]) => Promise<Kustomizations>;
}

export async function plannedSet(
  source: SetSource,
  reading: SetReading,
  kustomizations: Kustomizations,
): Promise<PlannedSet> {
  const { reader, code, moves, kustomizationsOf } = source;
  const moved = new Set([...moves.values()].map(addressOf));
  const isKept = (object: ValueMap) => !moved.has(addressOf(seen(object)));
  const { set, contents } = reading;
  const members = reading.members.filter(isKept);
  const coded = new Set(code.map(addressOf));
  const hasLeft = members.some((member) => !coded.has(addressOf(seen(member))));
  const namespaces = [set.namespace, ...(contents?.namespaces ?? [])];
  const users = hasLeft ? await reader.users(namespaces) : undefined;
  const others = users?.objects.filter(isKept) ?? [];
  return {
    reading,
    ...(users && { users }),
    prune: pruneOf({ set, members, code, others, kustomizations }),
    code,
    hasMoves: members.length < reading.members.length,
    async again() {
      const now = await reader.read(set, code, { of: () => undefined, all: [] }, true);
      return plannedSet(source, now, await kustomizationsOf(now.members));
    },
  };
}
