import { Composer, type CST, type Document, Lexer, Parser } from 'yaml';

/** Everything is text to the composer: what it means to Kubernetes is decided here. */
const OPTIONS = {
  version: '1.1',
  schema: 'failsafe',
  resolveKnownTags: false,
  uniqueKeys: false, // would compare every key with every other
  logLevel: 'silent',
} as const;

/** How deep maps and lists may be nested; more would take the parser's memory and the composer's stack. */
const MAX_DEPTH = 1000;

/**
 * The documents of a YAML text, one by one, with whatever is wrong with them.
 *
 * @throws RangeError where maps and lists are nested too deep
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
