import { memoize } from '../json';

/** Words that some reader takes for null or a boolean. */
const WORD = /^(?:~|null|y|yes|n|no|true|false|on|off)$/i;
/** What some reader takes for a number: YAML 1.1 (with `_`, and to the base of 60), YAML 1.2 (`0o17`) or Go (`0X1F`). */
const NUMBER = new RegExp(
  [
    /[-+]?[\d_]*\.?[\d_]*/,
    /[-+]?[\d_]*\.?[\d_]*e[-+]?[\d_]+/,
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
/** Keys that YAML 1.1 gives a meaning: merge, and the default value. */
const SPECIAL_KEY = /^(?:<<|=)$/;

/** What can begin a text without quotes: no indicator, but a dash before something else than a space, as in `--flag`. */
const PLAIN_START = /^(?:[^-?:,[\]{}#&*!|>'"%@`\s]|-[^-\s]|--[^-\s])/;
/** What ends a text without quotes before its own end. */
const PLAIN_BREAK = /[:\s]$|:\s|\s#/;
/** What is printed as it is: neither controls, nor what some reader takes for the end of a line, nor odd kinds of space. */
const PRINTABLE =
  /^[\n\x20-\x7e\xa1-\u167f\u1681-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff\u3001-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** Most texts, with the first letters that no number and the length that no word has. */
const SIMPLE = /^[A-DF-Za-df-z][\w./-]{5,}$/;

/** A text in one line: without quotes where every reader takes it for a text, else in quotes. */
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

/** In single quotes where that saves escapes, as in JSON. Else in double quotes: JSON's escapes are YAML's. */
function quoted(text: string): string {
  if (text.includes('"') && !/['\n]/.test(text) && PRINTABLE.test(text)) return `'${text}'`;
  if (HALF_PAIR.test(text)) throw new TypeError('half of a surrogate pair is not text, so that YAML cannot hold it');
  return JSON.stringify(text).replace(TO_ESCAPE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A line that begins or ends with space, other than in the middle of its block: readers differ on those. */
const SPACE_AT_ENDS = /^\s|[^\S\n](?:\n|$)/;

/**
 * A text as a value: several lines as a block, if they can be one, anything else in one line.
 *
 * @param indent of the lines of a block: two spaces more than that of what holds the value
 */
export function valueText(text: string, indent: string): string {
  if (!text.includes('\n') || SPACE_AT_ENDS.test(text) || !PRINTABLE.test(text)) return inlineText(text);
  const chomping = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
  const lines = (chomping === '-' ? text : text.slice(0, -1)).replace(/^(?=.)/gm, indent);
  return `|${chomping}\n${lines}`;
}
