/**
 * Untrusted texts in GitHub Flavored Markdown: names and values are not markup, mention nobody and reference nothing.
 * GitHub and GitLab recognize mentions, references and links everywhere except in code.
 */

/** A text of one line as a code span. A pipe would end a cell of a table, even there. */
export function codeSpan(text: string): string {
  if (text === '') return '';
  const plain = text.replaceAll('|', '\\u007c');
  const mark = '`'.repeat(longestRun(plain) + 1);
  // one space on either side is not shown, and a text of only spaces keeps them
  const isPadded = /^[ `]|[ `]$/.test(plain) && plain.trim() !== '';
  return isPadded ? `${mark} ${plain} ${mark}` : `${mark}${plain}${mark}`;
}

/** The words of a sentence, and their punctuation. */
const PLAIN_WORD = /^\(?(?:[A-Za-z]+(?:['’-][A-Za-z]+)*|\d{1,6})\)?[.,:;]*$/;

/** A sentence of one line that may contain names: every word that does not consist of letters becomes a code span. */
export function prose(text: string): string {
  return text
    .split(' ')
    .map((word) => {
      if (PLAIN_WORD.test(word)) return word;
      const [, name = '', end = ''] = /^(.*?)([.,:;]*)$/s.exec(word) ?? [];
      return `${codeSpan(name)}${end}`;
    })
    .join(' ');
}

/** A text of one line within HTML. */
export function htmlCode(text: string): string {
  const escaped = text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<code>${escaped}</code>`;
}

/** Lines as a block of code. */
export function fenced(language: string, lines: readonly string[]): string {
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return [`${fence}${language}`, ...lines, fence].join('\n');
}

/** The length of the longest run of backticks. */
function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
