import { digestOfCode, type Plan, type PlanFile, planFileOf, planOf } from '../../change';
import { KubeClient } from '../../kube';
import { namespacedName } from '../../kubernetes';
import { ExitCode, FindingReport, type Io, printWarning, untilSignal } from '../shell';
import { withCounter } from '../shell/terminal';
import { type ClusterPlanOptions, planAgainstCluster, type SetName } from './cluster';
import { type CodeOptions, type CodeSide, readSide, withCode } from './code';
import { type Compared, formatJson, formatMarkdown, formatText } from './format';
import { checkOut, writePlan } from './out-file';

export interface PlanOptions extends CodeOptions {
  readonly output: 'text' | 'json' | 'markdown';
  /** The set of the code; it also names the comment that `-o markdown` writes. */
  readonly set: SetName;
  /** The limit of `-o markdown`. */
  readonly maxBytes?: number;
  readonly detailedExitcode?: boolean;
  /** The cluster, if there is no base. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly readOnly?: boolean;
  readonly server?: boolean;
  readonly fieldManager?: string;
  /** Whether to plan for `fluxapp apply --adopt`. */
  readonly adopt?: boolean;
  /** The file that the plan is written to, for an apply. */
  readonly out?: string;
  /** Whether the plan includes changes of workloads. */
  readonly workloads?: boolean;
  /** Helm's command. */
  readonly helm: string;
}

/** A plan, and the names of the compared sides. */
interface Planned {
  readonly plan: Plan;
  readonly compared: Compared;
  /** Present if a plan file is to be written. */
  readonly file?: PlanFile;
}

/** The inputs of a plan. */
interface PlanContext {
  readonly options: PlanOptions;
  readonly io: Io;
  readonly signal: AbortSignal;
  readonly report: FindingReport;
}

/**
 * `fluxapp plan`: prints what a change of the code does.
 *
 * @returns the exit code: 0, or 1 after an error; 2 if something changes, with `--detailed-exitcode`
 */
export async function runPlan(options: PlanOptions, io: Io): Promise<number> {
  if (options.out !== undefined) await checkOut(options.out);
  return untilSignal((signal) =>
    withCode(options, { signal, output: io.stderr }, async (after, before) => {
      const report = new FindingReport();
      const context = { options, io, signal, report };
      const now = await readSide(after, io, report);
      const then = before && (await readSide(before, io, report));
      const planned = report.hasErrors ? undefined : await planBetween(now, then, context);
      report.print(io.stderr, [...now.files, ...(then?.files ?? [])]);
      if (planned === undefined) return ExitCode.Error;
      if (options.out !== undefined) await writePlan(options.out, planned.file);
      io.stdout.write(formatPlan(planned, options, io));
      return options.detailedExitcode && changes(planned.plan) ? ExitCode.Changes : ExitCode.Ok;
    }),
  );
}

/** @returns undefined if there are errors, which are reported */
async function planBetween(
  now: CodeSide,
  then: CodeSide | undefined,
  context: PlanContext,
): Promise<Planned | undefined> {
  if (then === undefined) return planOnCluster(now, context);
  const plan = planOf({ evidence: 'offline', before: then.objects, after: now.objects });
  return { plan, compared: { after: now.name, before: then.name } };
}

async function planOnCluster(now: CodeSide, context: PlanContext): Promise<Planned | undefined> {
  const { options, io, signal, report } = context;
  const client = await KubeClient.load(options);
  try {
    const { namespace = client.namespace, fieldManager, workloads, set: name, out, adopt } = options;
    const level = levelOf(options);
    const helm = workloads ? options.helm : undefined;
    const isOwnApply = out !== undefined || adopt === true;
    const how = { client, namespace, level, fieldManager, isOwnApply, adopt, set: name, helm, signal };
    const result = await withCounter(io.stderr, (onProgress) => planAgainstCluster(now, { ...how, onProgress }));
    if ('plan' in result) {
      const { plan, objects, set } = result;
      const compared = { after: now.name, before: clusterName(client, options) };
      if (out === undefined) return { plan, compared };
      const file = planFileOf(plan, objects, set?.prune, originOf(now, namespace, client, options));
      return { plan, compared, file };
    }
    for (const finding of result.refusals) report.add(finding);
    return undefined;
  } finally {
    await client.close();
  }
}

/** The origin of a plan, for its plan file. */
function originOf(
  { objects }: CodeSide,
  namespace: string,
  { server, context }: KubeClient,
  { filename, recursive = false, fieldManager }: PlanOptions,
): Pick<PlanFile, 'input' | 'cluster' | 'namespace' | 'field_manager'> {
  return {
    input: { filename, recursive, digest: digestOfCode(objects) },
    cluster: { server, context },
    namespace,
    ...(fieldManager !== undefined && { field_manager: fieldManager }),
  };
}

/** The name of the cluster in a plan. A comment may be public, and does not contain the address of the API server. */
function clusterName({ server, context }: KubeClient, { output }: PlanOptions): string {
  return output === 'markdown' ? `context ${context}` : `${server} (context ${context})`;
}

/** The evidence that the options request. */
function levelOf({ readOnly, server }: PlanOptions): ClusterPlanOptions['level'] {
  if (readOnly) return 'read-only';
  return server ? 'server' : undefined;
}

/** GitHub rejects a comment of more than 65,536 characters. */
const MAX_BYTES = 60_000;

function formatPlan({ plan, compared }: Planned, { output, set, maxBytes = MAX_BYTES }: PlanOptions, io: Io): string {
  if (output === 'json') return formatJson(plan);
  if (output === 'text') return formatText(plan, compared, io.stdout);
  const text = formatMarkdown(plan, compared, { set: namespacedName(set), maxBytes });
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes) {
    const kept = 'summary, warnings, and deleted or reinstalled objects are never omitted';
    printWarning(io, `the Markdown has ${bytes} bytes, more than the ${maxBytes} of --max-bytes: ${kept}`);
  }
  return text;
}

function changes({ summary }: Plan): boolean {
  return summary.add + summary.change + summary.destroy + summary.forget + summary.move > 0;
}
