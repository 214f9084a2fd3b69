import { compareText, cut } from '../json';
import { type Cause, causesOf, countAndName, type Namer, namerOf } from './causes';
import { PAUSE_EXPIRED } from './pause';
import type { State } from './readiness';
import type { TargetReport } from './target-report';

/** The number of causes in a summary, and the maximum length of the core of each, in bytes. */
const MOST_CAUSES = 5;
const LONGEST_CORE = 160;

/**
 * A summary of the state of an application, the worst cause first: `1 of 60 ready; 58 failed (eu-1, eu-2, eu-3, …):
 * context deadline exceeded; us-1 missing`. Ready targets are only counted.
 *
 * The name of a target is its cluster, or its KEY if the application has several targets there.
 */
export function summarize(targets: readonly TargetReport[]): string {
  const ready = targets.filter(({ state }) => state === 'Ready').length;
  const causes = causesOf(targets);
  const name = namerOf(targets);
  const described = causes.slice(0, MOST_CAUSES).map((cause) => describe(cause, name));
  const rest = causes.slice(MOST_CAUSES).flatMap((cause) => cause.targets);
  return [
    `${ready} of ${targets.length} ready`,
    ...described,
    ...(rest.length === 0 ? [] : [`and ${rest.length} more: ${counted(rest)}`]),
  ].join('; ');
}

function describe({ state, reason, core, targets }: Cause, name: Namer): string {
  const word = targets[0]?.held ? 'waiting' : state.toLowerCase();
  const who = (text: string) => countAndName(targets, text, name);
  if (reason === PAUSE_EXPIRED) return who(`${word} beyond the planned end`);
  if (state === 'Missing' || core === word) return who(word);
  // the core of a pause begins with the word itself
  const why = state === 'Suspended' ? core.replace(/^suspended:? /, '') : core.replace(/^waits (?=for )/, '');
  return `${who(word)}: ${cut(why, LONGEST_CORE)}`;
}

/** The number of targets by state: `3 failed, 2 reconciling`. */
function counted(targets: readonly TargetReport[]): string {
  const counts = new Map<State, number>();
  for (const { state } of targets) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state.toLowerCase()}`).join(', ');
}

/** The maximum number of revisions in one line. */
const MOST_REVISIONS = 3;

/**
 * The revision that all targets run, or how they differ: `1.1.0 on 2, 1.0.0 on 1, none on 1`, the most frequent one
 * first. Undefined if no target runs any.
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
