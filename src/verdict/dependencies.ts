import { canonicalJson, copyOf, entryOf, isMap, listOf, setEntry, type ValueMap } from '../json';
import { coalesceValues, type EnabledChart, Tables } from './coalesce';
import type { ChartContents, ChartDependency } from './contents';
import { isVariable, type Variables } from './variables';
import { isInRange } from './version-range';

/** A chart with its enabled subcharts, and with the values that it imports from them. */
export interface ProcessedChart extends EnabledChart {
  readonly charts: readonly ProcessedChart[];
  readonly contents: ChartContents;
}

/** The maximum number of cached results. */
const KEPT = 1000;

/**
 * Finds the enabled subcharts of a chart, and the values that it imports from them (`ProcessDependencies` of
 * helm.sh/helm/v4/pkg/chart/v2/util). The results depend on few values, which are the key of the cache.
 */
export class Dependencies {
  private readonly decisive: ReadonlySet<string>;
  private readonly results = new Map<string, ProcessedChart>();

  constructor(private readonly contents: ChartContents) {
    this.decisive = new Set(decisiveKeys(contents));
  }

  /** @throws NoMapOfValues if Helm fails */
  of(values: ValueMap): ProcessedChart {
    const { dependencies, charts = [] } = this.contents;
    const part = dependencies === undefined && charts.length === 0 ? {} : this.decisivePart(values);
    const key = canonicalJson(part);
    const known = this.results.get(key);
    if (known !== undefined) return known;
    const found = process(this.contents, part);
    if (this.results.size >= KEPT) this.results.clear();
    this.results.set(key, found);
    return found;
  }

  /** Whether the enabled charts, or the values that are imported from them, depend on a variable. */
  readVariable(values: ValueMap, variables: Variables): boolean {
    const { dependencies, charts = [] } = this.contents;
    if (variables.size === 0 || (dependencies === undefined && charts.length === 0)) return false;
    return Object.entries(values).some(([key, value]) => {
      if (isVariable(key, variables)) return true;
      if (!this.decisive.has(key)) return false;
      return isMap(value) ? this.readVariable(value, variables) : isVariable(value, variables);
    });
  }

  /** The values that affect the result. Helm merges values key by key, so other values have no effect on them. */
  private decisivePart(values: ValueMap): ValueMap {
    const part: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(values)) {
      if (!this.decisive.has(key)) continue;
      if (isMap(value)) setEntry(part, key, this.decisivePart(value));
      else setEntry(part, key, value === null || typeof value === 'boolean' ? value : '');
    }
    return part;
  }
}

/** The keys of values that Helm reads when it processes dependencies, and their parents. */
function decisiveKeys({ dependencies = [], charts = [] }: ChartContents): string[] {
  return [
    ...['global', 'tags'],
    ...dependencies.flatMap(({ name, alias, condition = '', tags = [] }) => [
      ...[name, ...(alias ? [alias] : [])],
      ...condition.trim().split(/[.,]/),
      ...tags,
    ]),
    ...charts.flatMap((chart) => [chart.name, ...decisiveKeys(chart)]),
  ];
}

/** A chart while its dependencies are processed. */
interface Node extends ProcessedChart {
  values: ValueMap;
  charts: readonly Node[];
  /** Copies of a chart share its metadata, as in Helm. */
  readonly metadata: { dependencies: Dependency[] | undefined };
}

/** A dependency. Once its chart was looked up, `name` is its alias, if it has one. */
interface Dependency extends ChartDependency {
  name: string;
}

function process(contents: ChartContents, values: ValueMap): ProcessedChart {
  const node = nodeOf(contents);
  enable(node, values, '');
  importFromBelow(node);
  return node;
}

function nodeOf(contents: ChartContents): Node {
  const { name, values = {}, dependencies, charts = [] } = contents;
  return {
    ...{ name, values, contents },
    charts: charts.map(nodeOf),
    metadata: { dependencies: dependencies?.map((dependency) => ({ ...dependency })) },
  };
}

/** Removes the disabled subcharts of a chart. @param path the path of its values, with a trailing dot */
function enable(node: Node, values: ValueMap, path: string): void {
  const { dependencies } = node.metadata;
  if (dependencies === undefined) return; // Helm does not process its subcharts either
  const others = node.charts.filter((chart) => !dependencies.some((dependency) => isOf(chart, dependency)));
  const named = dependencies.flatMap((dependency) => {
    const chart = node.charts.find((each) => isOf(each, dependency));
    const { alias } = dependency;
    if (alias) dependency.name = alias;
    return chart ? [copyFor(chart, alias || chart.name)] : [];
  });
  node.charts = [...others, ...named];
  const all = coalesceValues(node, values);
  const disabled = new Set(
    dependencies.filter((dependency) => !isEnabled(dependency, all, path)).map(({ name }) => name),
  );
  node.charts = node.charts.filter(({ name }) => !disabled.has(name));
  for (const chart of node.charts) enable(chart, all, `${path}${chart.name}.`);
  const left = dependencies.filter(({ name }) => !disabled.has(name));
  node.metadata.dependencies = left.length === 0 ? undefined : left;
}

function isOf({ name, contents }: Node, dependency: Dependency): boolean {
  return name === dependency.name && isInRange(dependency.version ?? '', contents.version);
}

function copyFor(chart: Node, name: string): Node {
  const dependencies = chart.metadata.dependencies?.map((dependency) => ({ ...dependency }));
  return { ...chart, name, charts: chart.charts.map((below) => ({ ...below })), metadata: { dependencies } };
}

/** The first condition with a boolean value decides, otherwise the tags: one true tag is enough. */
function isEnabled({ condition = '', tags = [] }: Dependency, values: ValueMap, path: string): boolean {
  for (const each of condition.trim().split(',')) {
    const value = each === '' ? undefined : at(values, `${path}${each}`);
    if (typeof value === 'boolean') return value;
  }
  const switches = isMap(values.tags) ? values.tags : {};
  const said = tags.map((tag) => entryOf(switches, tag)).filter((value) => typeof value === 'boolean');
  return said.length === 0 || said.includes(true);
}

function at(values: ValueMap, path: string): unknown {
  return path.split('.').reduce<unknown>((found, step) => (isMap(found) ? entryOf(found, step) : undefined), values);
}

/** Adds the values that charts import from their subcharts (`import-values`), the innermost first. */
function importFromBelow(node: Node): void {
  for (const chart of node.charts) importFromBelow(chart);
  const { dependencies } = node.metadata;
  if (dependencies === undefined) return;
  const options = { keepsNulls: true, isOwn: true };
  const tables = new Tables(options);
  const all = coalesceValues(node, {}, options);
  const imported = {};
  for (const { name, importValues } of dependencies) {
    for (const entry of listOf(importValues)) {
      const { child, parent } = importOf(entry);
      const found = child === undefined ? undefined : at(all, `${name}.${child}`);
      if (isMap(found)) tables.merge(imported, nested(parent, Object.keys(found).length > 0 ? found : {}), true);
    }
  }
  const values = copyOf(all) as Record<string, unknown>;
  tables.merge(values, imported, true);
  node.values = values;
}

/** The short form `data` imports `exports.data`. */
function importOf(entry: unknown): { readonly child?: string; readonly parent: string } {
  if (typeof entry === 'string') return { child: `exports.${entry}`, parent: '.' };
  if (!isMap(entry)) return { parent: '.' };
  const text = (value: unknown) => (value === undefined || value === null ? '<nil>' : String(value)); // as Go prints nil
  return { child: text(entry.child), parent: text(entry.parent) };
}

function nested(path: string, values: ValueMap): ValueMap {
  if (path === '.') return values;
  return path.split('.').reduceRight<ValueMap>((inner, step) => {
    const map = {};
    setEntry(map, step, inner);
    return map;
  }, values);
}
