import { belongingOf, deliveryKindOf, type PlannedObject } from '../../change';
import { mapOf } from '../../json';
import type { ClusterOptions } from '../../observe';
import { ExitCode, type Io } from '../shell';
import { type Goal, progressOn, type WaitEnd, Waiting } from '../wait/until';

/** How long a possibly temporary failure is tolerated, as in `fluxapp wait`. */
const FAILURE_GRACE_MS = 60_000;

export interface ReadinessOptions extends Pick<ClusterOptions, 'kubeconfig' | 'context'> {
  /** `<namespace>/<name>` of the applications. */
  readonly applications: readonly string[];
  /** The last wave to wait for. @default - all waves */
  readonly toWave?: number;
  /**
   * How long nothing in a wave may fail before the next one is applied, in milliseconds. @default - no wait between
   * waves
   */
  readonly soakMs?: number;
  /** In milliseconds, from now on. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  readonly io: Io;
  /** Called when everything is ready, or has failed. */
  readonly onEnd: (end: WaitEnd) => void;
}

/** The applications that objects of the code deliver, unless all of those are suspended. */
export function deliveredApplications(objects: readonly PlannedObject[]): string[] {
  const running = objects.filter(
    ({ desired }) => deliveryKindOf(desired) !== undefined && mapOf(desired.value.spec).suspend !== true,
  );
  return [...new Set(running.flatMap(({ desired }) => belongingOf(desired)?.application ?? []))].sort();
}

/** Waits until the applied objects are ready. Pokes Flux to begin each wave as soon as the previous one is ready. */
export class Readiness {
  private waiting?: Waiting;
  private wave = 1;
  private readonly deadlineMs: number;

  constructor(private readonly options: ReadinessOptions) {
    this.deadlineMs = performance.now() + options.timeout;
  }

  /**
   * Called before a wave is applied.
   *
   * @returns Ok; or the exit code of the earlier waves
   */
  async before(wave = 1): Promise<number> {
    const { soakMs } = this.options;
    if (soakMs === undefined || wave <= this.wave) return ExitCode.Ok;
    this.wave = wave;
    return this.until(wave - 1, soakMs, false);
  }

  /** Waits for all applications. @returns the exit code */
  async end(): Promise<number> {
    return this.until(this.options.toWave, 0, true);
  }

  async close(): Promise<void> {
    await this.waiting?.close();
  }

  private async until(toWave: number | undefined, soakMs: number, isEnd: boolean): Promise<number> {
    const { applications, signal, io, onEnd } = this.options;
    if (applications.length === 0) return ExitCode.Ok;
    const progress = progressOn(io.stderr);
    const start = performance.now();
    const onProgress = (lines: ReadonlyMap<string, string>) => progress.show(lines, (performance.now() - start) / 1000);
    const goal: Goal = { includeSuspended: false, failureGraceMs: FAILURE_GRACE_MS, toWave };
    try {
      this.waiting ??= await this.open();
      const end = await this.waiting.until({ goal, soakMs, deadlineMs: this.deadlineMs, signal, onProgress });
      progress.close();
      if (isEnd || end.code !== ExitCode.Ok) onEnd(end);
      return end.code;
    } finally {
      progress.close();
    }
  }

  private async open(): Promise<Waiting> {
    const { applications, kubeconfig, context, signal, io } = this.options;
    const parts = applications.map((key) => key.split('/') as [namespace: string, name: string]);
    const [namespace, ...others] = new Set(parts.map(([each]) => each));
    const place = others.length === 0 ? { namespace } : { allNamespaces: true };
    const names = parts.map(([, name]) => name);
    const waiting = await Waiting.open(names, { kubeconfig, context, ...place, poke: true }, io);
    try {
      // 0 would be no limit
      await waiting.begin(Math.max(1, this.deadlineMs - performance.now()), signal);
      waiting.add(applications);
      return waiting;
    } catch (error) {
      await waiting.close();
      throw error;
    }
  }
}
