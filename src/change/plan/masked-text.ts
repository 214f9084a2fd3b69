import { canonicalJson, type FieldPath, mapParts } from '../../json';
import { parseYaml } from '../../yaml';
import {
  holdsSecret,
  isSecretContent,
  isSensitive,
  masked,
  mayBeData,
  namesSecret,
  secretSettings,
  secretsIn,
} from './sensitive';

/** The replacement for a secret in a text: a reference, which is no secret. */
const REFERENCE = '$' + '{sensitive}';

/**
 * A value without secrets. Of a string that contains one, such as values in a ConfigMap or a command line, the rest
 * stays.
 *
 * @param pathsOf the parts that may be secret
 * @param part the value, or a part of it in its place
 */
export function valueWithoutSecrets(
  value: unknown,
  pathsOf: (value: unknown) => readonly FieldPath[],
  part: unknown = value,
): unknown {
  const paths = pathsOf(value);
  if (paths.length === 0) return part;
  // secrets by their place, regardless of their content
  const whole = pathsOf(withPlainTexts(value));
  const texts = paths.filter((path) => !isSensitive(path, whole));
  return masked(masked(part, whole), texts, (text) => (typeof text === 'string' ? maskedText(text) : REFERENCE));
}

function withPlainTexts(value: unknown): unknown {
  if (typeof value === 'string') return isSecretContent(value) || holdsSecret(value) ? PLAIN : value;
  return mapParts(value, withPlainTexts);
}

/** It is a secret only in a field for one, or for a header of HTTP. */
const PLAIN = 'bearer text';

/** A text that contains a secret, without it: as JSON if it is YAML or JSON. Reduced to nothing in case of doubt. */
function maskedText(text: string): string {
  const rest = maskedLines(maskedData(text) ?? text);
  return isSecretContent(rest) || holdsSecret(rest) ? REFERENCE : rest;
}

/** Without comments, which may contain secrets, too. */
function maskedData(text: string): string | undefined {
  if (!mayBeData(text)) return undefined;
  const documents = parseYaml(text);
  const isData = documents.every(({ value, problems }) => problems.length === 0 && typeof value === 'object');
  if (!isData || documents.length === 0) return undefined;
  return canonicalJson(valueWithoutSecrets({ documents: documents.map(({ value }) => value) }, secretsIn));
}

/** Masks what a text assigns: to the end of the line where a line begins with a key, else to the end of a word. */
function maskedLines(text: string): string {
  const kept: string[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    const { rest, ending } = maskedLine(line);
    kept.push(rest);
    const opening = openingOf(line);
    if (ending === 'quote' || opening === 'bracket') break;
    if (ending === 'line' || opening === 'value') at = endOfValue(lines, at, opening === 'value');
  }
  return kept.join('\n');
}

/** Whether the value of a key or an option that names a secret begins in a later line, or in a bracket that is open. */
function openingOf(line: string): 'value' | 'bracket' | undefined {
  const comment = line.search(/\s#/);
  const text = (comment < 0 ? line : line.slice(0, comment)).trimEnd();
  const [, key, begin] = KEY_AT_END.exec(text) ?? OPTION_AT_END.exec(text) ?? [];
  if (key === undefined || !namesSecret(key)) return undefined;
  return /[[{(]/.test(begin ?? '') ? 'bracket' : 'value';
}

const KEY_AT_END = /(?<![\w.])([A-Za-z_][\w.-]{0,99})["']?[^\S\n]*[:=][^\S\n]*([|>][-+\d]{0,9}|[[{(])?$/;

const OPTION_AT_END = /(?<![\w-])--?([A-Za-z][\w-]{0,99})["']?,?$/;

/**
 * The last line of a value that goes on in deeper lines. Between them may be blank lines, comments, and lines of a
 * template.
 *
 * @param isOpen whether no part of the value is in its first line: then it may be a list that is not deeper
 */
function endOfValue(lines: readonly string[], first: number, isOpen: boolean): number {
  const own = lines[first] as string;
  const between = COMMENT.test(own) ? /^[\s#]*$/ : BETWEEN;
  let end = first;
  for (let at = first + 1; at < lines.length; at++) {
    const line = lines[at] as string;
    const isItem = isOpen && indentOf(line) === indentOf(own) && ITEM.test(line);
    if (lines[at - 1]?.endsWith('\\') || indentOf(line) > indentOf(own) || isItem) end = at;
    else if (!between.test(line)) break;
  }
  return end;
}

const COMMENT = /^\s*#/;

const BETWEEN = /^\s*(?:$|#|\{\{[^#]*\}\}\s*$)/;

const ITEM = /^[\s#]*(?:-|["'])/;

/** @returns the line, and whether a value ends with it, or is in quotes that it does not close */
function maskedLine(line: string): { readonly rest: string; readonly ending?: 'line' | 'quote' } {
  let rest = '';
  let end = 0;
  for (const { start, value } of [...secretSettings(line)].sort((a, b) => a.value - b.value)) {
    if (value < end) continue;
    rest += line.slice(end, value) + REFERENCE;
    const quote = /["']/.exec(line.charAt(value - 1))?.[0];
    if (quote !== undefined) {
      end = closingQuote(line, value, quote);
      if (end === line.length) return { rest, ending: 'quote' };
    } else if (start < LONGEST_INDENT && /^\s*(?:export\s+|-\s+)?["']?$/.test(line.slice(0, start))) {
      return { rest, ending: 'line' };
    } else {
      WORD.lastIndex = value;
      end = value + (WORD.exec(line)?.[0].length ?? 0);
    }
  }
  const goesOn = end === line.length && line.endsWith('\\');
  return { rest: rest + line.slice(end), ...(goesOn && { ending: 'line' }) };
}

const WORD = /[^\s,;&]*/y;

const LONGEST_INDENT = 200;

/** The index of a closing quote; the length of the line if there is none. */
function closingQuote(line: string, from: number, quote: string): number {
  for (let at = from; at < line.length; at++) {
    if (line[at] === quote) return at;
    if (line[at] === '\\') at++;
  }
  return line.length;
}

/** The column of the text in a line, or in a comment; -1 if it is blank. */
function indentOf(line: string): number {
  return line.search(/[^\s#]/);
}
