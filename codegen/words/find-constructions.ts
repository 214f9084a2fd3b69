import { CONSTRUCTIONS, type Construction, EXCEPTIONS, type Exception } from './constructions';

/** A construction in a file. */
export interface Hit {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly construction: Construction;
}

/** A line break in a paragraph, with the marks that begin the next line of a comment or join the parts of a string. */
const LINE_BREAK = /(?: ?['`] \+)?[ \t]*\n[ \t]*(?:\*(?!\/) ?|\/\/ ?|['`](?=\S)|#+ )?/g;

/**
 * The text with every line break replaced by white space of the same length, so that sentences are in one line and
 * every character keeps its position.
 */
function joinLines(text: string): string {
  return text.replace(LINE_BREAK, (found) => ' '.repeat(found.length));
}

/** The constructions to avoid in a file, in the order of the file. */
export function findConstructions(
  file: string,
  text: string,
  exceptions: readonly Exception[] = EXCEPTIONS,
): readonly Hit[] {
  const joined = joinLines(text);
  const allowed = exceptions
    .filter((each) => each.file === file)
    .map((each) => joinLines(each.text).replace(/ +/g, ' '));
  const hits = CONSTRUCTIONS.flatMap((construction) =>
    [...joined.matchAll(globalOf(construction))].map((match) => ({
      construction,
      found: match[0],
      index: match.index,
    })),
  );
  return hits
    .filter(({ found, index }) => {
      const around = joined.slice(Math.max(0, index - 120), index + found.length + 120).replace(/ +/g, ' ');
      return !allowed.some((part) => around.includes(part));
    })
    .sort((a, b) => a.index - b.index)
    .map(({ construction, found, index }) => ({
      file,
      line: text.slice(0, index).split('\n').length,
      text: found.trim().replace(/ +/g, ' '),
      construction,
    }));
}

/** The pattern for text in which white space may be of any length. */
function globalOf({ pattern }: Construction): RegExp {
  return new RegExp(pattern.source.replaceAll(' ', '\\s+'), `g${pattern.flags}`);
}
