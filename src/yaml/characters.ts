/** What Kubernetes' reader does not take for text (yaml_parser_update_buffer of go-yaml). */
const NOT_TEXT = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;
/** Ends of lines to readers of YAML 1.1, such as Kubernetes' own, and no more than letters to those of YAML 1.2. */
const DISPUTED_BREAK = /[\x85\u2028\u2029]/;

/** The first character of a text that cannot stand in YAML, or not so that all readers agree; nothing where none is. */
export function oddCharacter(text: string): { readonly offset: number; readonly message: string } | undefined {
  const offset = text.search(NOT_TEXT);
  if (offset >= 0) {
    return {
      offset,
      message: `YAML does not allow this character (${name(text, offset)}): in double quotes ${ESCAPE}`,
    };
  }
  const disputed = text.search(DISPUTED_BREAK);
  if (disputed < 0) return undefined;
  const message = `this character (${name(text, disputed)}) ends a line for some readers: in double quotes ${ESCAPE}`;
  return { offset: disputed, message };
}

const ESCAPE = 'it can be written as an escape';

function name(text: string, offset: number): string {
  return `U+${(text.codePointAt(offset) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
