import { type ApplyStage, applyStages, type PlanFile } from '../../change';
import { several } from '../../diagnostics';
import { KubeClient, Persistent } from '../../kube';
import { type ClusterPlan, planAgainstCluster, refusalFindings } from '../plan/cluster';
import { type CodeOptions, type CodeSide, readSide, withCode } from '../plan/code';
import { ExitCode, type Finding, FindingReport, type Io, printError, untilSignal } from '../shell';
import { counterOn } from '../shell/terminal';
import { isConfirmed } from './confirm';
import { type ApplyOutput, type ApplyResult, outputOf } from './output';
import { checkCluster, codeOf, readPlanFile, staleCluster, staleCode } from './plan-file';
import { refusalsOf } from './refusals';
import { NewKinds, ObjectWriter, sendStages } from './send';

export interface ApplyOptions extends CodeOptions {
  readonly output: 'text' | 'json';
  /** Whether nobody is asked. */
  readonly yes?: boolean;
  /** How long is applied, in milliseconds. */
  readonly timeout: number;
  readonly forceConflicts?: boolean;
  /** Whether objects are taken over that others apply. */
  readonly adopt?: boolean;
  readonly fieldManager?: string;
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
          const context = { options: { ...options, fieldManager }, io, client, namespace, output, signal };
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
  const planned = await planOnCluster(code, context);
  const { plan, objects } = planned;
  refuse(file === undefined ? [] : staleCluster(file, planned), ExitCode.Stale);
  const stages = applyStages(plan, objects);
  const steps = stages.flatMap((stage) => stage.steps);
  output.planned(plan, { after: code.name, before: `${client.server} (context ${client.context})` }, stages);
  refuse(refusalFindings(refusalsOf(steps, options.forceConflicts === true), code));
  if (steps.length > 0 && options.yes !== true) {
    const question = `Apply ${several(steps.length, 'object')} to context ${client.context}?`;
    if (!(await isConfirmed(question, io, signal))) {
      io.stderr.write('nothing was applied\n');
      return ExitCode.Error;
    }
  }
  return send(stages, plan.summary.unchanged, context);
}

/** @throws Refused where the cluster does not take the code */
async function planOnCluster(
  code: CodeSide,
  { options: { fieldManager, adopt }, io, client, namespace, signal }: Context,
): Promise<ClusterPlan> {
  const counter = counterOn(io.stderr);
  try {
    const how = { client, namespace, level: 'server', fieldManager, isOwnApply: true, adopt, signal } as const;
    const result = await planAgainstCluster(code, { ...how, onProgress: counter.show });
    if ('plan' in result) return result;
    throw new Refused(result.refusals);
  } finally {
    counter.clear();
  }
}

/** @returns the exit code */
async function send(stages: readonly ApplyStage[], unchanged: number, context: Context): Promise<number> {
  const { options, client, namespace, output } = context;
  const time = AbortSignal.timeout(options.timeout);
  const signal = AbortSignal.any([context.signal, time]);
  const persistent = new Persistent(client, { signal, onTrouble: (message) => output.waiting(message) });
  const newKinds = new NewKinds(client, persistent, signal);
  const force = options.forceConflicts === true;
  const writer = new ObjectWriter({ client, persistent, newKinds, namespace, force, signal });
  const counts = { created: 0, changed: 0, failed: 0 };
  const all = stages.flatMap(({ steps }) => steps).length;
  const result = (): ApplyResult => ({
    ...counts,
    left: all - counts.created - counts.changed - counts.failed,
    unchanged,
  });
  const finish = (code: number, why = '') => {
    const { failed, left } = result();
    output.finished(result());
    const missing = `${several(failed + left, 'object')} not applied`;
    if (failed + left > 0) printError(context.io, `${why}${missing}: run the command again to go on`);
    return code;
  };
  try {
    await sendStages(stages, {
      writer,
      newKinds,
      onWritten(step, written) {
        if (written.outcome === 'failed') counts.failed++;
        else if (step.change.action === 'create') counts.created++;
        else counts.changed++;
        output.written(step, written);
      },
    });
  } catch (error) {
    if (time.aborted && !context.signal.aborted) return finish(ExitCode.TimedOut, 'the time was up: ');
    finish(ExitCode.Error);
    throw error;
  }
  return finish(counts.failed > 0 ? ExitCode.Error : ExitCode.Ok);
}
