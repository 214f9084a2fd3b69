import { type ApplyStage, applyStages } from '../../change';
import { several } from '../../diagnostics';
import { KubeClient, Persistent } from '../../kube';
import { planAgainstCluster, refusalFindings } from '../plan/cluster';
import { type CodeOptions, type CodeSide, readSide, withCode } from '../plan/code';
import { ExitCode, type Finding, FindingReport, type Io, printError, untilSignal } from '../shell';
import { counterOn } from '../shell/terminal';
import { isConfirmed } from './confirm';
import { type ApplyOutput, type ApplyResult, outputOf } from './output';
import { refusalsOf } from './refusals';
import { NewKinds, ObjectWriter, sendStages } from './send';

export interface ApplyOptions extends CodeOptions {
  readonly output: 'text' | 'json';
  /** Whether nobody is asked. */
  readonly yes?: boolean;
  /** How long is applied, in milliseconds. */
  readonly timeout: number;
  readonly forceConflicts?: boolean;
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
  constructor(readonly findings: readonly Finding[]) {
    super('refused');
  }
}

/**
 * `fluxapp apply`: plans what the code makes of a cluster, and does it.
 *
 * @returns the exit code: 0, 1 after an error, 2 where the time was up
 */
export async function runApply(options: ApplyOptions, io: Io): Promise<number> {
  const output = outputOf(options.output, io);
  return untilSignal((signal) =>
    withCode(options, { signal, output: io.stderr }, async (code) => {
      const report = new FindingReport();
      const side = await readSide(code, io, report);
      const refused = (findings: readonly Finding[]) => {
        for (const finding of findings) {
          report.add(finding);
          output.refused(finding.message);
        }
        report.print(io.stderr, side.files, 'nothing was applied');
        return ExitCode.Error;
      };
      if (report.hasErrors) return refused([]);
      const client = await KubeClient.load(options);
      try {
        const { namespace = client.namespace } = options;
        return await planAndApply(side, { options, io, client, namespace, output, signal });
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return refused(error.findings);
      } finally {
        await client.close();
      }
    }),
  );
}

async function planAndApply(code: CodeSide, context: Context): Promise<number> {
  const { options, io, client, output, signal } = context;
  const { stages, unchanged } = await planned(code, context);
  const steps = stages.flatMap((stage) => stage.steps);
  const refusals = refusalsOf(steps, options.forceConflicts === true);
  if (refusals.length > 0) throw new Refused(refusalFindings(refusals, code));
  if (steps.length > 0 && options.yes !== true) {
    const question = `Apply ${several(steps.length, 'object')} to context ${client.context}?`;
    if (!(await isConfirmed(question, io, signal))) {
      io.stderr.write('nothing was applied\n');
      return ExitCode.Error;
    }
  }
  return send(stages, unchanged, context);
}

/** Plans, and shows the plan. */
async function planned(
  code: CodeSide,
  { options, io, client, namespace, output, signal }: Context,
): Promise<{ readonly stages: readonly ApplyStage[]; readonly unchanged: number }> {
  const counter = counterOn(io.stderr);
  const { fieldManager } = options;
  const level = 'server';
  const onProgress = counter.show;
  const result = await planAgainstCluster(code, {
    ...{ client, namespace, level, fieldManager, isOwnApply: true, signal, onProgress },
  }).finally(() => counter.clear());
  if (!('plan' in result)) throw new Refused(result.refusals);
  const { plan, objects } = result;
  const stages = applyStages(plan, objects);
  const compared = { after: code.name, before: `${client.server} (context ${client.context})` };
  output.planned(plan, compared, stages);
  return { stages, unchanged: plan.summary.unchanged };
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
