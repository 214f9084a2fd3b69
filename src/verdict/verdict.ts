import { type FieldPath, type ValueMap, valueAt } from '../json';
import { coalesceValues, NoMapOfValues, type NullRules } from './coalesce';
import type { ChartContents } from './contents';
import { Dependencies, type ProcessedChart } from './dependencies';
import { problemsOf, type SchemaProblem } from './problems';
import { checkOf, invalidityOf } from './schema';
import { type UnknownKey, unknownKeys } from './unknown-keys';
import { type SharedValues, ValueParts } from './value-parts';
import { holdsVariable, type Variables } from './variables';

/** A problem for which Helm rejects the values. */
export interface ValuesProblem extends SchemaProblem {
  /** The chart with the violated schema: the validated chart, or a subchart. */
  readonly chart: ChartContents;
}

/** A schema that Helm cannot use, so that it rejects all values; or a schema that cannot be checked here. */
export interface SchemaFault {
  readonly chart: ChartContents;
  readonly message: string;
  readonly isRefused: boolean;
}

/** The result of Helm's validation of values. */
export interface Verdict {
  /** The problems, with paths in the values of the top chart. */
  readonly problems: readonly ValuesProblem[];
  /** Whether Helm 3 would accept the values. Only a null can cause this difference. */
  readonly isDisputed: boolean;
  readonly faults: readonly SchemaFault[];
  /** Keys that the chart does not know, and that no schema rejects. */
  readonly unknown: readonly UnknownKey[];
}

const judges = new WeakMap<ChartContents, Judge>();

/** The validator for the values of a chart. */
export function judgeOf(chart: ChartContents): Judge {
  const judge = judges.get(chart) ?? new Judge(chart);
  judges.set(chart, judge);
  return judge;
}

/** The maximum number of cached verdicts: by content, and by identity of the map, which consecutive targets share. */
const KEPT = 1000;
const KEPT_MAPS = 100;

/** Validates the values of a chart like Helm. Targets share most of their values, so verdicts are cached. */
export class Judge {
  private readonly dependencies: Dependencies;
  private readonly byIdentity = new Map<ValueMap, Verdict>();
  private readonly byContent = new Map<string, Verdict>();
  private readonly parts = new ValueParts();

  constructor(private readonly chart: ChartContents) {
    this.dependencies = new Dependencies(chart);
  }

  /** @param values plain data, which does not change afterwards */
  of(values: ValueMap): Verdict {
    const known = this.byIdentity.get(values);
    if (known !== undefined) return known;
    const shared = this.parts.of(values);
    const verdict = this.byContent.get(shared.id) ?? this.judge(shared);
    keep(this.byContent, shared.id, verdict, KEPT);
    keep(this.byIdentity, values, verdict, KEPT_MAPS);
    return verdict;
  }

  /** The schemas that Helm rejects: of this chart, and of the subcharts that are enabled by default. */
  invalidSchemas(): readonly SchemaFault[] {
    const invalid = ({ contents, charts }: ProcessedChart): SchemaFault[] => {
      const message = contents.schema === undefined ? undefined : invalidityOf(contents.schema);
      const own = message === undefined ? [] : [{ chart: contents, message, isRefused: true }];
      return [...own, ...charts.flatMap(invalid)];
    };
    try {
      return invalid(this.dependencies.of({}));
    } catch (cause) {
      if (cause instanceof NoMapOfValues) return [];
      throw cause;
    }
  }

  private judge(shared: SharedValues): Verdict {
    const { values } = shared;
    const { problems, faults } = this.check(shared, 'helm-4.2');
    const isDisputed = problems.length > 0 && this.check(shared, 'helm-3').problems.length === 0;
    const { keys = 0 } = this.chart;
    const refused = new Set(problems.map(({ path }) => JSON.stringify(path)));
    const unknown = unknownKeys(values, keys).filter(({ path }) => !refused.has(JSON.stringify(path)));
    return problems.length + faults.length + unknown.length === 0 ? NOTHING : { problems, isDisputed, faults, unknown };
  }

  private check({ values, variables }: SharedValues, nulls: NullRules): Pick<Verdict, 'problems' | 'faults'> {
    const found = { problems: [] as ValuesProblem[], faults: [] as SchemaFault[], variables };
    try {
      const processed = this.dependencies.of(values);
      collect(processed, coalesceValues(processed, values, { nulls }), { path: [], isOptional: false }, found);
    } catch (cause) {
      if (!(cause instanceof NoMapOfValues)) throw cause;
      const message = 'must be a map: it holds the values of a chart below';
      const dependsOnVariable = holdsVariable(valueAt(values, cause.path), variables);
      found.problems.push({ path: cause.path, message, isFinal: true, dependsOnVariable, chart: this.chart });
    }
    const { problems, faults } = found;
    // if so, variables determine which subcharts are enabled, and which of their defaults are imported
    const isUnsettled = this.dependencies.readVariable(values, variables);
    return {
      faults,
      problems: problems.map((problem) => {
        const path = written(problem.path, values);
        const isOwn = problem.isFinal && valueAt(values, path) !== undefined;
        return { ...problem, path, dependsOnVariable: problem.dependsOnVariable || (isUnsettled && !isOwn) };
      }),
    };
  }
}

function keep<K>(kept: Map<K, Verdict>, key: K, verdict: Verdict, most: number): void {
  if (kept.size >= most) kept.clear();
  kept.set(key, verdict);
}

const NOTHING: Verdict = { problems: [], isDisputed: false, faults: [], unknown: [] };

/** The position of the values of a chart in the values of the top chart. */
interface Place {
  readonly path: readonly string[];
  /** Whether other values may disable the chart, and thus all problems of its schema. */
  readonly isOptional: boolean;
}

function collect(
  { contents, charts }: ProcessedChart,
  values: ValueMap,
  { path, isOptional }: Place,
  found: { readonly problems: ValuesProblem[]; readonly faults: SchemaFault[]; readonly variables: Variables },
): void {
  if (contents.schema !== undefined) {
    const answer = checkOf(contents.schema)(values);
    if ('errors' in answer) {
      const { errors, schema } = answer;
      for (const problem of problemsOf(errors, { values, schema, variables: found.variables })) {
        const isFinal = problem.isFinal && !isOptional;
        found.problems.push({ ...problem, path: [...path, ...problem.path], isFinal, chart: contents });
      }
    } else {
      const isRefused = 'invalid' in answer;
      found.faults.push({ chart: contents, isRefused, message: isRefused ? answer.invalid : answer.unknown });
    }
  }
  // all charts have values: coalescing creates a map for each
  for (const below of charts) {
    const place = { path: [...path, below.name], isOptional: isOptional || canBeDisabled(below, contents) };
    collect(below, values[below.name] as ValueMap, place, found);
  }
}

function canBeDisabled(chart: ProcessedChart, { dependencies = [] }: ChartContents): boolean {
  return dependencies.some(
    ({ name, alias, condition = '', tags = [] }) =>
      (alias || name) === chart.name && (condition.trim() !== '' || tags.length > 0),
  );
}

/** The path at which a value is set: global values are set once, for all charts. */
function written(path: FieldPath, values: ValueMap): FieldPath {
  const global = path.indexOf('global');
  return global > 0 && valueAt(values, path) === undefined ? path.slice(global) : path;
}
