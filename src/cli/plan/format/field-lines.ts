import { diffLines } from 'diff';
import type { FieldChange } from '../../../change';
import { formatPath, jsonText, stringOf } from '../../../json';
import { millisecondsOf } from '../../../kubernetes';

/** The change of a line. */
export type Sign = '+' | '-' | '~' | ' ';

/** A line of a plan. */
export interface PlanLine {
  readonly sign: Sign;
  readonly text: string;
}

/** The change of a field: one line, or for a multi-line text one for each line that differs. */
export function fieldLines(field: FieldChange): PlanLine[] {
  const { path, before, after, sensitive } = field;
  const name = escaped(formatPath(path));
  const sign = signOf(field);
  if (before === undefined && after === undefined) return [{ sign, text: name }];
  const notes = notesOf(field);
  if (sensitive) return [{ sign, text: `${name}: ${before ?? after}${notes}` }];
  if (isText(before ?? '') && isText(after ?? '') && `${before}${after}`.includes('\n')) {
    return [{ sign, text: `${name}:${notes}` }, ...textLines(stringOf(before) ?? '', stringOf(after) ?? '')];
  }
  const values = [before, after].filter((value) => value !== undefined).map(valueText);
  return [{ sign, text: `${name}: ${values.join(' -> ')}${notes}` }];
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function signOf({ before, after }: FieldChange): Sign {
  if (before === undefined && after !== undefined) return '+';
  return after === undefined && before !== undefined ? '-' : '~';
}

function notesOf({ before, after, sensitive, forces, unverified }: FieldChange): string {
  const isBoth = before !== undefined && after !== undefined;
  const [old, now] = [before, after].map((text) => millisecondsOf(stringOf(text) ?? ''));
  const notes = [
    sensitive && isBoth && 'value changes',
    !sensitive && old !== undefined && old === now && 'the same duration',
    forces && 'forces replacement',
    unverified && 'uncertain',
  ].filter((note) => note !== undefined && note !== false);
  return notes.length === 0 ? '' : `   # ${notes.join(', ')}`;
}

/** The number of unchanged lines around changed ones. */
const CONTEXT = 2;

function textLines(before: string, after: string): PlanLine[] {
  const lines = diffLines(before, after).flatMap(({ value, added, removed }) => {
    const sign: Sign = added ? '+' : removed ? '-' : ' ';
    return value
      .replace(/\n$/, '')
      .split('\n')
      .map((text): PlanLine => ({ sign, text: `    ${escaped(text)}` }));
  });
  const isNear = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== ' '),
  );
  return lines.flatMap((line, index) => {
    if (isNear[index]) return [line];
    return index === 0 || isNear[index - 1] ? [{ sign: ' ' as const, text: '    …' }] : [];
  });
}

/** A value as JSON, in one line. */
export function valueText(value: unknown): string {
  return escaped(jsonText(value));
}

/** Characters that a terminal would interpret, or that change the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ACTIVE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A text that is safe to print on a terminal. */
export function escaped(text: string): string {
  return text.replace(ACTIVE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
