import type { Json, JsonObject } from '../../src/json/json';
import type { SetDifferenceCode } from '../../src/values/set-error';

/** Something to ask the oracle (harness/go/oracle). */
export interface ValuesCase {
  readonly kind: 'set' | 'setString' | 'merge';
  readonly base: JsonObject;
  /** Expressions, or for merge layers. */
  readonly input: readonly (string | JsonObject)[];
}

/** What the oracle says: one of the two. */
export interface ValuesAnswer {
  readonly result?: JsonObject;
  readonly error?: string;
}

/** A line of values.golden.jsonl: a case, its answer, and why the library gives an error where Helm gives a result. */
export interface GoldenCase extends ValuesCase {
  readonly difference?: SetDifferenceCode;
  readonly helm: ValuesAnswer;
}

/** JSON with the keys of maps sorted, to compare by: order aside, and with `__proto__` as a key like any other. */
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
