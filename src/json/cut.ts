const ELLIPSIS = '…';

/** The text, truncated to this number of bytes in JSON, with an ellipsis at the end if it was longer. */
export function cut(text: string, limit: number): string {
  let size = 0;
  let kept = 0;
  for (const character of text) {
    size += sizeOf(character);
    if (size > limit) return `${text.slice(0, kept)}${ELLIPSIS}`;
    if (size <= limit - sizeOf(ELLIPSIS)) kept += character.length;
  }
  return text;
}

/** Whether a text has at most this number of bytes in JSON. */
export function fits(text: string, limit: number): boolean {
  return cut(text, limit) === text;
}

/** The bytes of a character in a JSON text in UTF-8. */
function sizeOf(character: string): number {
  const code = character.codePointAt(0) as number;
  if (code < 0x20) return 6; // \u0000 in the worst case
  if (character === '"' || character === '\\') return 2;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
