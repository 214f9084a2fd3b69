import { Composer, type Document, Parser } from 'yaml';
import type { Path } from '../model/diagnostic';
import { oddCharacter } from './characters';
import { dataOf } from './data';
import { jsonStream, type Span } from './json-stream';
import { Lines, type Position } from './lines';
import { locateIn } from './locate';
import { syntaxProblems } from './problems';

/** One document of a YAML text. */
export interface YamlDocument {
  /** Where its content begins. */
  readonly position: Position;
  /** What it holds, as plain data; integers that a number cannot hold are bigints. Absent where there are problems. */
  readonly value?: unknown;
  /** Why it cannot be read. Empty: it can. */
  readonly problems: readonly YamlProblem[];
  /** Where a field stands, by its key, or the nearest one around it that does. */
  locate(path: Path): Position;
}

/** What is wrong with a text, in one line that shows nothing of it. */
export interface YamlProblem extends Position {
  readonly message: string;
}

/** Everything is text to the parser: what it means to Kubernetes is decided here. */
const OPTIONS = {
  version: '1.1',
  schema: 'failsafe',
  resolveKnownTags: false,
  uniqueKeys: false, // compares every key with every other
  logLevel: 'silent',
} as const;

/**
 * Reads YAML or JSON as kubectl does: what counts as text or number, keys that are no text, merge keys, several
 * documents, also JSON objects one after the other. Documents without content are left out. Stricter in three things: a
 * key that stands twice, a `<<` behind a key that it also brings, and a key with a fraction are problems.
 *
 * @param text without a byte order mark
 */
export function parseYaml(text: string): YamlDocument[] {
  const lines = new Lines(text);
  const objects = jsonStream(text);
  const spans = objects.length > 0 ? objects : [{ start: 0, end: text.length }];
  const odd = oddCharacter(text);
  if (odd && !spans.every((span) => isJson(text.slice(span.start, span.end)))) {
    return [unreadable(lines.positionOf(odd.offset), odd.message)];
  }
  return spans.flatMap((span) => readSpan(text, span, lines));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function unreadable(position: Position, message: string): YamlDocument {
  return { position, problems: [{ ...position, message }], locate: () => position };
}

/** Composes one document at a time, so that only their data is kept: a composed document takes fifty times its text. */
function readSpan(text: string, span: Span, lines: Lines): YamlDocument[] {
  const documents: YamlDocument[] = [];
  try {
    for (const composed of compose(text, span)) {
      const document = readDocument(composed, text, span.start, lines);
      if (document.problems.length > 0 || document.value !== null) documents.push(document);
    }
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    documents.push(unreadable(lines.positionOf(span.start), 'maps and lists are nested too deep'));
  }
  return documents;
}

function compose(text: string, { start, end }: Span): Iterable<Document.Parsed> {
  const part = text.slice(start, end);
  return new Composer(OPTIONS).compose(new Parser().parse(part), true, part.length) as Iterable<Document.Parsed>;
}

function readDocument(composed: Document.Parsed, text: string, base: number, lines: Lines): YamlDocument {
  const positionOf = (offset: number): Position => lines.positionOf(base + offset);
  const [start, , end] = composed.range;
  const syntax = syntaxProblems(composed);
  const { value, problems } = syntax.length > 0 ? { value: undefined, problems: syntax } : dataOf(composed);
  const located = problems.map(({ offset, message }) => ({ ...positionOf(offset), message }));
  const locate = (path: Path): Position => {
    const [again] = compose(text, { start: base + start, end: base + end });
    return lines.positionOf(base + start + locateIn(again as Document.Parsed, path));
  };
  const position = positionOf(composed.contents?.range?.[0] ?? start);
  return located.length > 0 ? { position, problems: located, locate } : { position, value, problems: [], locate };
}
