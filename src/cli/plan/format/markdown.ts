import type { Plan, PlanSummary } from '../../../change';
import { several } from '../../../diagnostics';
import { printable } from '../../shell/terminal';
import { linesOf } from './block-lines';
import type { Sign } from './field-lines';
import { foreignLines } from './foreign-lines';
import { tablesOf } from './markdown-table';
import { codeSpan, fenced, htmlCode, prose } from './markdown-text';
import { type PlanBlock, type PlanSection, sectionsOf } from './sections';
import { type Compared, evidenceLine } from './text';

export interface MarkdownOptions {
  /** Distinguishes the comment of one plan from those of others, in its first line. A DNS subdomain. */
  readonly set: string;
  /** The limit for the text, in bytes of UTF-8. */
  readonly maxBytes: number;
}

/**
 * A plan as a comment of a pull request. If it is too long, the largest diffs are omitted first, then names of targets
 * with additions or changes. Summary, warnings, and the names of everything that is deleted or reinstalled are never
 * omitted: if these alone are too long, so is the text.
 */
export function formatMarkdown(plan: Plan, compared: Compared, { set, maxBytes }: MarkdownOptions): string {
  const sections = sectionsOf(plan);
  const head = `<!-- fluxapp plan: ${set} -->\n${heading(plan.summary)}`;
  const remarks =
    plan.remarks.length === 0 ? [] : [plan.remarks.map((text) => `- ${prose(printable(text))}`).join('\n')];
  const warnings = plan.warnings.map(({ message }) => `**Warning:** ${prose(printable(message))}`);
  const always = [head, contextLine(plan, compared), ...remarks, ...warnings];
  const diffs = [...sections.map(diffOf), ...foreignFields(plan)];
  if (diffs.length === 0) return documentOf(always);
  const bodies = sections.length === 0 ? [always] : tablesOf(sections).map((table) => [...always, table]);
  const body = bodies.find((parts) => fits([...parts, leftOut(diffs.length, diffs.length)], maxBytes));
  if (body === undefined) return documentOf([...(bodies.at(-1) as string[]), leftOut(diffs.length, diffs.length)]);
  return documentOf([...body, ...diffsThatFit(diffs, maxBytes - bytesOf(body))]);
}

function heading({ add, change, destroy, forget, move }: PlanSummary): string {
  if (add + change + destroy + forget + move === 0) return '### No changes';
  const left = forget === 0 ? '' : `, ${forget} to forget`;
  const moved = move === 0 ? '' : `, ${move} to move`;
  return `### Plan: ${add} to add, ${change} to change, ${destroy} to destroy${moved}${left}`;
}

function contextLine(plan: Plan, { after, before }: Compared): string {
  const { unchanged, applications, targets, changedTargets } = plan.summary;
  const where = `${changedTargets} of ${several(targets, 'target')} of ${several(applications, 'application')}`;
  const files = `${codeSpan(printable(after))} against ${codeSpan(printable(before))}`;
  return `${files}: ${where} change, ${several(unchanged, 'object')} unchanged. ${evidenceLine(plan)}.`;
}

/** The prefixes of the lines of a diff, which GitHub colours. */
const MARKS: Readonly<Record<PlanBlock['sign'] | Sign, string>> = {
  '+': '+',
  '-': '-',
  '~': '!',
  '-/+': '-/+',
  '=>': '!',
  '.': '!',
  ' ': ' ',
};

/** Columns of a line, without values. */
const WIDTH = 100;

function diffOf({ title, waves, blocks }: PlanSection): string {
  const lines = blocks.flatMap((block) => {
    const { head, body } = linesOf(block, WIDTH);
    const mark = block.sign === '-/+' ? '-' : MARKS[block.sign];
    const below = body.map(({ sign, text }) => `${sign === undefined ? mark : MARKS[sign]}     ${text}`);
    return [`${MARKS[block.sign]} ${head}`, ...below];
  });
  const head = waves === undefined ? htmlCode(title) : `${htmlCode(title)} ${htmlCode(waves)}`;
  return folded(head, fenced('diff', lines));
}

/** Fields that are only in the cluster, if any. */
function foreignFields(plan: Plan): string[] {
  const lines = foreignLines(plan);
  return lines.length === 0 ? [] : [folded('Not in the code, and kept by an apply', fenced('text', lines))];
}

function folded(summary: string, content: string): string {
  return [`<details><summary>${summary}</summary>`, content, '</details>'].join('\n\n');
}

/** As many of the diffs as fit, in order, and a line with the number of omitted ones, which are the largest. */
function diffsThatFit(diffs: readonly string[], room: number): string[] {
  const largestFirst = diffs.map((_, index) => index).sort((a, b) => size(diffs[b]) - size(diffs[a]) || a - b);
  let needed = diffs.reduce((sum, diff) => sum + size(diff), 0);
  const dropped = new Set<number>();
  for (const index of largestFirst) {
    const note = dropped.size === 0 ? 0 : size(leftOut(dropped.size, diffs.length));
    if (needed + note <= room) break;
    dropped.add(index);
    needed -= size(diffs[index]);
  }
  const kept = diffs.filter((_, index) => !dropped.has(index));
  return dropped.size === 0 ? kept : [...kept, leftOut(dropped.size, diffs.length)];
}

function leftOut(count: number, all: number): string {
  return `${count} of ${all} diffs left out: see the artifact`;
}

function documentOf(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}

/** The bytes that a part adds to the document. */
function size(part = ''): number {
  return Buffer.byteLength(part) + 2;
}

/** The size in bytes of a document that consists of these parts. */
function bytesOf(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + size(part), -1);
}

function fits(parts: readonly string[], maxBytes: number): boolean {
  return bytesOf(parts) <= maxBytes;
}
