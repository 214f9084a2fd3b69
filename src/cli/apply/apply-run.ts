import type { ApplyStage, ApplyStep, PlannedObject } from '../../change';
import { several } from '../../diagnostics';
import { type KubeClient, Persistent } from '../../kube';
import type { PlannedSet } from '../plan/cluster';
import { ExitCode, type Io, printError } from '../shell';
import type { ApplyOutput, ApplyResult } from './output';
import { type LeftOver, leftOverErrors, SetChange } from './prune';
import { deliveredApplications, Readiness } from './readiness';
import { Mover, NewKinds, ObjectWriter, type Sending, sendStages, type Written } from './send';

export interface ApplyRunOptions {
  /** Whether to wait until all applications are ready. */
  readonly wait?: boolean;
  /** How long nothing in a wave may fail before the next one is applied, in milliseconds. */
  readonly soak?: number;
  /** The last wave that is applied. */
  readonly toWave?: number;
  /** The limit of the run, including waiting, in milliseconds. */
  readonly timeout: number;
  readonly forceConflicts?: boolean;
  /** Whether to delete members of the set that are no longer in the code. */
  readonly prune?: boolean;
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** The plan to carry out. */
export interface PlannedRun {
  readonly stages: readonly ApplyStage[];
  /** The objects of the code, including unchanged ones. */
  readonly objects: readonly PlannedObject[];
  readonly unchanged: number;
  readonly set: PlannedSet;
}

/** The dependencies of a run. */
export interface RunContext {
  readonly options: ApplyRunOptions;
  readonly io: Io;
  readonly client: KubeClient;
  readonly namespace: string;
  readonly output: ApplyOutput;
  readonly signal: AbortSignal;
}

/** Carries out one plan: applies the objects, waits for them, and deletes objects that are no longer in the code. */
export class ApplyRun {
  private readonly timeUp: AbortSignal;
  private readonly change: SetChange;
  private readonly readiness: Readiness;
  private readonly sending: Sending;
  private created = 0;
  private changed = 0;
  private failed = 0;
  private waitCode: number = ExitCode.Ok;

  constructor(
    private readonly planned: PlannedRun,
    private readonly context: RunContext,
  ) {
    const { options, client, namespace, output, io } = context;
    this.timeUp = AbortSignal.timeout(options.timeout);
    const signal = AbortSignal.any([context.signal, this.timeUp]);
    const persistent = new Persistent(client, { signal, onTrouble: (message) => output.waiting(message) });
    const newKinds = new NewKinds(client, persistent, signal);
    this.change = new SetChange(planned.set, { client, persistent, output, isPruned: options.prune ?? false, signal });
    this.readiness = new Readiness({
      ...{ kubeconfig: options.kubeconfig, context: options.context, timeout: options.timeout, io },
      ...{ signal: context.signal, toWave: options.toWave, soakMs: options.soak },
      applications: options.wait ? deliveredApplications(planned.objects) : [],
      onEnd: (end) => output.waited(end, options.timeout, context.signal),
    });
    this.sending = {
      writer: new ObjectWriter({
        ...{ client, persistent, newKinds, namespace, signal },
        force: options.forceConflicts ?? false,
      }),
      mover: new Mover({ client, persistent, signal }),
      newKinds,
      mayBegin: (stage) => this.mayBegin(stage),
      onWritten: (step, written) => this.count(step, written),
    };
  }

  /** @returns the exit code: 0; 1 after a failure; 2 after the timeout; or that of the wait */
  async end(): Promise<number> {
    try {
      await this.send();
      if (this.isWell && this.context.options.wait) this.waitCode = await this.readiness.end();
      const leftOver = this.isWell ? await this.change.end() : [];
      this.context.signal.throwIfAborted();
      if (leftOver.length > 0 && this.timeUp.aborted) return this.finish(ExitCode.TimedOut, this.errorsOf(leftOver));
    } catch (error) {
      if (this.isOutOfTime) return this.finish(ExitCode.TimedOut, [`the time was up: ${this.missing}`]);
      this.finish(ExitCode.Error);
      throw error;
    } finally {
      await this.readiness.close();
    }
    if (this.waitCode !== ExitCode.Ok) return this.finish(this.waitCode);
    return this.finish(this.failed + this.change.undeleted > 0 ? ExitCode.Error : ExitCode.Ok);
  }

  /** If the namespace of the set does not exist yet, the first stage creates it. */
  private async send(): Promise<void> {
    const { stages } = this.planned;
    if (await this.change.begin()) return sendStages(stages, this.sending);
    await sendStages(stages.slice(0, 1), this.sending);
    if (this.failed > 0) return;
    await this.change.begin();
    await sendStages(stages.slice(1), this.sending);
  }

  private async mayBegin({ wave }: ApplyStage): Promise<boolean> {
    this.waitCode = await this.readiness.before(wave);
    return this.waitCode === ExitCode.Ok;
  }

  private count(step: ApplyStep, written: Written): void {
    if (written.outcome === 'failed') this.failed++;
    else if (step.change.action === 'create') this.created++;
    else this.changed++;
    this.context.output.written(step, written);
  }

  private get isWell(): boolean {
    return this.failed === 0 && this.waitCode === ExitCode.Ok;
  }

  private get isOutOfTime(): boolean {
    return this.timeUp.aborted && !this.context.signal.aborted;
  }

  private get result(): ApplyResult {
    const { created, changed, failed, change } = this;
    const all = this.planned.stages.flatMap(({ steps }) => steps).length;
    return {
      ...{ created, changed, failed, left: all - created - changed - failed },
      unchanged: this.planned.unchanged,
      deleted: change.deleted,
      undeleted: change.undeleted,
    };
  }

  /** The unfinished work. */
  private get missing(): string {
    const { failed, left, undeleted } = this.result;
    return failed + left > 0
      ? `${several(failed + left, 'object')} not applied`
      : `${several(undeleted, 'object')} not deleted`;
  }

  private errorsOf(leftOver: readonly LeftOver[]): string[] {
    return leftOverErrors(leftOver, this.context.options.timeout);
  }

  /** Prints the progress of the run. @returns the exit code */
  private finish(code: number, errors: readonly string[] = [this.missing]): number {
    const { result, context } = this;
    context.output.finished(result);
    for (const error of errors.slice(0, -1)) printError(context.io, error);
    const isIncomplete = result.failed + result.left + result.undeleted > 0;
    if (isIncomplete) printError(context.io, `${errors.at(-1)}: run the command again to go on`);
    return code;
  }
}
