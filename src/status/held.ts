import type { Rollout } from '../application';
import { cut } from '../json';
import { type Namer, namerOf } from './causes';
import { DEPENDENCY_NOT_READY, dependencyIn } from './dependency-message';
import { coreOf } from './message-core';
import type { TargetReport } from './target-report';

/** The most of a cause that a message about another target repeats, in bytes. */
const LONGEST_CAUSE = 120;

/**
 * The reports of an application with waves. Flux says of a target that is held which object it has looked at; what people want to
 * know is which wave is not there yet, and why.
 *
 * @param limit of a message, in bytes
 */
export function withWaves(
  reports: readonly TargetReport[],
  rollout: Rollout | undefined,
  limit: number,
): readonly TargetReport[] {
  if (rollout === undefined) return reports;
  const { waves, approve = [] } = rollout;
  const waveOf = new Map(waves.flatMap((wave, index) => wave.map((key) => [key, index] as const)));
  const names = new Map(reports.map((report) => [report.name, report]));
  const marked = reports.map((report) => (isHeld(report, waveOf, names) ? { ...report, held: true as const } : report));
  const members = waves.map((wave) => marked.filter(({ key }) => wave.includes(key)));
  const name = namerOf(reports);
  return marked.map((report) => {
    if (report.held === undefined) return report;
    const wave = waveOf.get(report.key) as number;
    const message = causeBefore(members, wave, name) ?? whileReady(wave, approve);
    return { ...report, message: cut(message, limit) };
  });
}

/** Whether it waits for a target of a wave before, or for the first one of its own wave, which does. */
function isHeld(
  { key, name, reason, message }: TargetReport,
  waveOf: ReadonlyMap<string, number>,
  names: ReadonlyMap<string, TargetReport>,
): boolean {
  const wave = waveOf.get(key) ?? 0;
  if (reason !== DEPENDENCY_NOT_READY || wave === 0) return false;
  const awaited = names.get(dependencyIn(message)?.split('/').at(-1) ?? '');
  return awaited !== undefined && awaited.name !== name && (waveOf.get(awaited.key) ?? wave + 1) <= wave;
}

/** `waits for wave 1: eu-1 (Failed: context deadline exceeded)`; undefined where all waves before are ready. */
function causeBefore(members: readonly (readonly TargetReport[])[], wave: number, name: Namer): string | undefined {
  for (let before = wave - 1; before >= 0; before--) {
    const roots = (members[before] ?? []).filter(({ state, held }) => state !== 'Ready' && held === undefined);
    const [first, ...others] = [...roots.filter(isRunning), ...roots.filter((each) => !isRunning(each))];
    if (first === undefined) continue;
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    if (!isRunning(first)) return `waits for ${name(first)}${more}, which ${more === '' ? 'is' : 'are'} suspended`;
    return `waits for wave ${before + 1}: ${name(first)} (${stateOf(first)})${more}`;
  }
  return undefined;
}

/** @param wave its index */
function whileReady(wave: number, approve: readonly number[]): string {
  if (approve.includes(wave + 1)) return `waits for approval of wave ${wave + 1}`;
  return `waits for wave ${wave}, which is ready: Flux looks at it again soon`;
}

function isRunning({ state }: TargetReport): boolean {
  return state !== 'Suspended';
}

function stateOf({ state, message }: TargetReport): string {
  const core = state === 'Missing' ? '' : cut(coreOf(message), LONGEST_CAUSE);
  return core === '' ? state : `${state}: ${core}`;
}
