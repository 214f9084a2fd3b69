import type { JsonObject } from '../../src/json/json';
import type { ValuesAnswer } from './values-case';

/** An entry of valuesFrom, and the text of the key that it refers to. */
export interface OracleEntry {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly valuesKey?: string;
  readonly targetPath?: string;
  readonly literal?: boolean;
  readonly data: string;
}

/** `spec.valuesFrom` and `spec.values` of a HelmRelease, as a case for the oracle. */
export interface ValuesFromCase {
  readonly kind: 'valuesFrom';
  readonly entries: readonly OracleEntry[];
  readonly values: JsonObject;
}

/** A line of values-from.golden.jsonl. */
export interface ValuesFromGolden extends ValuesFromCase {
  readonly flux: ValuesAnswer;
}
