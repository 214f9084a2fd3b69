/** The cause of a problem, and its position. */
export interface Cause {
  readonly offset: number;
  readonly message: string;
  /** Whether it is the cause of all problems in the text. */
  readonly isOfText: boolean;
}

/** A line that git writes for a merge conflict. In YAML, no plain string starts like this in the first column. */
const CONFLICT = /^(?:<{7}|\|{7}|={7}|>{7})(?=[ \r\n]|$)/m;
/** A Go template or Jinja action outside quotes and comments. */
const TEMPLATE = /^([^#"'\n]*?)(?:\{\{|\{%)/;
/** A line that begins with an action, or ends with the comment of one. */
const ACTION_LINE = /^[ \t]*(?:\{\{|\{%)|\*\/ ?-?\}\}[ \t\r]*$/;
/** Characters that look like a space, or are invisible, but are text in YAML. */
const ODD_SPACE = /^([^#"'\n]*?)([\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000])/;
/** Such a character at the start of a string, also after a dash that was meant to begin a list item. */
const BEGINS_ODD = /^-?[\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000]/;

/**
 * The cause of a problem, if the surrounding text shows it: a merge conflict, a template, or a character that only
 * looks like a space.
 *
 * @param offset the offset of the first problem in its document
 */
export function causeOf(text: string, offset: number): Cause | undefined {
  const conflict = text.search(CONFLICT);
  if (conflict >= 0) return { offset: conflict, message: IN_CONFLICT, isOfText: true };
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const line = lineAt(text, start);
  const action = TEMPLATE.exec(line);
  if (action) return { offset: start + (action[1] as string).length, message: IS_TEMPLATE, isOfText: true };
  const before = contentBefore(text, start);
  if (before !== undefined && isActionFor(lineAt(text, before), line)) {
    const indent = indentOf(lineAt(text, before));
    return { offset: before + indent, message: IS_TEMPLATE, isOfText: true };
  }
  const odd = ODD_SPACE.exec(line);
  if (!odd) return undefined;
  return { offset: start + (odd[1] as string).length, message: oddSpaceMessage(odd[2] as string), isOfText: false };
}

/** The error in an unquoted string that begins with a character that only looks like a space. */
export function oddSpaceProblem(text: string): string | undefined {
  const [start] = BEGINS_ODD.exec(text) ?? [];
  return start === undefined ? undefined : oddSpaceMessage(start.slice(-1));
}

const IN_CONFLICT = 'a merge conflict is marked here: keep one of its sides and delete the lines that mark it';
const IS_TEMPLATE = 'this is a template: render it first, by "helm template" for instance';

function oddSpaceMessage(character: string): string {
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return `this character (U+${code}) looks like a space but is not one: replace it with a space, or put the text in quotes`;
}

/** Whether an action before a line causes the problem, as opposed to being text in a block. */
function isActionFor(action: string, line: string): boolean {
  return ACTION_LINE.test(action) && indentOf(action) <= indentOf(line);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function lineAt(text: string, start: number): string {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.slice(start) : text.slice(start, end);
}

/** The start of the nearest previous line that is neither empty nor a comment. */
function contentBefore(text: string, start: number): number | undefined {
  // an empty first line has no content, and no previous line
  for (let end = start - 1; end > 0; ) {
    const begin = text.lastIndexOf('\n', end - 1) + 1;
    if (/^[ \t]*[^#\s]/.test(text.slice(begin, end))) return begin;
    end = begin - 1;
  }
  return undefined;
}
