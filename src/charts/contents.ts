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
    keys: (type && knownKeys(type, new Set())) || undefined,
  });
}

/** @param around the enclosing maps: a type may contain itself */
function knownKeys(map: MapType, around: ReadonlySet<MapType>): KnownKeys {
  if (around.has(map)) return 0;
  const within = new Set(around).add(map);
  const entries = [...map.entries].map(([key, { type }]) => [key, keysOfType(type, within)] as const);
  if (map.others === 'refused') return Object.fromEntries(entries);
  const known = entries.filter(([, keys]) => keys !== 0);
  return known.length === 0 ? 0 : [Object.fromEntries(known)];
}

function keysOfType(type: ValueType, around: ReadonlySet<MapType>): KnownKeys {
  return type === 'unknown' || !type.map ? 0 : knownKeys(type.map, around);
}
