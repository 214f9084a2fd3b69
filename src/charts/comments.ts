import { type FieldPath, valueAt } from '../json';
import type { YamlDocument } from '../yaml';

/**
 * The descriptions of keys in the comments of values.yaml: comments above a key, in the format of helm-docs (`# --
 * text`), of Bitnami (`## @param key text`) or without a format.
 */
export class Comments {
  private readonly lines: readonly string[];
  private readonly byPath: ReadonlyMap<string, string>;

  /** @param documents of the text, without problems */
  constructor(
    text: string,
    private readonly documents: readonly YamlDocument[],
  ) {
    this.lines = text.split(/\r?\n/);
    this.byPath = bitnamiComments(this.lines);
  }

  /** The lines of the comment of a key; empty if it has no comment. */
  of(path: FieldPath): readonly string[] {
    if (this.byPath.size > 0) {
      const line = this.byPath.get(path.join('.'));
      return line === undefined ? [] : [line];
    }
    const document = this.documents.find(({ value }) => valueAt(value, path) !== undefined);
    if (document === undefined) return [];
    const { line, column } = document.locate(path);
    return textOfBlock(this.blockAbove(line - 1, column - 1));
  }

  /** The comment lines right above a line, with the indentation of its key. */
  private blockAbove(line: number, indent: number): string[] {
    let first = line;
    while (first > 0 && this.isComment(first - 1, indent)) first--;
    return this.lines.slice(first, line).map((each) => each.slice(indent).trimEnd());
  }

  private isComment(line: number, indent: number): boolean {
    const text = this.lines[line] as string;
    return text[indent] === '#' && text.slice(0, indent).trim() === '';
  }
}

const PARAM = /^\s*#+\s*@(?:param|extra)\s+(\S+)\s+(?:\[[^\]]*\]\s*)?(.*?)\s*$/;

function bitnamiComments(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const [, path, text] = PARAM.exec(line) ?? [];
      return path === undefined || !text ? [] : [[path, text] as const];
    }),
  );
}

/** `# -- text`, also with the key before the dashes, an old format of helm-docs. */
const HELM_DOCS = /^#+\s*(?:[\w.-]+ )?--(?:$| (.*)$)/;
/** A tag of helm-docs or of a generator of schemas. */
const TAG = /^@\w/;
/** The start or the end of a schema in comments. */
const SCHEMA_TAG = /^@schema\b/;
/** A part of values that is commented out. */
const CODE = /^(?:-\s|-$|[{}[\]]|(?!(?:ref|see|note|example|default|e\.g|i\.e)\b)[a-z_."'/][\w."'/-]*:(?:\s|$))/;
/** A separator line. */
const RULE = /^[^\p{L}\p{N}]+$/u;

function textOfBlock(block: readonly string[]): string[] {
  const start = lastIndexOf(block, (line) => HELM_DOCS.test(line));
  if (start < 0) return trimmed(withoutCode(textsOf(block)));
  const [first = '', ...rest] = block.slice(start);
  const text = (HELM_DOCS.exec(first)?.[1] ?? '').replace(/^\([\w/[\]{}]+\) /, '');
  return trimmed([text, ...textsOf(rest)].filter((line) => !TAG.test(line)));
}

/** The lines without `#`, tags and schemas; separator lines become empty. */
function textsOf(block: readonly string[]): string[] {
  let isInSchema = false;
  return block
    .map((line) => line.replace(/^#+ ?/, '').trimEnd())
    .filter((line) => {
      const isTag = SCHEMA_TAG.test(line);
      if (isTag) isInSchema = !isInSchema;
      return !isTag && !isInSchema && !TAG.test(line);
    })
    .map((line) => (RULE.test(line) ? '' : line));
}

/** The lines after the last commented-out value: the lines before it describe that value. */
function withoutCode(lines: readonly string[]): readonly string[] {
  return lines.slice(lastIndexOf(lines, (line) => CODE.test(line.trim())) + 1);
}

/** Without empty lines at both ends, and with at most one between two others. */
function trimmed(lines: readonly string[]): string[] {
  const isText = (line: string | undefined) => line !== undefined && line.trim() !== '';
  const kept = lines.filter((line, index) => isText(line) || (isText(lines[index - 1]) && index > 0));
  return isText(kept.at(-1)) ? kept : kept.slice(0, -1);
}

function lastIndexOf(lines: readonly string[], isMeant: (line: string) => boolean): number {
  for (let index = lines.length - 1; index >= 0; index--) if (isMeant(lines[index] as string)) return index;
  return -1;
}
