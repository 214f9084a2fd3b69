import { type Document, isNode, LineCounter, parseAllDocuments, type Tags, type YAMLError } from 'yaml';
import type { Path } from '../model/diagnostic';

/** A place in a text; lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One document of a YAML text. */
export interface YamlDocument {
  /** Where it stands in the text: the line of its first content. */
  readonly position: Position;
  /** What it holds, as plain data; integers that a number cannot hold are bigints. Absent where there are problems. */
  readonly value?: unknown;
  /** Why it cannot be read. Empty: it can. */
  readonly problems: readonly (Position & { readonly message: string })[];
  /** Where a field stands, or the nearest one around it that does. */
  locate(path: Path): Position;
}

/**
 * What Kubernetes' own reader (sigs.k8s.io/yaml) does not know, or reads as text: times, numbers to the base of 60,
 * binary data and the collections of YAML 1.1.
 */
const NOT_IN_KUBERNETES = new Set(
  ['timestamp', 'binary', 'omap', 'pairs', 'set'].map((tag) => `tag:yaml.org,2002:${tag}`),
);

/**
 * Reads YAML or JSON as kubectl does: YAML 1.1, so `yes` and an unquoted `n` are booleans, several documents, merge
 * keys. Documents without content are left out. Stricter in one thing: a key that stands twice is a problem.
 */
export function parseYaml(text: string): YamlDocument[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    version: '1.1',
    intAsBigInt: true,
    lineCounter: lines,
    prettyErrors: false, // a pretty error quotes the text around it, which may hold a secret
    customTags: (tags: Tags) =>
      tags.filter(
        (tag) =>
          typeof tag === 'string' || (!NOT_IN_KUBERNETES.has(tag.tag) && !('format' in tag && tag.format === 'TIME')),
      ),
  });
  if (!Array.isArray(documents)) return [];
  return (documents as Document.Parsed[]).flatMap((document) => {
    const read = readDocument(document, lines);
    return read.problems.length === 0 && (read.value === null || read.value === undefined) ? [] : [read];
  });
}

function readDocument(document: Document.Parsed, lines: LineCounter): YamlDocument {
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const start = positionOf(document.contents?.range?.[0] ?? document.range[0]);
  const locate = (path: Path): Position => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return positionOf(node.range[0]);
    }
    return start;
  };
  const problemOf = (problem: YAMLError) => ({ ...positionOf(problem.pos[0]), message: sentence(problem.message) });

  const problems = [...document.errors, ...document.warnings].map(problemOf);
  if (problems.length > 0) return { position: start, problems, locate };
  try {
    return { position: start, value: withNumbers(document.toJS({ maxAliasCount: 100 })), problems, locate };
  } catch (cause) {
    const message = cause instanceof RangeError ? 'an alias stands within what it refers to' : (cause as Error).message;
    return { position: start, problems: [{ ...start, message: sentence(message) }], locate };
  }
}

/** Integers come as bigints, so that none is rounded unseen: those that fit become numbers. */
function withNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return BigInt.asIntN(54, value) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (Array.isArray(value)) return value.map(withNumbers);
  if (typeof value !== 'object' || value === null) return value;
  for (const [key, item] of Object.entries(value)) {
    const converted = withNumbers(item);
    if (converted !== item)
      Object.defineProperty(value, key, { value: converted, enumerable: true, writable: true, configurable: true });
  }
  return value;
}

function sentence(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');
}
