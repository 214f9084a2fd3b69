import { type FieldPath, formatPath, kindOf } from '../json';
import type { DiagnosticCode } from './codes';

/**
 * An error or a warning about an input.
 *
 * A message is one line: lower case, no full stop, with the problem and what is allowed. It never contains a value of
 * `values`, `set` or a patch, because those may be secrets.
 */
export interface Diagnostic {
  /** `error`: nothing may be emitted. `warning`: the result is valid, but probably not intended. */
  readonly severity: 'error' | 'warning';
  /** A stable code, such as `chart-missing`. docs/diagnostics.md lists the codes. */
  readonly code: DiagnosticCode;
  /** The path of the field, from the root of the object: keys and list indices. Empty: the object as a whole. */
  readonly path: FieldPath;
  /** The problem, to be printed after the path. */
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

/**
 * Each diagnostic once, in the order of the first. Of two that differ only in severity, the error is kept: targets may
 * say the same of one place with different certainty.
 */
export function withoutRepetitions(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { code, path, message } = diagnostic;
    const key = JSON.stringify([path, code, message]);
    if (found.get(key)?.severity !== 'error') found.set(key, diagnostic);
  }
  return [...found.values()];
}

/** `path: message`, or only the message if the path is empty. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const path = formatPath(diagnostic.path);
  return path === '' ? diagnostic.message : `${path}: ${diagnostic.message}`;
}

const LIMIT = 60;
/** The number of characters that are searched for credentials. */
const READ = 10_000;

/** The part before the last `@` of a URL, and `user:password` before one without a scheme. */
const CREDENTIALS = /(?<=:\/\/)\S+(?=@)|(?<!\S)[^\s:/@]+:(?!\/\/)\S*(?=@)/g;

/**
 * A value for an error message: JSON, truncated to a readable length, without the credentials of a URL. Maps and lists
 * are named, not shown.
 */
export function redacted(value: unknown): string {
  if (typeof value === 'string') {
    const text = value.slice(0, READ).replace(CREDENTIALS, '***');
    return JSON.stringify(text.length > LIMIT ? `${text.slice(0, LIMIT)}…` : text);
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return kindOf(value);
}
