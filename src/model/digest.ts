import { createHash } from 'node:crypto';

/**
 * JSON with the keys of every map in code-unit order, so that objects which are equal give equal text whatever order
 * their keys were written in (an API server returns them sorted). Entries that are `undefined` are left out.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.keys(value)
      .sort()
      .map((key) => [key, (value as Record<string, unknown>)[key]] as const)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
    return `{${entries.join(',')}}`;
  }
  return JSON.stringify(value);
}

/** The SHA-256 of the value's canonical JSON, in lower-case hexadecimal: 64 digits. */
export function digest(value: unknown): string {
  return sha256(canonicalJson(value));
}

/** The SHA-256 of a text (UTF-8), in lower-case hexadecimal: 64 digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
