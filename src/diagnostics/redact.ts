import { kindOf } from '../json';

const LIMIT = 60;
/** How far a text is looked through for credentials. */
const READ = 10_000;

/** What stands before the last `@` of a URL, and `user:password` before one without a scheme. */
const CREDENTIALS = /(?<=:\/\/)\S+(?=@)|(?<!\S)[^\s:/@]+:(?!\/\/)\S*(?=@)/g;

/**
 * A value as an error message shows it: JSON, cut to a readable length, without the credentials of a URL. Maps and
 * lists are named, not shown.
 */
export function show(value: unknown): string {
  if (typeof value === 'string') {
    const text = value.slice(0, READ).replace(CREDENTIALS, '***');
    return JSON.stringify(text.length > LIMIT ? `${text.slice(0, LIMIT)}…` : text);
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return kindOf(value);
}
