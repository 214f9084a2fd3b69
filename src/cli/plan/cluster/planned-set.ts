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
import type { SetReader, SetReading } from './set-reader';

/** Which set the code belongs to, as the command line says it. */
export interface SetName {
  readonly name: string;
  /** @default - that of the applications */
  readonly namespace?: string;
}

/** A set, and what of it has left the code. */
export interface PlannedSet {
  readonly reading: SetReading;
  readonly prune: Prune;
  /** The objects of the code, those of kinds that it defines itself included. */
  readonly code: readonly PlanObject[];
  /** Whether a member goes on under another name. */
  readonly hasMoves: boolean;
  /** The same as the cluster is now. */
  again(): Promise<PlannedSet>;
}

/**
 * The set that objects belong to.
 *
 * @param namespace where they name none
 * @param isForApply whether it has to be known
 * @returns undefined where it cannot be known
 * @throws ExpectedError where it cannot be known and has to be
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
    `the applications are in several namespaces (${homes.join(', ')}): say with --set NAMESPACE/NAME where the set is`,
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
      return [{ object, message: `its label ${PART_OF} is written by an apply alone: remove it from the code` }];
    }
    return [];
  });
}

/** The object as a member of a set. */
export function memberOf(object: PlanObject, id: string): PlanObject {
  return { ...object, value: asMember(object.value, id) };
}

/** What a set is read with. */
interface SetSource {
  readonly reader: SetReader;
  readonly code: readonly PlanObject[];
  /** What goes on under another name has not left the code, and needs nothing any more. */
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
  const others = hasLeft ? (await reader.users(namespaces)).all.filter(isKept) : [];
  return {
    reading,
    prune: pruneOf({ set, members, code, others, kustomizations }),
    code,
    hasMoves: members.length < reading.members.length,
    async again() {
      const now = await reader.read(set, code, { of: () => undefined, all: [] }, true);
      return plannedSet(source, now, await kustomizationsOf(now.members));
    },
  };
}
