import type { Plan, PlanSummary } from '../../../change';
import { several } from '../../../diagnostics';
import { paint } from '../../shell';
import { printable, terminalOf, wrap } from '../../shell/terminal';
import { INDENT, linesOf } from './block-lines';
import { foreignLines } from './foreign-lines';
import { type PlanBlock, type PlanSection, sectionsOf } from './sections';

/** The compared sides, as named on the command line. */
export interface Compared {
  readonly after: string;
  readonly before: string;
}

/** The line width in a file. */
const WIDTH = 100;

/** A plan for people, with a line feed at the end. Colours and width are those of the terminal. */
export function formatText(plan: Plan, compared: Compared, stream: NodeJS.WritableStream): string {
  const { summary, warnings } = plan;
  const width = terminalOf(stream)?.columns ?? WIDTH;
  const colour = (text: string, style: Parameters<typeof paint>[1]) => paint(text, style, stream);
  const counts = `${several(summary.applications, 'application')}, ${several(summary.targets, 'target')}`;
  const title = `fluxapp plan: ${counts}, ${compared.after} against ${compared.before}`;
  const remarks = plan.remarks.flatMap((remark) => below(remark, width));
  const sections = sectionsOf(plan).map((section) => sectionLines(section, width, colour));
  const warned = warnings.map(({ message }) =>
    hanging(`${colour('Warning:', 'yellow')} ${printable(message)}`, width, '  ').join('\n'),
  );
  const foreign = foreignLines(plan).flatMap((line) => below(line, width));
  const kept = foreign.length === 0 ? [] : [colour('Not in the code, and kept by an apply', 'bold'), ...foreign];
  const paragraphs = [
    [title, evidenceLine(plan), ...remarks],
    ...sections,
    kept,
    warned,
    [summaryLine(summary)],
  ].filter((lines) => lines.length > 0);
  return `${paragraphs.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The basis of the plan. */
export function evidenceLine({ evidence }: Plan): string {
  return `Evidence: ${evidence} (${GROUNDS[evidence]})`;
}

const GROUNDS: Readonly<Record<Plan['evidence'], string>> = {
  offline: 'two sets of files; no cluster was contacted',
  'read-only': 'the result of an apply is predicted from the state of the cluster',
  server: 'the API server has tried every object',
};

/** The last line: tools parse it, so its words must not change. */
export function summaryLine(summary: PlanSummary): string {
  const { add, change, destroy, forget, move, unchanged, applications, targets, changedTargets } = summary;
  if (add + change + destroy + forget + move === 0) return `No changes. ${several(unchanged, 'object')} unchanged.`;
  const left = forget === 0 ? '' : ` ${forget} to forget.`;
  const moved = move === 0 ? '' : ` ${move} to move.`;
  const where = `(${changedTargets} of ${several(targets, 'target')} of ${several(applications, 'application')})`;
  return `Plan: ${add} to add, ${change} to change, ${destroy} to destroy.${moved}${left} ${unchanged} unchanged. ${where}`;
}

type Colour = (text: string, style: Parameters<typeof paint>[1]) => string;

const STYLES = { '+': 'green', '-': 'red', '-/+': 'red', '~': 'yellow', '=>': 'cyan', '.': 'cyan' } as const;

function sectionLines({ title, waves, blocks }: PlanSection, width: number, colour: Colour): string[] {
  const head = `${colour(title, 'bold')}${waves === undefined ? '' : `   ${waves}`}`;
  return [head, ...blocks.flatMap((block) => blockLines(block, width, colour))];
}

function blockLines(block: PlanBlock, width: number, colour: Colour): string[] {
  const { head, body } = linesOf(block, width);
  const below = body.map(({ sign, text }) => {
    if (sign === undefined) return `${MARGIN}${text}`;
    return `${MARGIN}${sign === ' ' ? ' ' : colour(sign, STYLES[sign])} ${text}`;
  });
  return [`${colour(block.sign.padStart(3), STYLES[block.sign])} ${head}`, ...below];
}

const MARGIN = ' '.repeat(INDENT);

/** A text, wrapped to fit below a heading. */
function below(text: string, width: number): string[] {
  return hanging(text, width - 2, '  ').map((line) => `  ${line}`);
}

/** A text, wrapped, with indented continuation lines. */
function hanging(text: string, width: number, indent: string): string[] {
  const [first = '', ...rest] = wrap(text, Math.max(20, width - indent.length));
  return [first, ...rest.map((line) => `${indent}${line}`)];
}
