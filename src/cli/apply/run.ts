import { applyStages, DEFAULT_LIMITS, type PlanFile, type PruneLimits, pacedStages, toDelete } from '../../change';
import { several } from '../../diagnostics';
import { KubeClient } from '../../kube';
import { type ClusterPlan, type PlannedSet, planAgainstCluster, refusalFindings, type SetName } from '../plan/cluster';
import { type CodeOptions, type CodeSide, readSide, withCode } from '../plan/code';
import { ExitCode, type Finding, FindingReport, type Io, untilSignal } from '../shell';
import { isConfirmed } from '../shell/confirm';
import { withCounter } from '../shell/terminal';
import { ApplyRun, type ApplyRunOptions, type RunContext } from './apply-run';
import { outputOf } from './output';
import { checkCluster, codeOf, readPlanFile, staleCluster, staleCode } from './plan-file';
import { pruneRefusals } from './prune';
import { refusalsOf, rivalRefusals } from './refusals';

export interface ApplyOptions extends CodeOptions, ApplyRunOptions {
  readonly output: 'text' | 'json';
  /** Skips the confirmation. */
  readonly yes?: boolean;
  /** Whether to take over objects that others apply. */
  readonly adopt?: boolean;
  readonly fieldManager?: string;
  /** The set that the objects become members of. */
  readonly set: SetName;
  /** The maximum number of deletions, as in `PruneLimits`. */
  readonly maxDelete?: number;
  readonly maxDeletePercent?: number;
  readonly namespace?: string;
}

interface Context extends RunContext {
  readonly options: ApplyOptions;
}

/** Thrown to refuse a plan, with errors in the code or in objects. */
class Refused extends Error {
  constructor(
    readonly findings: readonly Finding[],
    readonly code: number = ExitCode.Error,
  ) {
    super('refused');
  }
}

/**
 * `fluxapp apply`: plans the effect of the code on a cluster, and applies it.
 *
 * @param path of a plan file, of which exactly the planned changes are applied
 * @returns the exit code: 0, 1 after an error, 2 after the timeout, 3 if the plan file is stale
 */
export async function runApply(path: string | undefined, options: ApplyOptions, io: Io): Promise<number> {
  const output = outputOf(options.output, io);
  const file = path === undefined ? undefined : await readPlanFile(path, `; did you mean -f ${path}?`);
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

/** @throws Refused if there are findings */
function refuse(findings: readonly Finding[], code?: number): void {
  if (findings.length > 0) throw new Refused(findings, code);
}

async function planAndApply(code: CodeSide, file: PlanFile | undefined, context: Context): Promise<number> {
  const { options, io, client, output, signal } = context;
  const { forceConflicts = false, prune: isPruned = false } = options;
  const planned = await planOnCluster(code, context);
  const { plan, objects } = planned;
  // the plan of an apply always has a set
  const set = planned.set as PlannedSet;
  refuse(file === undefined ? [] : staleCluster(file, planned, isPruned ? set.prune : undefined), ExitCode.Stale);
  const all = applyStages(plan, objects);
  const stages = pacedStages(all, { isStepwise: options.soak !== undefined, toWave: options.toWave });
  const steps = stages.flatMap((stage) => stage.steps);
  const compared = { after: code.name, before: `${client.server} (context ${client.context})` };
  output.planned(plan, compared, stages, isPruned ? set.prune.deletions : []);
  refuse([
    ...refusalFindings([...refusalsOf(steps, forceConflicts), ...rivalRefusals(planned.rivals, steps)], code),
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
  if (left > 0) {
    const are = left === 1 ? 'is' : 'are';
    io.stderr.write(`note: ${several(left, 'object')} of later waves ${are} left: apply without --to-wave\n`);
  }
  return new ApplyRun({ stages, objects, unchanged: plan.summary.unchanged, set }, context).end();
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

/** @throws Refused if the API server rejects the code */
async function planOnCluster(
  code: CodeSide,
  { options: { fieldManager, adopt, set, prune = false }, io, client, namespace, signal }: Context,
): Promise<ClusterPlan> {
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
  const result = await withCounter(io.stderr, (onProgress) => planAgainstCluster(code, { ...how, onProgress }));
  if ('plan' in result) return result;
  throw new Refused(result.refusals);
}
