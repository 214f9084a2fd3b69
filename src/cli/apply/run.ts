import {
  type ApplyStage,
  applyStages,
  DEFAULT_LIMITS,
  type PlanFile,
  type PlannedObject,
  type PruneLimits,
  pacedStages,
  toDelete,
} from '../../change';
import { several } from '../../diagnostics';
import { KubeClient, Persistent } from '../../kube';
import { type ClusterPlan, type PlannedSet, planAgainstCluster, refusalFindings, type SetName } from '../plan/cluster';
import { type CodeOptions, type CodeSide, readSide, withCode } from '../plan/code';
import { ExitCode, type Finding, FindingReport, type Io, printError, untilSignal } from '../shell';
import { counterOn } from '../shell/terminal';
import { isConfirmed } from './confirm';
import { type ApplyOutput, type ApplyResult, outputOf } from './output';
import { checkCluster, codeOf, readPlanFile, staleCluster, staleCode } from './plan-file';
import { type LeftOver, leftOverErrors, pruneRefusals, SetChange } from './prune';
import { deliveredApplications, Readiness } from './readiness';
import { refusalsOf } from './refusals';
import { Mover, NewKinds, ObjectWriter, type Sending, sendStages } from './send';

export interface ApplyOptions extends CodeOptions {
  readonly output: 'text' | 'json';
  /** Whether nobody is asked. */
  readonly yes?: boolean;
  /** Whether it waits until all is ready. */
  readonly wait?: boolean;
  /** How long nothing of a wave may fail before the next one is applied, in milliseconds. */
  readonly soak?: number;
  /** The last wave that is applied. */
  readonly toWave?: number;
  /** How long is applied, and waited, in milliseconds. */
  readonly timeout: number;
  readonly forceConflicts?: boolean;
  /** Whether objects are taken over that others apply. */
  readonly adopt?: boolean;
  readonly fieldManager?: string;
  /** The set that the objects become members of. */
  readonly set: SetName;
  /** Whether members of the set are deleted that have left the code. */
  readonly prune?: boolean;
  /** How many of them at most, as in `PruneLimits`. */
  readonly maxDelete?: number;
  readonly maxDeletePercent?: number;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
}

/** What an apply works with. */
interface Context {
  readonly options: ApplyOptions;
  readonly io: Io;
  readonly client: KubeClient;
  readonly namespace: string;
  readonly output: ApplyOutput;
  readonly signal: AbortSignal;
}

/** The plan is not applied. The errors are about the code, or about objects. */
class Refused extends Error {
  constructor(
    readonly findings: readonly Finding[],
    readonly code: number = ExitCode.Error,
  ) {
    super('refused');
  }
}

/**
 * `fluxapp apply`: plans what the code makes of a cluster, and does it.
 *
 * @param path of a plan file: nothing else than what it says is done
 * @returns the exit code: 0, 1 after an error, 2 where the time was up, 3 where the plan file is stale
 */
export async function runApply(path: string | undefined, options: ApplyOptions, io: Io): Promise<number> {
  const output = outputOf(options.output, io);
  const file = path === undefined ? undefined : await readPlanFile(path);
  const where = file === undefined ? options : codeOf(options, file);
  return untilSignal((signal) =>
    withCode(where, { signal, output: io.stderr }, async (code) => {
      const report = new FindingReport();
      const side = await readSide(code, io, report);
      try {
        if (report.hasErrors) throw new Refused([]);
        refuse(file === undefined ? [] : staleCode(file, side), ExitCode.Stale);
        const client = await KubeClient.load(options);
        try {
          if (file !== undefined) checkCluster(file, client);
          const namespace = file?.namespace ?? options.namespace ?? client.namespace;
          const fieldManager = file?.field_manager ?? options.fieldManager;
          const set = file?.set ?? options.set;
          const context = { options: { ...options, fieldManager, set }, io, client, namespace, output, signal };
          return await planAndApply(side, file, context);
        } finally {
          await client.close();
        }
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        for (const finding of error.findings) {
          report.add(finding);
          output.refused(finding.message);
        }
        report.print(io.stderr, side.files, 'nothing was applied');
        return error.code;
      }
    }),
  );
}

/** @throws Refused where there is anything */
function refuse(findings: readonly Finding[], code?: number): void {
  if (findings.length > 0) throw new Refused(findings, code);
}

async function planAndApply(code: CodeSide, file: PlanFile | undefined, context: Context): Promise<number> {
  const { options, io, client, output, signal } = context;
  const { forceConflicts = false, prune: isPruned = false } = options;
  const planned = await planOnCluster(code, context);
  const { plan, objects } = planned;
  // an apply always has one
  const set = planned.set as PlannedSet;
  refuse(file === undefined ? [] : staleCluster(file, planned, isPruned ? set.prune : undefined), ExitCode.Stale);
  const all = applyStages(plan, objects);
  const stages = pacedStages(all, { isStepwise: options.soak !== undefined, toWave: options.toWave });
  const steps = stages.flatMap((stage) => stage.steps);
  const compared = { after: code.name, before: `${client.server} (context ${client.context})` };
  output.planned(plan, compared, stages, isPruned ? set.prune.deletions : []);
  refuse([
    ...refusalFindings(refusalsOf(steps, forceConflicts), code),
    ...(isPruned ? pruneRefusals(set, limitsOf(options)) : []),
  ]);
  const deletions = isPruned ? toDelete(set.prune).length : 0;
  if (steps.length + deletions > 0 && options.yes !== true) {
    const question = questionOf(steps.length, deletions, client.context);
    if (!(await isConfirmed(question, io, signal))) {
      io.stderr.write('nothing was applied\n');
      return ExitCode.Error;
    }
  }
  const left = all.flatMap((stage) => stage.steps).length - steps.length;
  if (left > 0) io.stderr.write(`note: ${several(left, 'object')} of later waves are left: apply without --to-wave\n`);
  return send({ stages, objects, unchanged: plan.summary.unchanged, set }, context);
}

function limitsOf({
  maxDelete: most = DEFAULT_LIMITS.most,
  maxDeletePercent: mostPercent = DEFAULT_LIMITS.mostPercent,
}: ApplyOptions): PruneLimits {
  return { most, mostPercent };
}

function questionOf(steps: number, deletions: number, context: string): string {
  const [some, others] = [several(steps, 'object'), several(deletions, 'object')];
  if (deletions === 0) return `Apply ${some} to context ${context}?`;
  return steps === 0
    ? `Delete ${others} in context ${context}?`
    : `Apply ${some} and delete ${others} in context ${context}?`;
}

/** @throws Refused where the cluster does not take the code */
async function planOnCluster(
  code: CodeSide,
  { options: { fieldManager, adopt, set, prune = false }, io, client, namespace, signal }: Context,
): Promise<ClusterPlan> {
  const counter = counterOn(io.stderr);
  try {
    const how = {
      client,
      namespace,
      level: 'server',
      fieldManager,
      isOwnApply: true,
      adopt,
      set,
      prune,
      signal,
    } as const;
    const result = await planAgainstCluster(code, { ...how, onProgress: counter.show });
    if ('plan' in result) return result;
    throw new Refused(result.refusals);
  } finally {
    counter.clear();
  }
}

/** What is to be done. */
interface Planned {
  readonly stages: readonly ApplyStage[];
  /** The objects of the code, those that stay as they are included. */
  readonly objects: readonly PlannedObject[];
  readonly unchanged: number;
  readonly set: PlannedSet;
}

/** @returns the exit code */
async function send({ stages, objects, unchanged, set }: Planned, context: Context): Promise<number> {
  const { options, client, namespace, output } = context;
  const { timeout, forceConflicts: force = false, prune: isPruned = false } = options;
  const time = AbortSignal.timeout(timeout);
  const signal = AbortSignal.any([context.signal, time]);
  const persistent = new Persistent(client, { signal, onTrouble: (message) => output.waiting(message) });
  const newKinds = new NewKinds(client, persistent, signal);
  const writer = new ObjectWriter({ client, persistent, newKinds, namespace, force, signal });
  const change = new SetChange(set, { client, persistent, output, isPruned, signal });
  const readiness = new Readiness({
    ...{ kubeconfig: options.kubeconfig, context: options.context, timeout, io: context.io },
    ...{ signal: context.signal, toWave: options.toWave, soakMs: options.soak },
    applications: options.wait ? deliveredApplications(objects) : [],
    onEnd: (end) => output.waited(end, timeout, context.signal),
  });
  let waitCode: number = ExitCode.Ok;
  const counts = { created: 0, changed: 0, failed: 0 };
  const all = stages.flatMap(({ steps }) => steps).length;
  const result = (): ApplyResult => ({
    ...counts,
    left: all - counts.created - counts.changed - counts.failed,
    unchanged,
    deleted: change.deleted,
    undeleted: change.undeleted,
  });
  const finish = (code: number, why = '', leftOver: readonly LeftOver[] = []) => {
    const { failed, left, undeleted } = result();
    output.finished(result());
    const missing =
      failed + left > 0
        ? `${several(failed + left, 'object')} not applied`
        : `${several(undeleted, 'object')} not deleted`;
    const errors = leftOver.length > 0 ? leftOverErrors(leftOver, timeout) : [`${why}${missing}`];
    const last = errors.pop();
    for (const error of errors) printError(context.io, error);
    if (failed + left + undeleted > 0) printError(context.io, `${last}: run the command again to go on`);
    return code;
  };
  const sending: Sending = {
    writer,
    mover: new Mover({ client, persistent, signal }),
    newKinds,
    async mayBegin({ wave }) {
      waitCode = await readiness.before(wave);
      return waitCode === ExitCode.Ok;
    },
    onWritten(step, written) {
      if (written.outcome === 'failed') counts.failed++;
      else if (step.change.action === 'create') counts.created++;
      else counts.changed++;
      output.written(step, written);
    },
  };
  try {
    const isReady = await change.begin();
    if (!isReady) await sendStages(stages.slice(0, 1), sending);
    if (counts.failed === 0) {
      if (!isReady) await change.begin();
      await sendStages(isReady ? stages : stages.slice(1), sending);
    }
    const isWell = () => counts.failed === 0 && waitCode === ExitCode.Ok;
    if (isWell() && options.wait) waitCode = await readiness.end();
    const leftOver = isWell() ? await change.end() : [];
    context.signal.throwIfAborted();
    if (leftOver.length > 0 && time.aborted) return finish(ExitCode.TimedOut, '', leftOver);
  } catch (error) {
    if (time.aborted && !context.signal.aborted) return finish(ExitCode.TimedOut, 'the time was up: ');
    finish(ExitCode.Error);
    throw error;
  } finally {
    await readiness.close();
  }
  if (waitCode !== ExitCode.Ok) return finish(waitCode);
  return finish(counts.failed + change.undeleted > 0 ? ExitCode.Error : ExitCode.Ok);
}
