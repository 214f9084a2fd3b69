import { kindOf } from './values/json';

const LIMIT = 60;

/**
 * A value as an error message shows it: JSON, cut to a readable length, without the credentials of a URL. Maps and
 * lists are named, not shown.
 */
export function show(value: unknown): string {
  if (typeof value === 'string') {
    const text = value.replace(/(:\/\/)[^/@\s]+@/g, '$1***@');
    return JSON.stringify(text.length > LIMIT ? `${text.slice(0, LIMIT)}…` : text);
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return kindOf(value);
}
