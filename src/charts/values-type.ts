import { entryOf, type FieldPath, isFilled, isPlainObject, type ValueMap } from '../json';
import { type Chart, chartsIn, type Dependency } from './chart';
import type { Comments } from './comments';
import { schemaType } from './schema-type';
import { Settler } from './settle';
import { scanTemplates, type TemplateKeys } from './template-keys';
import {
  type EntryType,
  intersectionOf,
  listTypeOf,
  type MapType,
  mapTypeOf,
  scalarType,
  unionOf,
  type ValueType,
} from './value-type';

/**
 * The type of the values of a chart: the type of its schema, widened by its own defaults, with the keys of values.yaml,
 * of its templates and of its dependencies.
 *
 * A map refuses other keys if the schema refuses them, or if its keys are known from the schema or from values.yaml and
 * no template uses the map as a whole. Without templates, or if they include a missing library, the keys that they read
 * are unknown.
 */
export function valuesType(chart: Chart): MapType {
  const described = chart.schema === undefined ? 'unknown' : schemaType(chart.schema);
  const own = withDefaults(described, chart.values, [], chart.comments);
  const type = chart.dependencies.reduce((values, dependency) => withDependency(values, dependency, chart), own);
  const { keys, isComplete } = readKeys(chart);
  const tagged = withTags(withGlobalsOfOthers(type, chart), chart);
  return withGlobal(mapOf(new Settler().settle(tagged, keys, !isComplete)));
}

const EMPTY: MapType = { entries: new Map(), others: 'unsaid', isInList: false };

function mapOf(type: ValueType): MapType {
  return (type === 'unknown' ? undefined : type.map) ?? EMPTY;
}

/** The type of a default without a schema. Helm's templates print scalars, so other scalars are often valid too. */
function inferredType(value: unknown, path: FieldPath, comments: Comments): ValueType {
  switch (typeof value) {
    case 'boolean':
      return scalarType('string', 'boolean');
    case 'number':
    case 'bigint':
      return scalarType('string', 'number');
    case 'string':
      return value === '' ? 'unknown' : scalarType('string', 'number', 'boolean');
    default:
      if (Array.isArray(value)) return listTypeOf('unknown');
      if (!isPlainObject(value)) return 'unknown';
      // an empty map may be the default of a list
      if (!isFilled(value)) return unionOf(mapTypeOf(EMPTY), listTypeOf('unknown'));
      return mapTypeOf(withEntries(EMPTY, value, path, comments));
  }
}

/** Types with defaults, by the default: the aliases of an anchor share one map, to which many paths may lead. */
const withDefault = new WeakMap<object, Map<ValueType, ValueType>>();

/** The type, widened if it refuses the default, and with the missing keys. */
function withDefaults(type: ValueType, value: unknown, path: FieldPath, comments: Comments): ValueType {
  if (!isPlainObject(value)) return withNewDefaults(type, value, path, comments);
  const known = withDefault.get(value) ?? new Map<ValueType, ValueType>();
  withDefault.set(value, known);
  const result = known.get(type) ?? withNewDefaults(type, value, path, comments);
  known.set(type, result);
  return result;
}

function withNewDefaults(type: ValueType, value: unknown, path: FieldPath, comments: Comments): ValueType {
  if (type === 'unknown') return inferredType(value, path, comments);
  if (value === null || value === undefined) return type;
  if (type.references && admits(type, value)) return type;
  if (isPlainObject(value)) {
    if (type.map) return { ...type, map: withEntries(type.map, value, path, comments) };
    return unionOf(type, inferredType(value, path, comments));
  }
  return admits(type, value) ? type : unionOf(type, exactType(value));
}

function withEntries(map: MapType, values: ValueMap, path: FieldPath, comments: Comments): MapType {
  const entries = new Map<string, EntryType>();
  for (const key of new Set([...map.entries.keys(), ...Object.keys(values)])) {
    const own = map.entries.get(key);
    const at = [...path, key];
    const doc = own && own.doc.length > 0 ? own.doc : comments.of(at);
    const known = own?.type ?? map.otherType ?? 'unknown';
    if (own && !Object.hasOwn(values, key)) entries.set(key, { ...own, doc });
    else
      entries.set(key, {
        ...own,
        type: withDefaults(known, values[key], at, comments),
        doc,
        defaultValue: values[key],
      });
  }
  return { ...map, entries };
}

function exactType(value: unknown): ValueType {
  if (Array.isArray(value)) return listTypeOf('unknown');
  if (typeof value === 'boolean') return scalarType('boolean');
  return typeof value === 'string' ? scalarType('string') : scalarType('number');
}

/** Whether a value is of a type. */
function admits(type: ValueType, value: unknown): boolean {
  if (type === 'unknown' || type.references?.some((reference) => admits(reference.type, value))) return true;
  if (value === null) return type.scalars.includes('null');
  if (Array.isArray(value)) {
    const { list } = type;
    return list !== undefined && value.every((item) => admits(list, item));
  }
  if (isPlainObject(value)) return type.map !== undefined && admitsEntries(type.map, value);
  const kind = typeof value === 'bigint' ? 'number' : typeof value;
  return type.scalars.some((scalar) => scalar === kind) || type.literals.some((literal) => literal === value);
}

function admitsEntries({ entries, others, otherType = 'unknown' }: MapType, value: ValueMap): boolean {
  const isMissing = [...entries].some(([key, { isRequired }]) => isRequired && entryOf(value, key) === undefined);
  return (
    !isMissing &&
    Object.entries(value).every(([key, item]) => {
      const entry = entries.get(key);
      return entry ? admits(entry.type, item) : others !== 'refused' && admits(otherType, item);
    })
  );
}

/** The type with the values of a subchart, and with the key that enables it. */
function withDependency(type: ValueType, { key, conditions, chart }: Dependency, parent: Chart): ValueType {
  const map = mapOf(type);
  const own = map.entries.get(key);
  const values = entryOf(parent.values, key);
  const below = chart ? mapTypeOf(valuesType(chart)) : mapTypeOf({ ...EMPTY, others: 'allowed' });
  const entry: EntryType = {
    doc: chart?.description === undefined ? [] : [chart.description],
    ...own,
    type: withDefaults(own ? intersectionOf(own.type, below) : below, values, [key], parent.comments),
  };
  const isLibrary = chart?.isLibrary === true;
  const withEntry = isLibrary ? map : { ...map, entries: new Map(map.entries).set(key, entry) };
  return conditions.reduce((enabled, path) => withSwitch(enabled, path), withMap(type, withEntry));
}

function withMap(type: ValueType, map: MapType): ValueType {
  return type === 'unknown' ? mapTypeOf(map) : { ...type, map };
}

/** The type with a boolean at a path, unless the path has a type. */
function withSwitch(type: ValueType, [step, ...rest]: FieldPath): ValueType {
  if (step === undefined) return type === 'unknown' ? scalarType('boolean') : type;
  const map = mapOf(type);
  const entry = map.entries.get(String(step)) ?? { type: 'unknown', doc: [] };
  const entries = new Map(map.entries).set(String(step), { ...entry, type: withSwitch(entry.type, rest) });
  return withMap(type, { ...map, entries });
}

/** The type with the tags that enable subcharts. */
function withTags(type: ValueType, { dependencies }: Chart): ValueType {
  const tags = new Set(dependencies.flatMap((dependency) => dependency.tags));
  return [...tags].reduce((tagged, tag) => withSwitch(tagged, ['tags', tag]), type);
}

/** The charts below a chart read global values too: unless the schema refuses other keys, `global` accepts any. */
function withGlobalsOfOthers(type: ValueType, { dependencies }: Chart): ValueType {
  const map = mapOf(type);
  const entry = map.entries.get('global');
  const global = entry && entry.type !== 'unknown' ? entry.type.map : undefined;
  const isRead = dependencies.some(({ chart }) => chart?.isLibrary !== true);
  if (entry === undefined || global?.others !== 'unsaid' || !isRead) return type;
  const open: EntryType = { ...entry, type: withMap(entry.type, { ...global, others: 'allowed' }) };
  return withMap(type, { ...map, entries: new Map(map.entries).set('global', open) });
}

/** Every chart accepts global values, regardless of its templates. */
function withGlobal(map: MapType): MapType {
  if (map.entries.has('global')) return map;
  const type = mapTypeOf({ ...EMPTY, others: 'allowed' });
  const doc = ['Values that this chart and all charts below it get.'];
  return { ...map, entries: new Map(map.entries).set('global', { type, doc }) };
}

/** The keys that the templates of a chart read. */
export interface ReadKeys {
  readonly keys: TemplateKeys;
  /** Whether these are all keys that are read. */
  readonly isComplete: boolean;
}

/**
 * The keys that the templates of a chart and of its libraries read. If templates are missing, all subcharts are
 * included.
 */
export function readKeys(chart: Chart): ReadKeys {
  const below = chart.dependencies.flatMap((dependency) => dependency.chart ?? []);
  const scan = (charts: readonly Chart[]) => {
    const [libraries, others] = [charts.filter(isLibraryOf), charts.filter((each) => !isLibraryOf(each))];
    return scanTemplates(others.flatMap(textsOf), libraries.flatMap(textsOf));
  };
  const isLibraryOf = (each: Chart) => each.isLibrary && each !== chart;
  const own = scan([chart, ...below.filter(({ isLibrary }) => isLibrary).flatMap(chartsIn)]);
  const { keys, missing } = own.missing.size === 0 ? own : scan(chartsIn(chart));
  const readsValues = chart.templates.some((text) => text.includes('.Values'));
  // if no chart is missing, a missing template is never included: Helm would fail
  return { keys, isComplete: readsValues && (missing.size === 0 || hasAllCharts(chart)) };
}

function hasAllCharts({ dependencies }: Chart): boolean {
  return dependencies.every(({ chart }) => chart !== undefined && hasAllCharts(chart));
}

function textsOf({ templates, valuesText }: Chart): string[] {
  return [...templates, valuesText];
}
