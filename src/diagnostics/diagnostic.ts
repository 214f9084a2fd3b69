import { type FieldPath, formatPath, kindOf } from '../json';
import type { DiagnosticCode } from './codes';

/**
 * One thing that is wrong with an input, or worth saying about it.
 *
 * A message is one line: lower case, no full stop, it names what is wrong and what is allowed. It never holds a value
 * of `values`, `set` or a patch, as those may be secrets.
 */
export interface Diagnostic {
  /** `error`: nothing may be emitted. `warning`: the result is valid, but probably not what was meant. */
  readonly severity: 'error' | 'warning';
  /** A stable name of what is wrong, such as `chart-missing`. docs/diagnostics.md lists them. */
  readonly code: DiagnosticCode;
  /** The field it is about, from the root of the object. Empty: the object as a whole. */
  readonly path: FieldPath;
  /** What is wrong, to follow the path. */
  readonly message: string;
}

export function error(code: DiagnosticCode, path: FieldPath, message: string): Diagnostic {
  return { severity: 'error', code, path, message };
}

export function warning(code: DiagnosticCode, path: FieldPath, message: string): Diagnostic {
  return { severity: 'warning', code, path, message };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === 'error');
}

/** `path: message`, or the message alone where the path is empty. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const path = formatPath(diagnostic.path);
  return path === '' ? diagnostic.message : `${path}: ${diagnostic.message}`;
}

const LIMIT = 60;
/** How far a text is looked through for credentials. */
const READ = 10_000;

/** The text before the last `@` of a URL, and `user:password` before one without a scheme. */
const CREDENTIALS = /(?<=:\/\/)\S+(?=@)|(?<!\S)[^\s:/@]+:(?!\/\/)\S*(?=@)/g;

/**
 * A value as an error message shows it: JSON, cut to a readable length, without the credentials of a URL. Maps and
 * lists are named, not shown.
 */
export function redacted(value: unknown): string {
  if (typeof value === 'string') {
    const text = value.slice(0, READ).replace(CREDENTIALS, '***');
    return JSON.stringify(text.length > LIMIT ? `${text.slice(0, LIMIT)}…` : text);
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return kindOf(value);
}
