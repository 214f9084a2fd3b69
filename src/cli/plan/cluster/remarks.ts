import { GROUP_KINDS, setIdOf } from '../../../change';
import { several } from '../../../diagnostics';
import { namespacedName } from '../../../kubernetes';
import type { LiveObjects } from '../../../observe';
import type { Applied } from './dry-run';
import type { Defined } from './resolve';
import type { SetReading, Users } from './set-reader';

/** The basis of a plan against a cluster, in addition to its evidence. */
interface Grounds {
  readonly applied: readonly Applied[];
  readonly live: LiveObjects;
  /** What the API server did not permit, so that the evidence is weaker than possible. */
  readonly refused?: string;
  /** Objects whose kind the code defines itself. */
  readonly defined: readonly Defined[];
  /** The set of the code; absent if it is unknown. */
  readonly set?: SetReading;
  /** Objects that may need the members that have left the code; absent if there are no such members. */
  readonly users?: Users;
}

/** Remarks about the basis of a plan, one sentence each. */
export function remarksOf({ applied, live, refused, defined, set, users }: Grounds): string[] {
  return [
    ...(refused === undefined ? [] : [`no dry run: ${refused}`]),
    ...planned(applied),
    ...doubted(applied),
    ...(live.notListed.length === 0
      ? []
      : [`objects that have left the code are unknown: no permission to list ${live.notListed.join(', ')}`]),
    ...ofSet(live, set),
    ...ofUsers(users),
    ...(defined.length === 0
      ? []
      : [`not checked: ${several(defined.length, 'object')} of kinds that the code defines itself`]),
  ];
}

/** One remark per applier with the number of its objects: listing them individually would not help. */
function planned(applied: readonly Applied[]): string[] {
  const there = applied.filter(({ live }) => live !== undefined);
  return [...counted(there.map(({ by }) => by.description))].map(([who, count]) => `planned as ${who}: ${count}`);
}

function doubted(applied: readonly Applied[]): string[] {
  const doubts = counted(applied.flatMap(({ by }) => by.doubt ?? []));
  return [...doubts].map(([doubt, count]) => `uncertain for ${count}: ${doubt}`);
}

function ofSet(live: LiveObjects, set: SetReading | undefined): string[] {
  if (set !== undefined) {
    const { notListed, unserved, silent } = set;
    return [
      ...(notListed.length === 0
        ? []
        : [`members that have left the set are unknown: no permission to list ${notListed.join(', ')}`]),
      ...(unserved.length === 0
        ? []
        : [
            `members that have left the set are unknown: the cluster does not serve ${unserved.join(', ')}; what is gone for ` +
              `good, remove from the annotation ${GROUP_KINDS} of ConfigMap ${namespacedName(set.set)}`,
          ]),
      ...(silent.length === 0
        ? []
        : [`not searched for members of the set, because they do not answer: ${silent.join(', ')}`]),
    ];
  }
  const isUsed = live.all.some((object) => setIdOf(object) !== undefined);
  return isUsed ? ['members that have left the set are unknown: name the set with --set NAMESPACE/NAME'] : [];
}

function ofUsers(users: Users | undefined): string[] {
  if (users === undefined || users.notListed.length === 0) return [];
  const { notListed, namespaces } = users;
  const where = `only known in ${namespaces.length === 1 ? 'namespace' : 'namespaces'} ${namespaces.join(', ')}`;
  const known = namespaces.length === 0 ? 'unknown' : where;
  return [`users of objects to delete are ${known}: no permission to list all ${notListed.join(', ')}`];
}

function counted(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of [...texts].sort()) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
