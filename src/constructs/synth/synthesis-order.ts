import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** Charts and their objects, in the order in which cdk8s writes them. */
export interface SynthesisOrder {
  readonly charts: readonly Chart[];
  /** Whether charts depend on or contain each other: cdk8s numbers their files then. */
  readonly hasDependentCharts: boolean;
  /** The objects of a chart, without those of nested charts. */
  objectsOf(chart: Chart): readonly ApiObject[];
}

/**
 * A dependency of a construct: another construct, or all objects of a scope. The dependents of a scope share this list.
 */
type Edge = IConstruct | readonly IConstruct[];
type Edges = ReadonlyMap<IConstruct, readonly Edge[]>;

/**
 * Finds the order in which cdk8s writes an app (`resolveDependencies()` and `DependencyGraph.topology()`) in linear
 * time; cdk8s takes exponential time for chains of dependencies. Unlike cdk8s, it adds no dependencies to the
 * constructs.
 *
 * @returns `undefined` if there is a cycle, for cdk8s to report
 */
export function synthesisOrder(app: IConstruct): SynthesisOrder | undefined {
  const all = app.node.findAll();
  const { edges, hasDependentCharts } = edgesOf(all);
  const order = topology(all, edges);
  if (order.length < all.length) return undefined;
  const charts = order.filter((construct) => construct instanceof Chart);
  if (edges.size > 0) {
    const objectsOf = (chart: Chart) => topology(chart.node.findAll(), edges).filter(isObjectOf(chart));
    return { charts, hasDependentCharts, objectsOf };
  }
  const objects = objectsByChart(all);
  return { charts, hasDependentCharts, objectsOf: (chart) => objects.get(chart) ?? [] };
}

function edgesOf(all: readonly IConstruct[]): { edges: Edges; hasDependentCharts: boolean } {
  const direct = new Map<IConstruct, Set<IConstruct>>();
  const depend = (source: IConstruct, target: IConstruct) => {
    const targets = direct.get(source);
    if (targets) targets.add(target);
    else direct.set(source, new Set([target]));
  };
  /** In the order of the tree: constructs that are added first are written first. */
  const dependencies = () =>
    all.flatMap((source) => [...(direct.get(source) ?? [])].map((target) => ({ source, target })));

  for (const construct of all) for (const target of construct.node.dependencies) depend(construct, target);
  let hasDependentCharts = false;
  for (const chart of all.filter((construct) => construct instanceof Chart)) {
    for (const child of chart.node.children.filter((construct) => construct instanceof Chart)) {
      depend(chart, child);
      hasDependentCharts = true;
    }
  }
  if (direct.size === 0) return { edges: new Map(), hasDependentCharts };
  for (const { source, target } of dependencies()) {
    const [sourceChart, targetChart] = [Chart.of(source), Chart.of(target)];
    if (sourceChart === targetChart) continue;
    depend(sourceChart, targetChart);
    hasDependentCharts = true;
  }
  const edges = new Map<IConstruct, Edge[]>([...direct].map(([source, targets]) => [source, [...targets]]));
  const groups = new Map<IConstruct, readonly IConstruct[]>();
  const objectsIn = (scope: IConstruct) => {
    const group = groups.get(scope) ?? scope.node.findAll().filter(isObjectOf(Chart.of(scope)));
    groups.set(scope, group);
    return group;
  };
  for (const { source, target } of dependencies()) {
    const group = objectsIn(target);
    for (const object of objectsIn(source)) {
      const targets = edges.get(object);
      if (targets) targets.push(group);
      else edges.set(object, [group]);
    }
  }
  return { edges, hasDependentCharts };
}

function isObjectOf(chart: Chart): (construct: IConstruct) => construct is ApiObject {
  return (construct): construct is ApiObject => construct instanceof ApiObject && Chart.of(construct) === chart;
}

function objectsByChart(all: readonly IConstruct[]): ReadonlyMap<Chart, readonly ApiObject[]> {
  const objects = new Map<Chart, ApiObject[]>();
  for (const construct of all) {
    if (!(construct instanceof ApiObject)) continue;
    const chart = Chart.of(construct);
    const others = objects.get(chart);
    if (others) others.push(construct);
    else objects.set(chart, [construct]);
  }
  return objects;
}

/** The constructs of a scope, each after its dependencies. Constructs in a cycle are missing. */
function topology(scope: readonly IConstruct[], edges: Edges): readonly IConstruct[] {
  const nodes = scope.some(({ node }) => WHOLE_NUMBER.test(node.path)) ? numbersFirst(scope) : scope;
  const sources = edges.size === 0 ? [] : nodes.filter((node) => edges.has(node));
  if (sources.length === 0) return nodes;
  const order = new Order(new Set(nodes), edges);
  const wanted = order.wantedBy(sources);
  for (const node of nodes) if (!wanted.has(node)) order.visit(node);
  return order.found;
}

const WHOLE_NUMBER = /^\d+$/;

/** cdk8s keeps constructs in an object with their paths as keys, where integer keys come first. */
function numbersFirst(scope: readonly IConstruct[]): IConstruct[] {
  return Object.values(Object.fromEntries(scope.map((construct) => [construct.node.path, construct])));
}

/** A depth-first walk of the dependencies. */
class Order {
  readonly found: IConstruct[] = [];
  private readonly done = new Set<Edge>();
  private readonly begun = new Set<IConstruct>();

  constructor(
    private readonly scope: ReadonlySet<IConstruct>,
    private readonly edges: Edges,
  ) {}

  /** Everything that at least one of the sources depends on, except the source itself. */
  wantedBy(sources: readonly IConstruct[]): ReadonlySet<IConstruct> {
    const wanted = new Set<IConstruct>();
    const counted = new Map<Edge, IConstruct>();
    for (const source of sources) {
      for (const edge of this.edges.get(source) ?? []) {
        const first = counted.get(edge);
        // a list is read for its first dependent and one more: each excludes only itself, so together they cover the
        // list
        if (first === source || this.done.has(edge)) continue;
        if (first !== undefined) this.done.add(edge);
        counted.set(edge, source);
        for (const target of membersOf(edge)) if (target !== source) wanted.add(target);
      }
    }
    this.done.clear();
    return wanted;
  }

  /** Adds a construct after its dependencies; returns false if they lead back to it. */
  visit(node: IConstruct): boolean {
    if (this.done.has(node) || !this.scope.has(node)) return true;
    if (this.begun.has(node)) return false;
    this.begun.add(node);
    for (const edge of this.edges.get(node) ?? []) {
      if (this.done.has(edge)) continue;
      let hasItself = false;
      for (const target of membersOf(edge)) {
        if (target === node) hasItself = true;
        else if (!this.visit(target)) return false;
      }
      if (!hasItself) this.done.add(edge); // for the others in the list, this one is not finished yet
    }
    this.done.add(node);
    this.found.push(node);
    return true;
  }
}

function membersOf(edge: Edge): readonly IConstruct[] {
  return Array.isArray(edge) ? edge : [edge as IConstruct];
}
