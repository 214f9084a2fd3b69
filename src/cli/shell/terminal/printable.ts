/** White space, characters that a terminal would interpret, and characters that change the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ACTIVE = /[\s\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;

/** A text from a cluster in one line, safe for a terminal: it must not move the cursor. */
export function printable(text: string): string {
  return text.replace(ACTIVE, ' ').trim();
}
