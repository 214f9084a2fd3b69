import { inNumbers, type ValueMap, withoutUndefined } from '../json';
import type { ChartContents, KnownKeys } from '../verdict';
import type { Chart } from './chart';
import type { MapType, ValueType } from './value-type';

/**
 * The parts of a chart that Helm's validation of values depends on.
 *
 * @param type the type of its values, which determines the known keys. @default - the keys are unknown
 */
export function contentsOf(chart: Chart, type?: MapType): ChartContents {
  const { name, version, values, schema, listed, dependencies } = chart;
  const below = dependencies.flatMap((dependency) => dependency.chart ?? []);
  // two aliases may refer to one chart
  const charts = new Map(below.map((each) => [`${each.name} ${each.version}`, each]));
  return withoutUndefined({
    ...{ name, version, schema },
    values: Object.keys(values).length === 0 ? undefined : (inNumbers(values) as ValueMap),
    dependencies: listed,
    charts: charts.size === 0 ? undefined : [...charts.values()].map((each) => contentsOf(each)),
    keys: (type && knownKeys(type, new Map()).keys) || undefined,
  });
}

/** The maximum number of known keys of a map, with those below it. Those of a larger one are unknown. */
const MAX_KEYS = 50_000;

/** Known keys, and their number. */
interface CountedKeys {
  readonly keys: KnownKeys;
  readonly count: number;
}

const UNKNOWN: CountedKeys = { keys: 0, count: 0 };

/** @param known the result for each map: many paths may lead to it, and a type may contain itself */
function knownKeys(map: MapType, known: Map<MapType, CountedKeys>): CountedKeys {
  const before = known.get(map);
  if (before !== undefined) return before;
  known.set(map, UNKNOWN);
  const all = [...map.entries].map(([key, { type }]) => [key, keysOfType(type, known)] as const);
  const entries = map.others === 'refused' ? all : all.filter(([, { keys }]) => keys !== 0);
  const count = entries.reduce((sum, [, below]) => sum + below.count + 1, 0);
  const keys = Object.fromEntries(entries.map(([key, below]) => [key, below.keys]));
  const isKnown = count <= MAX_KEYS && (map.others === 'refused' || entries.length > 0);
  const found = isKnown ? { keys: map.others === 'refused' ? keys : ([keys] as const), count } : UNKNOWN;
  known.set(map, found);
  return found;
}

function keysOfType(type: ValueType, known: Map<MapType, CountedKeys>): CountedKeys {
  return type === 'unknown' || !type.map ? UNKNOWN : knownKeys(type.map, known);
}
