import { DIAGNOSTIC_CODES, type DiagnosticCode } from './codes';
import { didYouMean } from './nearest';

/** The warnings that become errors: all, except those with these codes. */
export interface Strictness {
  readonly except: readonly DiagnosticCode[];
}

/** Turns warnings into errors. Objects without a code are returned unchanged. */
export function applyStrictness<T extends { readonly severity: 'error' | 'warning'; readonly code?: DiagnosticCode }>(
  found: T,
  strictness: Strictness | undefined,
): T {
  const { severity, code } = found;
  if (strictness === undefined || severity === 'error' || code === undefined) return found;
  return strictness.except.includes(code) ? found : { ...found, severity: 'error' };
}

/** The error in the name of a code, for a message; `undefined` if the code exists. */
export function codeProblem(name: string): string | undefined {
  if (isCode(name)) return undefined;
  return `${JSON.stringify(name)} is not a code of docs/diagnostics.md${didYouMean(name, Object.keys(DIAGNOSTIC_CODES))}`;
}

/** Whether a string is a diagnostic code. */
export function isCode(name: string): name is DiagnosticCode {
  return Object.hasOwn(DIAGNOSTIC_CODES, name);
}
