import { compareText, sha256 } from '../json';
import { coreOf, withoutParticulars } from '../message';
import { rankOf } from './ranking';
import type { State } from './readiness';
import type { TargetReport } from './target-report';

/** A cause of targets that are not ready, and these targets. */
export interface Cause {
  /** A digest that is equal for equal causes, also of other applications. */
  readonly id: string;
  readonly state: State;
  /** The reason of the first target, in one word. */
  readonly reason: string;
  /** The essential part of the message, in one line. */
  readonly core: string;
  /** The message of the first target. */
  readonly message: string;
  /** The time at which the first target entered this state, in RFC 3339 format. */
  readonly since: string;
  /** Whether `since` is when the first target was first seen in this state. */
  readonly firstSeen?: true;
  /** The targets, by KEY. */
  readonly targets: readonly TargetReport[];
}

/**
 * The causes of the targets of an application that are not ready. Targets in the same state have one cause if their
 * messages differ only in names, numbers, addresses, durations and revisions. The worst state comes first, then the
 * cause with the most targets. Ready targets have no cause.
 */
export function causesOf(targets: readonly TargetReport[]): Cause[] {
  const others = targets.filter(({ state }) => state !== 'Ready').sort((a, b) => compareText(a.key, b.key));
  const textOf = (target: TargetReport) => coreOf(target.message) || target.reason;
  const likenessOf = (target: TargetReport) => ({ target, kind: target.state, text: textOf(target) });
  return groupAlike(others, likenessOf)
    .map((group): Cause => {
      const [first] = group;
      const { state, reason, message } = first;
      const id = sha256(textOfLikeness(likenessOf(first))).slice(0, ID_DIGITS);
      return { id, state, reason, core: textOf(first), message, ...earliest(group), targets: group };
    })
    .sort((a, b) => rankOf(b.state) - rankOf(a.state) || b.targets.length - a.targets.length);
}

/** The number of digits of a digest that are enough to distinguish causes. */
const ID_DIGITS = 16;

/** The criteria for grouping items. */
export interface Likeness {
  /** The target that the text is about. */
  readonly target: Pick<TargetReport, 'key' | 'cluster' | 'kubeConfig' | 'namespace' | 'name'>;
  /** Must be equal in a group. */
  readonly kind: string;
  /** Must be equal in a group, apart from names and numbers. */
  readonly text: string;
}

/** Groups items that are alike, in the order of the first item of each group. */
export function groupAlike<T>(items: readonly T[], likenessOf: (item: T) => Likeness): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const id = textOfLikeness(likenessOf(item));
    const group = groups.get(id);
    if (group) group.push(item);
    else groups.set(id, [item]);
  }
  return [...groups.values()];
}

/** Equal for items that are alike. */
function textOfLikeness({ target, kind, text }: Likeness): string {
  const { key, cluster, kubeConfig, namespace, name } = target;
  return `${kind} ${withoutParticulars(text, [name, key, cluster, kubeConfig, namespace])}`;
}

/** A known time is not later than one that was first seen now. */
function earliest(targets: readonly [TargetReport, ...TargetReport[]]): Pick<Cause, 'since' | 'firstSeen'> {
  const since = targets.map((target) => target.since).reduce((a, b) => (Date.parse(b) < Date.parse(a) ? b : a));
  return targets.every(({ firstSeen }) => firstSeen) ? { since, firstSeen: true } : { since };
}

/** The number of targets that are listed by name. */
const MOST_NAMED = 3;

/**
 * The number of targets and the first names: `eu-1 failed`, `2 failed (eu-1, eu-2)`, `60 failed (eu-1, eu-2, eu-3, …)`.
 *
 * @param word their state
 */
export function countAndName(targets: readonly Named[], word: string, name: Namer): string {
  const named = targets.slice(0, MOST_NAMED).map(name);
  if (targets.length === 1) return `${named} ${word}`;
  return `${targets.length} ${word} (${[...named, ...(targets.length > MOST_NAMED ? ['…'] : [])].join(', ')})`;
}

/** The parts of a target's name in messages. */
export type Named = Pick<TargetReport, 'key' | 'cluster'>;

/** Names a target. */
export type Namer = (target: Named) => string;

/** Returns a function that names a target by its cluster, or by its KEY if several targets have the same cluster. */
export function namerOf(targets: readonly Named[]): Namer {
  const counts = new Map<string | undefined, number>();
  for (const { cluster } of targets) counts.set(cluster, (counts.get(cluster) ?? 0) + 1);
  return ({ key, cluster }) => (counts.get(cluster) === 1 ? (cluster ?? 'host') : key);
}
