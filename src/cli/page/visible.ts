/** Characters that change the direction of text, or are invisible: a message must not look like another one. */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Data as JSON for the page. Invisible characters in its strings, which come from clusters, are replaced by U+FFFD. */
export function pageJson(data: unknown): string {
  return JSON.stringify(data, (_, value) => (typeof value === 'string' ? value.replace(HIDDEN, '\ufffd') : value));
}
