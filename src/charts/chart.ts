import {
  type FieldPath,
  isMap,
  isPlainObject,
  kindOf,
  listOf,
  stringOf,
  type ValueMap,
  withoutUndefined,
} from '../json';
import { mergeValues } from '../values';
import { type ChartDependency, isInRange, isListedFile } from '../verdict';
import { parseYaml, type YamlDocument } from '../yaml';
import { type Budget, type ChartFiles, isArchive, MAX_CHART_BYTES, unpack } from './archive';
import { bundleSchema, chartPathOf, missingDocuments, type SchemaDocuments } from './bundle-schema';
import { ChartError } from './chart-error';
import { Comments } from './comments';

/** The parts of a Helm chart that its values depend on. */
export interface Chart {
  readonly name: string;
  readonly version: string;
  /** From Chart.yaml. */
  readonly description?: string;
  /** Whether its templates are only for other charts. */
  readonly isLibrary: boolean;
  /** From values.yaml. */
  readonly values: ValueMap;
  /** The positions in values.yaml, as `LINE:COLUMN`, of keys that replace an equal key of their map, as for Helm. */
  readonly repeatedKeys: readonly string[];
  readonly comments: Comments;
  /** The content of values.schema.json. */
  readonly schema?: unknown;
  /** Files of the chart that its schema refers to, by their URLs in the schema. */
  readonly schemaFiles: SchemaDocuments;
  readonly dependencies: readonly Dependency[];
  /** The dependencies as written in Chart.yaml or requirements.yaml. @default - the chart has no list */
  readonly listed?: readonly ChartDependency[];
  /** Its files that may be templates. */
  readonly templates: readonly string[];
  /** The text of values.yaml: values may be templates too. */
  readonly valuesText: string;
  /** Its other files that may replace values.yaml. */
  readonly valuesFiles: ChartFiles;
}

/** A chart below another. */
export interface Dependency {
  /** The key of its values: its alias, or its name. */
  readonly key: string;
  /** The paths of the values that decide whether it is enabled; the first existing value counts. */
  readonly conditions: readonly FieldPath[];
  readonly tags: readonly string[];
  /** Absent if the folder or archive does not contain it. */
  readonly chart?: Chart;
}

/** The maximum depth of charts in charts. */
const MAX_DEPTH = 16;

/**
 * Reads a chart.
 *
 * @param files its files; other files are ignored
 * @param place the name of the chart in messages
 * @throws ChartError if a file is missing or cannot be read
 */
export function readChart(files: ChartFiles, place: string): Chart {
  return read(files, place, { left: MAX_CHART_BYTES }, 0);
}

function read(files: ChartFiles, place: string, budget: Budget, depth: number): Chart {
  if (depth > MAX_DEPTH) throw new ChartError(place, 'holds charts in charts, too deep');
  const manifest = readMap(files, 'Chart.yaml', place);
  if (manifest === undefined) throw new ChartError(place, 'holds no Chart.yaml, so it is not a chart');
  const valuesText = textOf(files, 'values.yaml') ?? '';
  const { documents, repeatedKeys } = documentsOf(valuesText, `${place}: values.yaml`);
  const description = stringOf(manifest.description);
  const listed = listedIn(files, manifest, place);
  return {
    name: requiredText(manifest, 'name', place),
    version: requiredText(manifest, 'version', place),
    ...(description === undefined ? {} : { description }),
    isLibrary: manifest.type === 'library',
    values: mergeValues(...documents.map(({ value }) => valuesOf(value, `${place}: values.yaml`))),
    repeatedKeys,
    comments: new Comments(valuesText, documents),
    ...schemaOf(files, place),
    dependencies: dependenciesOf(listed ?? [], subcharts(files, place, budget, depth)),
    ...(listed && { listed }),
    templates: templatesOf(files),
    valuesText,
    valuesFiles: new Map([...files].filter(([path]) => isListedFile(path))),
  };
}

/** The charts of a chart, itself first. */
export function chartsIn(chart: Chart): Chart[] {
  return [chart, ...chart.dependencies.flatMap((dependency) => (dependency.chart ? chartsIn(dependency.chart) : []))];
}

/** The URLs of the documents that the schemas of a chart need, but `documents` lacks. */
export function missingSchemas(chart: Chart, documents: SchemaDocuments): string[] {
  const missing = chartsIn(chart).flatMap(({ schema, schemaFiles }) =>
    missingDocuments(schema, new Map([...schemaFiles, ...documents])),
  );
  return [...new Set(missing)];
}

/**
 * The chart with schemas that need no other document.
 *
 * @throws ChartError if a `$ref` leads nowhere
 */
export function withBundledSchemas(chart: Chart, documents: SchemaDocuments): Chart {
  const place = `${chart.name} ${chart.version}: ${SCHEMA}`;
  return {
    ...chart,
    schema: bundleSchema(chart.schema, new Map([...chart.schemaFiles, ...documents]), place),
    schemaFiles: new Map(),
    dependencies: chart.dependencies.map((dependency) =>
      dependency.chart ? { ...dependency, chart: withBundledSchemas(dependency.chart, documents) } : dependency,
    ),
  };
}

function requiredText(manifest: ValueMap, field: string, place: string): string {
  const text = manifest[field];
  // a version such as 1.0 is a number to YAML
  if (typeof text === 'string' && text !== '') return text;
  throw new ChartError(place, `Chart.yaml has no ${field}${text === undefined ? '' : ' that is a text'}`);
}

function textOf(files: ChartFiles, path: string): string | undefined {
  const bytes = files.get(path);
  return bytes && new TextDecoder().decode(bytes); // it drops a byte order mark
}

/** The documents of a file as Helm reads it: of a key that occurs twice in its map, the last one counts. */
function documentsOf(
  text: string,
  place: string,
): { readonly documents: readonly YamlDocument[]; readonly repeatedKeys: readonly string[] } {
  const problemsIn = (documents: readonly YamlDocument[]) => documents.flatMap(({ problems }) => problems);
  const documents = parseYaml(text);
  const found = problemsIn(documents);
  if (found.length === 0) return { documents, repeatedKeys: [] };
  const asHelm = parseYaml(text, { repeatedKeys: 'last' });
  const [problem] = problemsIn(asHelm);
  if (problem) throw new ChartError(`${place}:${problem.line}:${problem.column}`, problem.message);
  return { documents: asHelm, repeatedKeys: found.map(({ line, column }) => `${line}:${column}`) };
}

function valuesOf(value: unknown, place: string): ValueMap {
  if (isPlainObject(value)) return value;
  throw new ChartError(place, `must hold a map, got ${kindOf(value)}`);
}

function readMap(files: ChartFiles, path: string, place: string): ValueMap | undefined {
  const text = textOf(files, path);
  if (text === undefined) return undefined;
  return valuesOf(documentsOf(text, `${place}: ${path}`).documents[0]?.value, `${place}: ${path}`);
}

function schemaOf(files: ChartFiles, place: string): Pick<Chart, 'schema' | 'schemaFiles'> {
  const schema = jsonOf(files, SCHEMA, place);
  const schemaFiles = new Map<string, unknown>();
  if (schema === undefined) return { schemaFiles };
  const isKnown = (url: string) => schemaFiles.has(url) || !url.startsWith('file:');
  for (;;) {
    const [url] = missingDocuments(schema, schemaFiles).filter((each) => !isKnown(each));
    if (url === undefined) return { schema, schemaFiles };
    const path = chartPathOf(url);
    if (path === undefined) {
      throw new ChartError(`${place}: ${SCHEMA}`, `a "$ref" leads to ${url.replace('file://', '')}, out of the chart`);
    }
    const file = jsonOf(files, path, place);
    if (file === undefined)
      throw new ChartError(`${place}: ${SCHEMA}`, `the chart lacks ${path}, to which a "$ref" leads`);
    schemaFiles.set(url, file);
  }
}

function jsonOf(files: ChartFiles, path: string, place: string): unknown {
  const text = textOf(files, path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new ChartError(`${place}: ${path}`, 'is not JSON');
  }
}

const SCHEMA = 'values.schema.json';

/** The files of the chart itself that Helm may render: templates, and files that they read and pass to tpl. */
function templatesOf(files: ChartFiles): string[] {
  const paths = [...files.keys()].filter((path) => !NO_TEMPLATE.test(path)).sort();
  return paths.map((path) => textOf(files, path) as string).filter((text) => text.includes('{{'));
}

const NO_TEMPLATE = /^(?:charts|ci|tests)\/|^[^/]*\.(?:md|gotmpl)$|^(?:values\.yaml|values\.schema\.json)$/;

/** The charts in charts/: folders and archives. */
function subcharts(files: ChartFiles, place: string, budget: Budget, depth: number): Chart[] {
  const folders = new Map<string, Map<string, Uint8Array>>();
  const archives: [string, Uint8Array][] = [];
  for (const [path, content] of files) {
    const [, name, inside] = /^charts\/([^/._][^/]*)(?:\/(.+))?$/.exec(path) ?? [];
    if (name === undefined) continue;
    if (inside !== undefined) folders.set(name, (folders.get(name) ?? new Map()).set(inside, content));
    else if (name.endsWith('.tgz') && isArchive(content)) archives.push([name, content]);
  }
  const found = [...folders].filter(([, inside]) => inside.has('Chart.yaml'));
  return [
    ...found.map(([name, inside]) => read(inside, `${place}: charts/${name}`, budget, depth + 1)),
    ...archives.map(([name, bytes]) => {
      const at = `${place}: charts/${name}`;
      return read(unpack(bytes, at, budget), at, budget, depth + 1);
    }),
  ];
}

/** The dependencies that a chart lists; undefined if it has no list. */
function listedIn(files: ChartFiles, manifest: ValueMap, place: string): ChartDependency[] | undefined {
  const list = manifest.dependencies ?? readMap(files, 'requirements.yaml', place)?.dependencies;
  if (!Array.isArray(list)) return undefined;
  return list.filter(isMap).map((entry) =>
    withoutUndefined({
      name: stringOf(entry.name) ?? '',
      version: stringOf(entry.version),
      alias: stringOf(entry.alias),
      condition: stringOf(entry.condition),
      tags: entry.tags === undefined ? undefined : listOf(entry.tags).filter((tag) => typeof tag === 'string'),
      importValues: Array.isArray(entry['import-values']) ? entry['import-values'] : undefined,
    }),
  );
}

/** The charts listed as dependencies, and the unlisted charts in charts/. */
function dependenciesOf(listed: readonly ChartDependency[], charts: readonly Chart[]): Dependency[] {
  const named = listed.map(({ name, version = '', alias, condition = '', tags = [] }): Dependency => {
    const candidates = charts.filter((each) => each.name === name);
    const chart = candidates.find((each) => isInRange(version, each.version)) ?? candidates[0];
    return { key: alias || name, conditions: conditionsOf(condition), tags, ...(chart && { chart }) };
  });
  const names = new Set(listed.map(({ name }) => name));
  const others = charts.filter(({ name }) => !names.has(name));
  return [
    ...named.filter(({ key }) => key !== ''),
    ...others.map((chart) => ({ key: chart.name, conditions: [], tags: [], chart })),
  ];
}

function conditionsOf(condition: string): FieldPath[] {
  const paths = condition.split(',').map((path) => path.trim());
  return paths.filter((path) => path !== '').map((path) => path.split('.'));
}
