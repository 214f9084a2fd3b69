import { wrap } from '../../shell/terminal';
import type { Sign } from './field-lines';
import type { PlanBlock } from './sections';

/** A line below the first one of a block. */
export interface BodyLine {
  /** The sign of a changed field or of a line of a text; absent for remarks about the block. */
  readonly sign?: Sign;
  readonly text: string;
}

/** The content of a block: its first line after the sign, and the lines below. */
export interface BlockLines {
  readonly head: string;
  readonly body: readonly BodyLine[];
}

/** Columns before a line of the body. */
export const INDENT = 6;

/** The lines of a block, wrapped if they consist of names or words. The effect follows the head, if it fits. */
export function linesOf({ subject, targets, note, lines, remarks }: PlanBlock, width: number): BlockLines {
  const behind = note === undefined || targets.length > 0 ? '' : `   # ${note}`;
  const isBehind = behind !== '' && INDENT + subject.length + behind.length <= width;
  const room = Math.max(20, width - INDENT);
  const names = targets.length === 0 ? [] : wrap(targets.join(' '), room);
  const comment = (text: string) => wrap(text, room - 2).map((line) => ({ text: `# ${line}` }));
  const below = isBehind || note === undefined ? [] : comment(note);
  return {
    head: isBehind ? `${subject}${behind}` : subject,
    body: [...names.map((text) => ({ text })), ...below, ...lines, ...remarks.flatMap(comment)],
  };
}
