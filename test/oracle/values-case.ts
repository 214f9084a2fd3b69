import type { Json, JsonObject } from '../../src/json/json';
import type { SetDifferenceCode } from '../../src/values/set-error';

/** A case for the oracle (harness/go/oracle). */
export interface ValuesCase {
  readonly kind: 'set' | 'setString' | 'merge';
  readonly base: JsonObject;
  /** Expressions, or layers to merge. */
  readonly input: readonly (string | JsonObject)[];
}

/** The oracle's answer: one of the two fields. */
export interface ValuesAnswer {
  readonly result?: JsonObject;
  readonly error?: string;
}

/** A line of values.golden.jsonl: a case, its answer, and the reason why the library fails if Helm does not. */
export interface GoldenCase extends ValuesCase {
  readonly difference?: SetDifferenceCode;
  readonly helm: ValuesAnswer;
}

/** JSON with sorted keys, for comparisons that ignore the order of keys. `__proto__` is an ordinary key. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value);
  }
  const entries = Object.entries(value as Record<string, Json>).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(',')}}`;
}
