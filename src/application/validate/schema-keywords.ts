/** A rule as a CRD gives it (`x-kubernetes-validations`). */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
}

/** The keyword of rules. */
export const RULES_KEYWORD = 'x-kubernetes-validations';

/** The pattern that Flux has for durations, and the one without hours that it has for the timeouts of sources. */
export const DURATION = /^\^\(\[0-9\]\+.*\(ms\|s\|m(\|h)?\)\)\+\$$/;
