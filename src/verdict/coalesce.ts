import { copyOf, entryOf, isMap, setEntry, type ValueMap } from '../json';

/** A chart with its enabled subcharts. */
export interface EnabledChart {
  /** Its name or alias, which is the key of its values in the parent chart. */
  readonly name: string;
  readonly values: ValueMap;
  readonly charts: readonly EnabledChart[];
}

/**
 * The Helm version whose rules for nulls apply. Helm 4.2 drops the nulls in a chart's defaults, and keeps other nulls
 * that delete nothing; Helm 3 does neither.
 */
export type NullRules = 'helm-4.2' | 'helm-3';

/** Options for coalescing values. */
export interface CoalesceOptions {
  /** @default 'helm-4.2' */
  readonly nulls?: NullRules;
  /** Whether nulls are kept, as when a chart imports values of a subchart. @default false */
  readonly keepsNulls?: boolean;
  /** Whether the result may be changed afterwards, so it must not share parts with the input. @default false */
  readonly isOwn?: boolean;
}

/** Helm fails, because the values of a subchart are not a map. */
export class NoMapOfValues extends Error {
  /** @param path the path of the values of the subchart */
  constructor(readonly path: readonly string[]) {
    super(`${path.join('.')} is not a map`);
  }
}

/**
 * The values that a chart receives: the given values over its defaults, including the values of its subcharts, and the
 * global values in each of them (`CoalesceValues` of helm.sh/helm/v4/pkg/chart/common/util).
 *
 * The input is not changed. The result shares parts with it, so treat it as read-only unless `isOwn` is set.
 *
 * @throws NoMapOfValues
 */
export function coalesceValues(chart: EnabledChart, values: ValueMap, options: CoalesceOptions = {}): ValueMap {
  const tables = new Tables(options);
  return new Coalescing(tables, options).chart(chart, tables.copyOf(tables.asOwn(values)), []);
}

type Table = Record<string, unknown>;

/** A merge of a map over another one, and its result. */
interface Merge {
  readonly below: ValueMap;
  readonly keepsNulls: boolean;
  readonly isOld: boolean;
  readonly merged: ValueMap;
}

/** The last merge of each map. */
const lastMerge = new WeakMap<ValueMap, Merge>();

/**
 * Merges maps in place, as Helm does, but copies each map before its first change instead of copying everything: most
 * of a chart's defaults are never changed.
 */
export class Tables {
  /** Maps that were created here, and may be changed. */
  private readonly own = new Set<object>();
  private readonly isOld: boolean;
  private readonly ownsAll: boolean;

  constructor({ nulls = 'helm-4.2', isOwn = false }: CoalesceOptions = {}) {
    this.isOld = nulls === 'helm-3';
    this.ownsAll = isOwn;
  }

  /** A deep copy of the input, if the result must not share parts with it. */
  asOwn(given: ValueMap): ValueMap {
    return this.ownsAll ? copyOf(given) : given;
  }

  copyOf(map: ValueMap): Table {
    const copy = { ...map };
    this.own.add(copy);
    return copy;
  }

  /** The map at a key, copied first if it may not be changed. */
  at(holder: Table, key: string): Table {
    const map = entryOf(holder, key) as ValueMap;
    if (this.ownsAll || this.own.has(map)) return map as Table;
    const copy = this.copyOf(map);
    setEntry(holder, key, copy);
    return copy;
  }

  /**
   * Adds the entries of a map to another one, whose own entries have precedence (`coalesceTablesFullKey`).
   *
   * @param keepsNulls whether a null in `above` is kept; otherwise it is removed together with the entry in `below`
   * @returns whether `above` has changed
   */
  merge(above: Table, below: ValueMap, keepsNulls: boolean): boolean {
    const nulls = keepsNulls || !this.isOld ? [] : Object.keys(above).filter((key) => above[key] === null);
    const keys = Object.keys(below);
    let isChanged = nulls.length > 0;
    // Helm leaves the nulls in `below`, which is visible if that map is a part of other values
    if (this.ownsAll)
      for (const key of Object.keys(above)) if (above[key] === null) setEntry(below as Table, key, null);
    for (const key of keys) {
      if (!Object.hasOwn(above, key)) {
        setEntry(above, key, below[key]);
        isChanged = true;
        continue;
      }
      const value = entryOf(above, key);
      if (value === null) {
        if (keepsNulls || below[key] === null) continue;
        delete above[key];
        isChanged = true;
      } else if (isMap(value) && isMap(below[key]) && this.mergeAt(above, key, below[key], keepsNulls))
        isChanged = true;
    }
    for (const key of nulls) delete above[key];
    return isChanged;
  }

  /**
   * The same for the map at a key, which is replaced if it may not be changed. Equal inputs have the same result, so that
   * what was determined of it for one target holds for the others.
   */
  mergeAt(holder: Table, key: string, below: ValueMap, keepsNulls: boolean): boolean {
    const map = entryOf(holder, key) as ValueMap;
    if (this.ownsAll || this.own.has(map)) return this.merge(map as Table, below, keepsNulls);
    const known = lastMerge.get(map);
    const isKnown = known?.below === below && known.keepsNulls === keepsNulls && known.isOld === this.isOld;
    const merged = isKnown ? known.merged : this.mergedCopy(map, below, keepsNulls);
    if (!isKnown) lastMerge.set(map, { below, keepsNulls, isOld: this.isOld, merged });
    if (merged === map) return false;
    setEntry(holder, key, merged);
    return true;
  }

  private mergedCopy(map: ValueMap, below: ValueMap, keepsNulls: boolean): ValueMap {
    const copy = { ...map };
    return this.merge(copy, below, keepsNulls) ? copy : map;
  }

  /** A default without its nulls; unchanged with the rules of Helm 3. */
  asDefault(value: unknown): unknown {
    return this.isOld ? value : withoutNullEntries(value);
  }
}

class Coalescing {
  private readonly keepsNulls: boolean;

  constructor(
    private readonly tables: Tables,
    { keepsNulls = false }: CoalesceOptions,
  ) {
    this.keepsNulls = keepsNulls;
  }

  /** @param path the path of the values in the values of the top chart */
  chart(chart: EnabledChart, values: Table, path: readonly string[]): Table {
    this.addDefaults(chart, values);
    for (const below of chart.charts) {
      const { name } = below;
      if (!Object.hasOwn(values, name)) setEntry(values, name, this.tables.copyOf({}));
      else if (!isMap(entryOf(values, name))) throw new NoMapOfValues([...path, name]);
      const own = this.tables.at(values, name);
      this.addGlobals(values, own);
      this.chart(below, own, [...path, name]);
    }
    return values;
  }

  private addDefaults({ values: given, charts }: EnabledChart, values: Table): void {
    const defaults = this.tables.asOwn(given);
    for (const key of Object.keys(defaults)) {
      const byDefault = defaults[key];
      if (!Object.hasOwn(values, key)) {
        const added = this.keepsNulls ? byDefault : this.tables.asDefault(byDefault);
        if (added !== undefined) setEntry(values, key, added);
        continue;
      }
      const value = entryOf(values, key);
      if (value === null && !this.keepsNulls) delete values[key];
      else if (isMap(value) && isMap(byDefault)) {
        // nulls for a subchart take effect there
        const keepsNulls = this.keepsNulls || charts.some(({ name }) => name === key);
        const below = keepsNulls ? byDefault : (this.tables.asDefault(byDefault) as ValueMap);
        this.tables.mergeAt(values, key, below, keepsNulls);
      }
    }
  }

  /** Copies the global values of a chart to the values of a subchart. */
  private addGlobals(from: Table, to: Table): void {
    const isFit = (holder: Table) => !Object.hasOwn(holder, GLOBAL) || isMap(entryOf(holder, GLOBAL));
    if (!isFit(to) || !isFit(from)) return;
    const source = this.globals(from);
    const target = this.globals(to);
    setEntry(to, GLOBAL, target);
    for (const key of Object.keys(source)) {
      const present = entryOf(target, key);
      if (!isMap(source[key])) {
        if (!isMap(present)) setEntry(target, key, source[key]);
        continue;
      }
      const value = this.tables.at(source, key);
      // both charts share the maps within it from now on: Helm changes them for both
      for (const inner of Object.keys(value)) if (isMap(entryOf(value, inner))) this.tables.at(value, inner);
      const copy = this.tables.copyOf(value);
      if (isMap(present)) this.tables.merge(copy, present, true);
      if (isMap(present) || !Object.hasOwn(target, key)) setEntry(target, key, copy);
    }
  }

  private globals(holder: Table): Table {
    return Object.hasOwn(holder, GLOBAL) ? this.tables.at(holder, GLOBAL) : this.tables.copyOf({});
  }
}

const GLOBAL = 'global';

const withoutNulls = new WeakMap<object, ValueMap>();

/** A value without the null entries of maps at any depth; undefined if it is null. Lists are unchanged. */
function withoutNullEntries(value: unknown): unknown {
  if (value === null) return undefined;
  if (!isMap(value)) return value;
  const before = withoutNulls.get(value);
  if (before !== undefined) return before;
  let kept: ValueMap = value;
  for (const key of Object.keys(value)) {
    const entry = withoutNullEntries(value[key]);
    if (entry === value[key]) continue;
    if (kept === value) kept = { ...value };
    if (entry === undefined) delete (kept as Table)[key];
    else setEntry(kept as Table, key, entry);
  }
  withoutNulls.set(value, kept);
  return kept;
}
