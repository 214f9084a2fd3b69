import { Composer, type CST, type Document, isScalar, Lexer, Parser, Scalar, visit, type YAMLError } from 'yaml';

/**
 * The options of the composer, which treats all scalars as strings. Their Kubernetes types are determined in
 * scalars.ts.
 */
const OPTIONS = {
  version: '1.1',
  schema: 'failsafe',
  resolveKnownTags: false,
  uniqueKeys: false, // would compare every key with every other
  logLevel: 'silent',
} as const;

/**
 * The maximum nesting depth of maps and lists; deeper nesting would exhaust the parser's memory and the composer's
 * stack.
 */
const MAX_DEPTH = 1000;

/**
 * The documents of a YAML text, one by one, with their errors.
 *
 * @throws RangeError if maps and lists are nested too deeply
 */
export function composeDocuments(text: string): Iterable<Document.Parsed> {
  return new Composer(OPTIONS).compose(parse(text), true, text.length) as Iterable<Document.Parsed>;
}

function* parse(text: string): Generator<CST.Token> {
  const parser = new Parser();
  let brackets = 0;
  let indicators = 0; // of the line: `- - -` nests as well
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === '[' || lexeme === '{') brackets++;
    else if (lexeme === ']' || lexeme === '}') brackets--;
    else if (lexeme.endsWith('\n')) indicators = 0;
    else if (brackets <= 0 && (lexeme === '-' || lexeme === '?' || lexeme === ':')) indicators++;
    if (brackets > MAX_DEPTH || indicators > MAX_DEPTH) throw new RangeError('nested too deep');
    yield* parser.next(lexeme);
  }
  yield* parser.end();
}

/** A byte order mark at which a document begins, with everything between the previous document and it. */
const MARKED_DOCUMENT = /(?:^|(?:^|\n)---[ \t]*(?:#.*)?\r?\n)(?:[ \t]*(?:#.*)?\r?\n)*\ufeff/g;

/**
 * Removes the byte order marks at the start of documents, which occur if files saved by Windows editors are
 * concatenated with `cat`. kubectl skips them. All other characters except line endings keep their offsets.
 *
 * @param text a text without a leading byte order mark
 */
export function withoutByteOrderMarks(text: string): string {
  if (!text.includes('\ufeff')) return text;
  return text.replace(MARKED_DOCUMENT, (start) => {
    const lineEnd = /(?:\r?\n)?\ufeff$/.exec(start)?.[0].slice(0, -1) ?? '';
    return lineEnd === '' ? start.slice(0, -1) : `${start.slice(0, -1 - lineEnd.length)} ${lineEnd}`;
  });
}

/** Characters that Kubernetes' reader rejects (yaml_parser_update_buffer of go-yaml). */
const NOT_TEXT = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
/** A byte order mark in the first column: some readers skip it, others treat it as a column or as text. */
const MARKED_LINE = /(?<=^|\n)\ufeff/;
/** Line endings for readers of YAML 1.1, such as Kubernetes' own, but ordinary characters for readers of YAML 1.2. */
const DISPUTED_BREAK = /[\x85\u2028\u2029]/;

/** The first character that is not allowed in YAML, or that readers treat differently; undefined if there is none. */
export function oddCharacter(text: string): { readonly offset: number; readonly message: string } | undefined {
  const offset = text.search(NOT_TEXT);
  if (offset >= 0) {
    return {
      offset,
      message: `YAML does not allow this character (${name(text, offset)}): in double quotes ${ESCAPE}`,
    };
  }
  const mark = text.search(MARKED_LINE);
  if (mark >= 0) return { offset: mark, message: 'a byte order mark (U+FEFF) is inside this document: delete it' };
  const disputed = text.search(DISPUTED_BREAK);
  if (disputed < 0) return undefined;
  const message = `this character (${name(text, disputed)}) ends a line for some readers: in double quotes ${ESCAPE}`;
  return { offset: disputed, message };
}

const ESCAPE = 'it can be written as an escape';

function name(text: string, offset: number): string {
  return `U+${(text.codePointAt(offset) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The reason why a text is not YAML, and the position. */
export interface SyntaxProblem {
  readonly offset: number;
  readonly message: string;
}

/**
 * The first problem found while composing a document. Its message contains none of the text, which may be a secret.
 * Later problems are mostly consequences of the first one.
 */
export function syntaxProblem(document: Document.Parsed): SyntaxProblem | undefined {
  const [error, next] = document.errors;
  if (error === undefined) return undefined;
  const goesOn = next?.code === 'MULTILINE_IMPLICIT_KEY' && next.pos[0] === error.pos[0];
  const isIndented = error.code === 'BLOCK_AS_IMPLICIT_KEY' && goesOn;
  return { offset: offsetOf(error, document), message: isIndented ? INDENTED_TOO_FAR : messageOf(error) };
}

/** The parser's names of tokens, and names that YAML authors know. */
const TOKENS: Readonly<Record<string, string>> = {
  alias: 'alias',
  anchor: 'anchor',
  'block-scalar-header': 'block of text',
  'block-scalar': 'block of text',
  'double-quoted-scalar': 'text in quotes',
  'explicit-key-ind': '"?"',
  'flow-map-end': '"}"',
  'flow-map-start': '"{"',
  'flow-seq-end': '"]"',
  'flow-seq-start': '"["',
  'map-value-ind': '":"',
  scalar: 'text',
  'seq-item-ind': '"-"',
  'single-quoted-scalar': 'text in quotes',
  tag: 'tag',
};

/** Messages of the parser that use its vocabulary, and their replacements. */
const IN_OTHER_WORDS: Readonly<Record<string, string>> = {
  'All mapping items must start at the same column': 'the keys of a map must begin in the same column',
  'All sequence items must start at the same column': 'the items of a list must begin in the same column',
  'Flow map in block collection must be sufficiently indented and end with a }':
    'a map that begins with "{" must end with "}", and be indented like the text around it',
  'Flow sequence in block collection must be sufficiently indented and end with a ]':
    'a list that begins with "[" must end with "]", and be indented like the text around it',
  'Implicit keys need to be on a single line': 'a key needs ":" and a space after it, in the same line',
  'Implicit map keys need to be followed by map values': 'a key must have ":" after it',
  'Sequence item without - indicator': 'the items of a list must begin with "-", all in the same column',
  'Nested mappings are not allowed in compact mappings':
    'a string with ": " in it needs quotes, and a map as a value needs separate lines',
};

const INDENTED_TOO_FAR = 'this string continues in the next line, which is indented further: is that a separate key?';

function messageOf({ code, message }: YAMLError): string {
  switch (code) {
    case 'BAD_SCALAR_START':
      return `a text that begins with ${JSON.stringify(message.slice(-1))} needs quotes`;
    case 'BAD_DIRECTIVE':
      return 'this directive (a line that begins with "%") is not understood';
    case 'BAD_DQ_ESCAPE':
      return 'this escape does not exist in double quotes; a backslash is written "\\\\"';
    case 'MISSING_CHAR':
      if (UNCLOSED.test(message)) return 'the quotes that open here are not closed';
      return IN_OTHER_WORDS[message] ?? lowerFirst(message);
    case 'RESOURCE_EXHAUSTION':
      return 'maps and lists are nested too deep';
    case 'TAG_RESOLVE_FAILED':
      return 'this tag is not understood';
    case 'UNEXPECTED_TOKEN': {
      const token = /^Unexpected ([\w-]+|,)/.exec(message)?.[1];
      const thing = token === ',' ? '","' : TOKENS[token ?? ''];
      return thing === undefined ? 'there is something unexpected here' : `unexpected ${thing}`;
    }
    default:
      return IN_OTHER_WORDS[message] ?? lowerFirst(message);
  }
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

const UNCLOSED = /^Missing closing .quote/;

/**
 * The offset of an error. For an unclosed quote, it is where the quote was opened, because the end of the text is not
 * helpful.
 */
function offsetOf(error: YAMLError, document: Document.Parsed): number {
  let offset = error.pos[0];
  if (!UNCLOSED.test(error.message)) return offset;
  visit(document, {
    Scalar(_, node) {
      const isQuoted = node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE;
      if (isScalar(node) && isQuoted && node.range && node.range[1] >= error.pos[0]) offset = node.range[0];
    },
  });
  return offset;
}
