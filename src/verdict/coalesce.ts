import { copyOf, entryOf, isMap, setEntry, type ValueMap } from '../json';

/** A chart with the charts below it that are enabled. */
export interface EnabledChart {
  /** Its name, or its alias: the key of its values. */
  readonly name: string;
  readonly values: ValueMap;
  readonly charts: readonly EnabledChart[];
}

/**
 * Whose rules for nulls hold. Helm 4.2 leaves the nulls of a chart's defaults out, and keeps those of others that delete nothing;
 * Helm 3 does neither.
 */
export type NullRules = 'helm-4.2' | 'helm-3';

/** How values are put together. */
export interface CoalesceOptions {
  /** @default 'helm-4.2' */
  readonly nulls?: NullRules;
  /** Whether nulls stay, as where a chart imports values of another. @default false */
  readonly keepsNulls?: boolean;
  /** Whether the result is to be changed afterwards, and then shares nothing with what is given. @default false */
  readonly isOwn?: boolean;
}

/** Where Helm finds no map of values for a chart below, and fails. */
export class NoMapOfValues extends Error {
  /** @param path of the values of the chart */
  constructor(readonly path: readonly string[]) {
    super(`${path.join('.')} is no map`);
  }
}

/**
 * The values that a chart gets: given ones over its defaults, with those of the charts below it and with global values in each of
 * them (`CoalesceValues` of helm.sh/helm/v4/pkg/chart/common/util).
 *
 * Nothing that is given is changed. The result shares its parts with it, so treat it as read-only.
 *
 * @throws NoMapOfValues
 */
export function coalesceValues(chart: EnabledChart, values: ValueMap, options: CoalesceOptions = {}): ValueMap {
  const tables = new Tables(options);
  return new Coalescing(tables, options).chart(chart, tables.copyOf(tables.asOwn(values)), []);
}

type Table = Record<string, unknown>;

/**
 * Merges maps in place, as Helm does. It copies a map when it changes it first, and not all of them before: most of a chart's
 * defaults are never changed.
 */
export class Tables {
  /** Maps that were made here, which may change. */
  private readonly own = new Set<object>();
  private readonly isOld: boolean;
  private readonly ownsAll: boolean;

  constructor({ nulls = 'helm-4.2', isOwn = false }: CoalesceOptions = {}) {
    this.isOld = nulls === 'helm-3';
    this.ownsAll = isOwn;
  }

  /** A copy of what is given, where the result is to share nothing with it. */
  asOwn(given: ValueMap): ValueMap {
    return this.ownsAll ? copyOf(given) : given;
  }

  copyOf(map: ValueMap): Table {
    const copy = { ...map };
    this.own.add(copy);
    return copy;
  }

  /** The map at a key, made one that may change. */
  at(holder: Table, key: string): Table {
    const map = entryOf(holder, key) as ValueMap;
    if (this.ownsAll || this.own.has(map)) return map as Table;
    const copy = this.copyOf(map);
    setEntry(holder, key, copy);
    return copy;
  }

  /**
   * Puts the entries of a map under those of another (`coalesceTablesFullKey`).
   *
   * @param keepsNulls whether a null of the map above stays; otherwise it deletes the entry that is below it, and itself
   */
  merge(above: Table, below: ValueMap, keepsNulls: boolean): void {
    const nulls = keepsNulls || !this.isOld ? [] : Object.keys(above).filter((key) => above[key] === null);
    const keys = Object.keys(below);
    // Helm leaves the nulls in the map below, which may be seen where that is a part of other values
    if (this.ownsAll)
      for (const key of Object.keys(above)) if (above[key] === null) setEntry(below as Table, key, null);
    for (const key of keys) {
      if (!Object.hasOwn(above, key)) {
        setEntry(above, key, below[key]);
        continue;
      }
      const value = entryOf(above, key);
      if (value === null) {
        if (!keepsNulls && below[key] !== null) delete above[key];
      } else if (isMap(value) && isMap(below[key])) this.merge(this.at(above, key), below[key], keepsNulls);
    }
    for (const key of nulls) delete above[key];
  }

  /** A default without its nulls; with the old rules as it is. */
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

  /** @param path of the values in those of the chart at the top */
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
        // nulls for a chart below take effect there
        const keepsNulls = this.keepsNulls || charts.some(({ name }) => name === key);
        const below = keepsNulls ? byDefault : (this.tables.asDefault(byDefault) as ValueMap);
        this.tables.merge(this.tables.at(values, key), below, keepsNulls);
      }
    }
  }

  /** Copies the global values of a chart to those of a chart below it. */
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
      // what is within it belongs to both charts from now on: Helm changes it for both
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

/** A value without the null entries of maps at any depth; undefined where it is null. Lists are left as they are. */
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
