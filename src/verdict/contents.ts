import type { ValueMap } from '../json';

/** What Helm knows of a chart when it decides about values: plain JSON, as a module of `fluxapp import chart` carries it. */
export interface ChartContents {
  readonly name: string;
  readonly version: string;
  /** Of values.yaml. @default - none */
  readonly values?: ValueMap;
  /** Of values.schema.json. @default - it has none */
  readonly schema?: unknown;
  /** Those of Chart.yaml. Absent: it does not mention any, which is not the same as an empty list to Helm. */
  readonly dependencies?: readonly ChartDependency[];
  /** The charts in charts/. @default - none */
  readonly charts?: readonly ChartContents[];
  /** The keys of its values. @default - nothing is known of them */
  readonly keys?: KnownKeys;
  /**
   * Its other files that may replace values.yaml, by their paths; null for one whose content is left out. Only of the chart at the
   * top. @default - nothing is known of them
   */
  readonly files?: Readonly<Record<string, ValueMap | null>>;
}

/** A dependency as Chart.yaml has it. */
export interface ChartDependency {
  readonly name: string;
  /** A range of versions. */
  readonly version?: string;
  readonly alias?: string;
  /** Paths with commas between them. */
  readonly condition?: string;
  readonly tags?: readonly string[];
  readonly importValues?: readonly unknown[];
}

/**
 * The keys that values may have: a map of all that there are, by what each may hold; in a list of its own where other keys are
 * fine as well; `0` where nothing is known.
 */
export type KnownKeys = 0 | KeysOfMap | readonly [KeysOfMap];

/** Keys of a map. */
export interface KeysOfMap {
  readonly [key: string]: KnownKeys;
}
