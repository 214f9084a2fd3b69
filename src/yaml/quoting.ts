import { memoize } from '../json';

/** Words that some readers read as null or a boolean. */
const WORD = /^(?:~|null|y|yes|n|no|true|false|on|off)$/i;
/**
 * Strings that some readers read as a number: YAML 1.1 (with `_`, and in base 60), YAML 1.2 (`0o17`) or Go (`0X1F`).
 */
const NUMBER = new RegExp(
  [
    // not `[\d_]*\.?[\d_]*`, which tries every split of the digits
    /[-+]?[\d_]*(?:\.[\d_]*)?/,
    /[-+]?[\d_]*(?:\.[\d_]*)?e[-+]?[\d_]+/,
    /[-+]?0[xob][\da-f_]*/,
    /[-+]?\d[\d_]*(?::\d+)+(?:\.[\d_]*)?/,
    /[-+]?\.(?:inf|nan)/,
  ]
    .map(({ source }) => `^(?:${source})$`)
    .join('|'),
  'i',
);
/** Times of YAML 1.1. */
const TIME = /^\d{4}-\d\d?-\d\d?(?:$|[Tt\s])/;
/** Keys with a special meaning in YAML 1.1: merge, and the default value. */
const SPECIAL_KEY = /^(?:<<|=)$/;

/**
 * The start of an unquoted string: not an indicator, except a dash followed by something other than a space, as in
 * `--flag`.
 */
const PLAIN_START = /^(?:[^-?:,[\]{}#&*!|>'"%@`\s]|-[^-\s]|--[^-\s])/;
/** Characters that would end an unquoted string. */
const PLAIN_BREAK = /[:\s]$|:\s|\s#/;
/**
 * Characters that can be printed unescaped: no control characters, no characters that some readers treat as a line
 * ending, no unusual spaces.
 */
const PRINTABLE =
  /^[\n\x20-\x7e\xa1-\u167f\u1681-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff\u3001-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** Matches most strings: the first letter is not that of a number, and no reserved word is as long. */
const SIMPLE = /^[A-DF-Za-df-z][\w./-]{5,}$/;

/** A string in one line: unquoted if every reader reads it as a string, otherwise in quotes. */
export function inlineText(text: string): string {
  return SIMPLE.test(text) ? text : written(text);
}

const written = memoize((text) => {
  const isPlain =
    PLAIN_START.test(text) &&
    !PLAIN_BREAK.test(text) &&
    PRINTABLE.test(text) &&
    !WORD.test(text) &&
    !NUMBER.test(text) &&
    !TIME.test(text) &&
    !SPECIAL_KEY.test(text) &&
    !text.startsWith('...') &&
    !text.includes('\n');
  return isPlain ? text : quoted(text);
});

const HALF_PAIR = /\p{Surrogate}/u;
const TO_ESCAPE = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

/**
 * Quotes a text: in single quotes if that avoids escapes, as for a text that is JSON; otherwise in double quotes with
 * the escapes of JSON, which are valid in YAML.
 */
function quoted(text: string): string {
  if (text.includes('"') && !/['\n]/.test(text) && PRINTABLE.test(text)) return `'${text}'`;
  if (HALF_PAIR.test(text)) throw new TypeError('half of a surrogate pair is not text, so YAML cannot contain it');
  return JSON.stringify(text).replace(TO_ESCAPE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A text that begins with white space, or has a line that ends with it: readers differ on such blocks. */
const SPACE_AT_ENDS = /^\s|[^\S\n](?:\n|$)/;

/**
 * A string as a value: a multi-line string as a block if possible, anything else in one line.
 *
 * @param indent the indentation of the lines of a block: two spaces more than that of the parent
 */
export function valueText(text: string, indent: string): string {
  if (!text.includes('\n') || SPACE_AT_ENDS.test(text) || !PRINTABLE.test(text)) return inlineText(text);
  const chomping = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
  const lines = (chomping === '-' ? text : text.slice(0, -1)).replace(/^(?=.)/gm, indent);
  return `|${chomping}\n${lines}`;
}
