import { createHash } from 'node:crypto';

/**
 * JSON with the keys of every map in code-unit order, so that objects which are equal give equal text whatever order
 * their keys were written in (an API server returns them sorted). Entries that are `undefined` are left out.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const item = (value as Record<string, unknown>)[key];
    if (item !== undefined) text += `${text === '' ? '' : ','}${quoted(key)}:${canonicalJson(item)}`;
  }
  return `{${text}}`;
}

/** What JSON holds as it is; most texts are such, and it is faster to see that than to have them escaped. */
const UNESCAPED = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return UNESCAPED.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** The SHA-256 of the value's canonical JSON, in lower-case hexadecimal: 64 digits. */
export function digest(value: unknown): string {
  return sha256(canonicalJson(value));
}

/** The SHA-256 of a text (UTF-8), in lower-case hexadecimal: 64 digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
