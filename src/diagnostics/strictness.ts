import { DIAGNOSTIC_CODES, type DiagnosticCode } from './codes';
import { didYouMean } from './nearest';

/** Which warnings are errors: all, but for those with the excepted codes. */
export interface Strictness {
  readonly except: readonly DiagnosticCode[];
}

/** Makes warnings errors. Anything without a code stays as it is. */
export function applyStrictness<T extends { readonly severity: 'error' | 'warning'; readonly code?: DiagnosticCode }>(
  found: T,
  strictness: Strictness | undefined,
): T {
  const { severity, code } = found;
  if (strictness === undefined || severity === 'error' || code === undefined) return found;
  return strictness.except.includes(code) ? found : { ...found, severity: 'error' };
}

/** What is wrong with the name of a code, for a message; `undefined` where there is such a code. */
export function codeProblem(name: string): string | undefined {
  if (isCode(name)) return undefined;
  return `${JSON.stringify(name)} is not a code of docs/diagnostics.md${didYouMean(name, Object.keys(DIAGNOSTIC_CODES))}`;
}

/** Whether a text is the code of a diagnostic. */
export function isCode(name: string): name is DiagnosticCode {
  return Object.hasOwn(DIAGNOSTIC_CODES, name);
}
