import * as crypto from 'node:crypto';
import { memoize, type SharedParts } from './memoize';

/**
 * JSON with the keys of every map in code-unit order, so that equal objects give equal text regardless of key order (an
 * API server returns them sorted). Entries that are `undefined` are omitted.
 *
 * @param shared serialized parts of the value; more are added
 */
export function canonicalJson(value: unknown, shared?: SharedParts): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const texts = shared?.textsOf(value);
  const known = texts?.get(CANONICAL_JSON);
  if (known !== undefined) return known;
  const text = Array.isArray(value)
    ? listJson(value, shared)
    : mapJson(value as Readonly<Record<string, unknown>>, shared);
  return texts?.add(CANONICAL_JSON, text) ?? text;
}

/** The name of this serialization in {@link SharedParts}. */
const CANONICAL_JSON = 'canonical JSON';

function listJson(list: readonly unknown[], shared?: SharedParts): string {
  return `[${list.map((item) => canonicalJson(item ?? null, shared)).join(',')}]`;
}

function mapJson(map: Readonly<Record<string, unknown>>, shared?: SharedParts): string {
  let text = '';
  for (const key of Object.keys(map).sort()) {
    const item = map[key];
    if (item !== undefined) text += `${text === '' ? '' : ','}${quotedKey(key)}:${canonicalJson(item, shared)}`;
  }
  return `{${text}}`;
}

/** Matches strings that need no escapes. Most strings do, and the test is faster than escaping. */
const UNESCAPED = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return UNESCAPED.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** Memoized, because object keys repeat. */
const quotedKey = memoize(quoted);

/** The SHA-256 of the value's canonical JSON: 64 lower-case hexadecimal digits. */
export function digest(value: unknown, shared?: SharedParts): string {
  return sha256(canonicalJson(value, shared));
}

/** The SHA-256 of a text (UTF-8): 64 lower-case hexadecimal digits. */
export function sha256(text: string): string {
  // crypto.hash() takes half the time, but needs Node 20.12
  return crypto.hash ? crypto.hash('sha256', text) : crypto.createHash('sha256').update(text).digest('hex');
}
