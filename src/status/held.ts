import { APPROVED, ROLLOUT, ROLLOUT_GATE, type Rollout } from '../application';
import { cut } from '../json';
import { coreOf } from '../message';
import { type Namer, namerOf } from './causes';
import { DEPENDENCY_NOT_READY, dependencyIn } from './dependency-message';
import type { FluxObject } from './flux-object';
import type { TargetReport } from './target-report';

/** The maximum length of a cause that is repeated in the message about another target, in bytes. */
const LONGEST_CAUSE = 120;

/** The report on a target, and the metadata of its object. */
export interface MarkedReport {
  readonly report: TargetReport;
  readonly metadata?: Pick<FluxObject['metadata'], 'labels' | 'annotations'>;
}

/**
 * Completes the reports of an application with waves. For a held target, Flux only reports the dependency that it
 * checked; users want to know which wave is not ready, and why.
 *
 * @param limit the limit for a message, in bytes
 */
export function withWaves(
  marked: readonly MarkedReport[],
  rollout: Rollout | undefined,
  limit: number,
): readonly TargetReport[] {
  const reports = marked.map(({ report }) => report);
  if (rollout === undefined) return reports;
  const waves = new Waves(rollout, marked);
  return reports.map((report) => {
    const wave = waves.numberOf(report.key);
    if (wave === undefined) return report;
    if (!waves.isHeld(report)) return { ...report, wave };
    const message = waves.causeOf(report);
    const own = { ...report, wave, held: true as const };
    return message === undefined
      ? {
          ...own,
          due: true as const,
          message: `waits for wave ${wave - 1}, which is ready: Flux looks at it again soon`,
        }
      : { ...own, message: cut(message, limit) };
  });
}

/** Orders targets by wave; targets in the same wave, and targets without one, are equal. */
export function byWave(a: TargetReport, b: TargetReport): number {
  return (a.wave ?? 0) - (b.wave ?? 0);
}

/** The waves of one application. */
class Waves {
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly byName: ReadonlyMap<string, MarkedReport>;
  /** The targets in a wave, by its number. */
  private readonly members: ReadonlyMap<number, readonly MarkedReport[]>;
  private readonly name: Namer;
  /** Cached results, which apply to several targets. */
  private readonly found = new Map<string, string | undefined>();

  constructor(
    private readonly rollout: Rollout,
    targets: readonly MarkedReport[],
  ) {
    const numbers = new Map(rollout.waves.flatMap((wave, index) => wave.map((key) => [key, index + 1] as const)));
    this.numbers = numbers;
    this.byName = new Map(targets.map((target) => [target.report.name, target]));
    this.members = new Map(
      rollout.waves.map((_, index) => [
        index + 1,
        targets.filter(({ report }) => numbers.get(report.key) === index + 1),
      ]),
    );
    this.name = namerOf(targets.map(({ report }) => report));
  }

  /** The number of the wave of a target, from 1. */
  numberOf(key: string): number | undefined {
    return this.numbers.get(key);
  }

  /**
   * Whether a target waits for a target in an earlier wave, or for the first target of its own wave, which waits for an
   * earlier wave.
   */
  isHeld(report: TargetReport): boolean {
    const wave = this.numberOf(report.key) ?? 1;
    if (report.reason !== DEPENDENCY_NOT_READY || wave === 1) return false;
    const awaited = this.awaitedBy(report)?.report;
    return awaited !== undefined && awaited.name !== report.name && (this.numberOf(awaited.key) ?? wave + 1) <= wave;
  }

  /**
   * The message about what a held target waits for; undefined if everything is ready, and Flux only has to check again.
   */
  causeOf(report: TargetReport): string | undefined {
    const wave = this.numberOf(report.key) as number;
    for (let before = wave - 1; before >= 1; before--) {
      const cause = this.once(`${before}`, () => this.causeIn(before));
      if (cause !== undefined) return cause;
    }
    const awaited = this.byName.get(report.name)?.metadata?.labels?.[ROLLOUT_GATE];
    const other = awaited && this.once(`${wave} ${awaited}`, () => this.otherContent(wave - 1, awaited));
    return other ?? this.approvalOf(report, wave) ?? this.causeOfFirst(report, wave);
  }

  private awaitedBy({ message }: TargetReport): MarkedReport | undefined {
    return this.byName.get(dependencyIn(message)?.split('/').at(-1) ?? '');
  }

  private once(id: string, find: () => string | undefined): string | undefined {
    if (!this.found.has(id)) this.found.set(id, find());
    return this.found.get(id);
  }

  /** The cause in an earlier wave: `waits for wave 1: eu-1 (Failed: context deadline exceeded)`. */
  private causeIn(wave: number): string | undefined {
    const reports = (this.members.get(wave) ?? []).map(({ report }) => report);
    const roots = reports.filter((report) => report.state !== 'Ready' && !this.isHeld(report));
    const [first, ...others] = [...roots.filter(isRunning), ...roots.filter((each) => !isRunning(each))];
    if (first === undefined) return undefined;
    const [more, are] = others.length === 0 ? ['', 'is'] : [` and ${others.length} more`, 'are'];
    if (!isRunning(first)) return `waits for ${this.name(first)}${more}, which ${are} suspended`;
    return `waits for wave ${wave}: ${this.name(first)} (${stateOf(first)})${more}`;
  }

  /**
   * The cause if objects of a wave have a different label than the awaited one: only some were applied, or a label was
   * changed.
   */
  private otherContent(wave: number, awaited: string): string | undefined {
    const [first, ...others] = (this.members.get(wave) ?? []).filter(
      (each) => isRunning(each.report) && each.metadata?.labels?.[ROLLOUT] !== awaited,
    );
    if (first === undefined) return undefined;
    const [more, have] = others.length === 0 ? ['', 'has'] : [` and ${others.length} more`, 'have'];
    return `waits for wave ${wave}: ${this.name(first.report)}${more} ${have} another label ${ROLLOUT} than it waits for`;
  }

  /**
   * The cause if a wave needs approval. If the other targets of the wave wait for its first one, that one is approved.
   */
  private approvalOf(report: TargetReport, wave: number): string | undefined {
    if (!(this.rollout.approve ?? []).includes(wave)) return undefined;
    const awaited = this.awaitedBy(report);
    const isLed = awaited !== undefined && this.numberOf(awaited.report.key) === wave;
    const { labels, annotations } = (isLed ? awaited : this.byName.get(report.name))?.metadata ?? {};
    const isApproved = annotations?.[APPROVED] !== undefined && annotations[APPROVED] === labels?.[ROLLOUT];
    return isApproved ? undefined : `waits for approval of wave ${wave}`;
  }

  /** The cause if a target waits for the first one of its wave, which is itself held. */
  private causeOfFirst(report: TargetReport, wave: number): string | undefined {
    const awaited = this.awaitedBy(report)?.report;
    if (awaited === undefined || this.numberOf(awaited.key) !== wave || !this.isHeld(awaited)) return undefined;
    return `waits for ${this.name(awaited)}, the first of wave ${wave}`;
  }
}

function isRunning({ state }: TargetReport): boolean {
  return state !== 'Suspended';
}

function stateOf({ state, message }: TargetReport): string {
  const core = state === 'Missing' ? '' : cut(coreOf(message), LONGEST_CAUSE);
  return core === '' ? state : `${state}: ${core}`;
}
