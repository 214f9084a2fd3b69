import type { Document } from 'yaml';
import type { FieldPath } from '../json';
import { causeOf } from './causes';
import { type DataProblem, dataOf } from './data';
import { locateIn } from './nodes';
import { type BlockDocument, readBlocks } from './read-block';
import { type JsonDocument, JsonLocator, readJson } from './read-json';
import { composeDocuments, oddCharacter, syntaxProblem, withoutByteOrderMarks } from './syntax';

/** One document of a YAML text. */
export interface YamlDocument {
  /** The position of its content. */
  readonly position: Position;
  /** Its content as plain data; integers that a number cannot hold are bigints. Absent if there are problems. */
  readonly value?: unknown;
  /** The problems that prevent reading it. Empty if there are none. */
  readonly problems: readonly YamlProblem[];
  /** The position of a field's key, or of the nearest existing field around it. */
  locate(path: FieldPath): Position;
}

/** An error in a text. The message is one line and does not contain any of the text. */
export interface YamlProblem extends Position {
  readonly message: string;
}

/**
 * Reads YAML or JSON as kubectl does: the types of scalars, keys that are not strings, merge keys, several documents,
 * and JSON objects one after the other. Documents without content are omitted. It is stricter than kubectl in four
 * cases, which are problems: a duplicate key, a `<<` after a key that it also sets, a key with a fraction, and an
 * unquoted string that begins with a no-break space or similar.
 *
 * @param text without a byte order mark
 */
export function parseYaml(text: string, options: YamlOptions = {}): YamlDocument[] {
  return new YamlText(withoutByteOrderMarks(text), options).read();
}

export interface YamlOptions {
  /**
   * `last`: of a key that occurs twice in its map, the last one counts, as for Helm and kubectl.
   *
   * @default - a problem
   */
  readonly repeatedKeys?: 'last';
}

interface Content {
  readonly value: unknown;
  readonly problems: readonly DataProblem[];
}

function contentOf(composed: Document.Parsed, keepsLast: boolean): Content {
  const problem = syntaxProblem(composed);
  return problem ? { value: undefined, problems: [problem] } : dataOf(composed, keepsLast);
}

class YamlText {
  private readonly lines: Lines;
  /** Locates fields in the most recently used document: problems are reported document by document. */
  private locator?: { readonly start: number; readonly locate: (path: FieldPath) => number };

  private readonly keepsLast: boolean;

  constructor(
    private readonly text: string,
    { repeatedKeys }: YamlOptions,
  ) {
    this.lines = new Lines(text);
    this.keepsLast = repeatedKeys === 'last';
  }

  read(): YamlDocument[] {
    const json = readJson(this.text, this.keepsLast);
    if (json) return json.map((document) => this.readJson(document));
    const odd = oddCharacter(this.text);
    if (odd) return [this.unreadable(odd.offset, odd.message)];
    return readBlocks(this.text)?.map((document) => this.readBlock(document)) ?? this.readYaml();
  }

  private readJson({ start, value, problems }: JsonDocument): YamlDocument {
    const createLocator = () => {
      const locator = new JsonLocator(this.text, start);
      return (path: FieldPath) => locator.locate(path);
    };
    return this.document(start, value, problems, (path) => this.locate(start, path, createLocator));
  }

  private readBlock({ start, end, first, value }: BlockDocument): YamlDocument {
    const createLocator = () => this.createLocator(start, end);
    return this.document(first, value, [], (path) => this.locate(start, path, createLocator));
  }

  /**
   * Composes one document at a time and keeps only the data: a composed document takes fifty times the memory of its
   * text.
   */
  private readYaml(): YamlDocument[] {
    const documents: YamlDocument[] = [];
    try {
      for (const composed of composeDocuments(this.text)) {
        const content = contentOf(composed, this.keepsLast);
        const [first] = content.problems;
        const cause = first && causeOf(this.text, first.offset);
        if (cause?.isOfText) return [this.unreadable(cause.offset, cause.message)];
        const document = this.readComposed(composed, cause ? { ...content, problems: [cause] } : content);
        if (document.problems.length > 0 || document.value !== null) documents.push(document);
      }
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause; // RangeError: stack overflow, or too deep nesting
      documents.push(this.unreadable(0, 'maps and lists are nested too deep'));
    }
    return documents;
  }

  private readComposed(composed: Document.Parsed, { value, problems }: Content): YamlDocument {
    const [start, , end] = composed.range;
    const createLocator = () => this.createLocator(start, end);
    const first = composed.contents?.range?.[0] ?? start;
    return this.document(first, value, problems, (path) => this.locate(start, path, createLocator));
  }

  /** Composes a document again, because fields are located only in few documents. */
  private createLocator(start: number, end: number): (path: FieldPath) => number {
    const [again] = composeDocuments(this.text.slice(start, end));
    return (path) => start + locateIn(again as Document.Parsed, path);
  }

  private document(
    offset: number,
    value: unknown,
    problems: readonly DataProblem[],
    locate: YamlDocument['locate'],
  ): YamlDocument {
    const position = this.lines.positionOf(offset);
    if (problems.length === 0) return { position, value, problems: [], locate };
    const located = problems.map(({ offset, message }) => ({ ...this.lines.positionOf(offset), message }));
    return { position, problems: located, locate };
  }

  private locate(start: number, path: FieldPath, createLocator: () => (path: FieldPath) => number): Position {
    if (this.locator?.start !== start) this.locator = { start, locate: createLocator() };
    return this.lines.positionOf(this.locator.locate(path));
  }

  private unreadable(offset: number, message: string): YamlDocument {
    const position = this.lines.positionOf(offset);
    return { position, problems: [{ ...position, message }], locate: () => position };
  }
}

/** A position in a text; lines and columns start at 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds the lines of a text. */
export class Lines {
  /** The offset at which each line begins. */
  private readonly starts: number[] = [0];

  constructor(text: string) {
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) this.starts.push(end + 1);
  }

  positionOf(offset: number): Position {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.starts[low] as number) + 1 };
  }
}
