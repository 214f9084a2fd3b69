import { type Plan, planOf } from '../../change';
import { ExitCode, type Finding, FindingReport, type Io, printWarning, untilSignal } from '../shell';
import { type Code, type CodeOptions, withCode } from './code';
import { formatJson } from './json';
import { formatMarkdown } from './markdown';
import { type PlanSide, readPlanObjects } from './read-objects';
import { type Compared, formatText } from './text';

export interface PlanOptions extends CodeOptions {
  readonly output: 'text' | 'json' | 'markdown';
  /** Names the comment that `-o markdown` writes. */
  readonly set: string;
  /** The limit of `-o markdown`. */
  readonly maxBytes?: number;
  readonly detailedExitcode?: boolean;
}

/**
 * `fluxapp plan`: prints what a change of the code does.
 *
 * @returns the exit code: 0, or 1 after an error; 2 where something changes, if it is asked for
 */
export async function runPlan(options: PlanOptions, io: Io): Promise<number> {
  return untilSignal((signal) =>
    withCode(options, { signal, output: io.stderr }, async (after, before) => {
      const report = new FindingReport();
      const sides = { after: await read(after, io, report), before: await read(before, io, report) };
      report.print(io.stderr, [...sides.after.files, ...sides.before.files]);
      if (report.hasErrors) return ExitCode.Error;
      const plan = planOf({ evidence: 'offline', before: sides.before.objects, after: sides.after.objects });
      const compared = { after: after.name, before: before.name };
      io.stdout.write(formatPlan(plan, compared, options, io));
      return options.detailedExitcode && changes(plan) ? ExitCode.Changes : ExitCode.Ok;
    }),
  );
}

/** Reads a side; messages name its files as the code has them. */
async function read(code: Code, io: Io, report: FindingReport): Promise<PlanSide> {
  const renamed = ({ place, ...finding }: Finding): Finding =>
    place === undefined ? finding : { ...finding, place: { ...place, file: code.nameOf(place.file) } };
  const { objects, files } = await readPlanObjects(code, io, (finding) => report.add(renamed(finding)));
  return { objects, files: files.map((file) => code.nameOf(file)) };
}

/** GitHub refuses a comment of more than 65,536 characters. */
const MAX_BYTES = 60_000;

function formatPlan(
  plan: Plan,
  compared: Compared,
  { output, set, maxBytes = MAX_BYTES }: PlanOptions,
  io: Io,
): string {
  if (output === 'json') return formatJson(plan);
  if (output === 'text') return formatText(plan, compared, io.stdout);
  const text = formatMarkdown(plan, compared, { set, maxBytes });
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes) {
    const kept = 'summary, warnings, and what is deleted or installed anew, are not cut';
    printWarning(io, `the Markdown has ${bytes} bytes, more than the ${maxBytes} of --max-bytes: ${kept}`);
  }
  return text;
}

function changes({ summary }: Plan): boolean {
  return summary.add + summary.change + summary.destroy + summary.forget > 0;
}
