import { cut } from './bounds';
import { compare } from './common-revision';
import { PAUSE_EXPIRED } from './pause';
import { isWorse, type State } from './state';
import type { TargetReport } from './target-report';

/** Targets that are named one by one, and how much is said of each, in bytes. */
const MOST_NAMED = 5;
const LONGEST_REMARK = 160;

/**
 * How an application stands, in words, the worst first: `2 of 3 ready; eu-1 failed: Helm install failed`. Targets that
 * are ready are counted only.
 *
 * A target is called by its cluster, or by its key where the application has several targets there.
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
  return compare(a.key, b.key);
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
