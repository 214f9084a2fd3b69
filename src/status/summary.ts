import { compareText } from '../json';
import { cut } from './bounds';
import { PAUSE_EXPIRED } from './pause';
import type { State } from './readiness';
import type { TargetReport } from './target-report';

/** The state of an application: the worst of its targets', or that it has errors itself. */
export type ApplicationState = Exclude<State, 'Orphaned'> | 'Invalid';

/** From the best to the worst. */
const RANKED = ['Ready', 'Suspended', 'Orphaned', 'Reconciling', 'Unknown', 'Missing', 'Failed', 'Stalled'] as const;

/** How bad a state is: 0 is Ready. */
export function rankOf(state: State): number {
  return RANKED.indexOf(state);
}

/** Whether the one state is worse than the other. */
export function isWorse(one: State, other: State): boolean {
  return rankOf(one) > rankOf(other);
}

/** The worst of the states of an application's targets. Of no targets nothing is known. */
export function rollUp(states: readonly State[]): ApplicationState {
  const [first, ...others] = states;
  if (first === undefined) return 'Unknown';
  return others.reduce((worst, state) => (isWorse(state, worst) ? state : worst), first) as ApplicationState;
}

/** Targets that are named one by one, and the limit of the message of each, in bytes. */
const MOST_NAMED = 5;
const LONGEST_REMARK = 160;

/**
 * The state of an application in words, the worst target first: `2 of 3 ready; eu-1 failed: Helm install failed`. Targets that
 * are ready are counted only.
 *
 * A target is named by its cluster, or by its key where the application has several targets there.
 */
export function summarize(targets: readonly TargetReport[]): string {
  const ready = targets.filter(({ state }) => state === 'Ready').length;
  const others = targets.filter(({ state }) => state !== 'Ready').sort(worstFirst);
  const named = others.slice(0, MOST_NAMED).map((target) => `${nameOf(target, targets)} ${remarkOn(target)}`);
  const rest = others.slice(MOST_NAMED);
  return [
    `${ready} of ${targets.length} ready`,
    ...named,
    ...(rest.length === 0 ? [] : [`and ${rest.length} more: ${counted(rest)}`]),
  ].join('; ');
}

/** By state, then by key. */
export function worstFirst(a: TargetReport, b: TargetReport): number {
  if (a.state !== b.state) return isWorse(a.state, b.state) ? -1 : 1;
  return compareText(a.key, b.key);
}

function nameOf({ cluster, key }: TargetReport, targets: readonly TargetReport[]): string {
  const alone = targets.filter((other) => other.cluster === cluster).length === 1;
  return alone ? (cluster ?? 'host') : key;
}

function remarkOn({ state, reason, message }: TargetReport): string {
  const word = state.toLowerCase();
  if (reason === PAUSE_EXPIRED) return `${word} for longer than was meant`;
  if (state === 'Suspended' || state === 'Missing') return word;
  return `${word}: ${cut(firstLine(message) || reason, LONGEST_REMARK)}`;
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] as string;
}

/** `3 failed, 2 reconciling` */
function counted(targets: readonly TargetReport[]): string {
  const counts = new Map<State, number>();
  for (const { state } of targets) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state.toLowerCase()}`).join(', ');
}

/** More than so many revisions in one line say nothing. */
const MOST_REVISIONS = 3;

/**
 * The one revision that all targets run, or how they differ: `1.1.0 on 2, 1.0.0 on 1, none on 1`, the most frequent one
 * first. Undefined where no target runs any.
 */
export function commonRevision(revisions: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string | undefined, number>();
  for (const revision of revisions) counts.set(revision, (counts.get(revision) ?? 0) + 1);
  const none = counts.get(undefined) ?? 0;
  counts.delete(undefined);
  if (counts.size === 0) return undefined;
  const known = [...counts].sort(([a, m], [b, n]) => n - m || compareText(a as string, b as string));
  const [first] = known[0] as [string, number];
  if (known.length === 1 && none === 0) return first;
  const rest = known.slice(MOST_REVISIONS);
  return [
    ...known.slice(0, MOST_REVISIONS).map(([revision, count]) => `${revision} on ${count}`),
    ...(rest.length > 0 ? [`${rest.length} others on ${rest.reduce((sum, [, count]) => sum + count, 0)}`] : []),
    ...(none > 0 ? [`none on ${none}`] : []),
  ].join(', ');
}
