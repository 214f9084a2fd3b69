import { integerOf, listOf, mapOf, stringOf, type ValueMap } from '../../json';

/** A Helm release, as stored by Helm in a Secret (`release.Release` of helm.sh/helm). */
export interface StoredRelease {
  readonly version: number;
  /** The running manifests, without hooks: YAML. */
  readonly manifest: string;
  /** The values that Helm received. */
  readonly config: ValueMap;
  readonly chart: StoredChart;
}

/** A chart as stored in a release: without its dependencies. */
export interface StoredChart {
  readonly name: string;
  readonly version: string;
  /** Whether it has dependencies. */
  readonly hasDependencies: boolean;
  /** Its files by path: text, or base64 if they are stored like that. */
  readonly files: ReadonlyMap<string, ChartFile>;
}

export interface ChartFile {
  readonly content: string;
  readonly encoding: 'utf8' | 'base64';
}

/** @param data the JSON of a release; undefined is returned for anything else */
export function storedReleaseOf(data: unknown): StoredRelease | undefined {
  const { version, manifest, config, chart } = mapOf(data);
  const [number, text] = [integerOf(version), stringOf(manifest)];
  const stored = storedChartOf(mapOf(chart));
  if (number === undefined || text === undefined || stored === undefined) return undefined;
  return { version: number, manifest: text, config: mapOf(config), chart: stored };
}

function storedChartOf({ metadata, templates, files, values, schema }: ValueMap): StoredChart | undefined {
  const { name, version, dependencies } = mapOf(metadata);
  if (typeof name !== 'string' || typeof version !== 'string') return undefined;
  const stored = [...listOf(templates), ...listOf(files)].map(mapOf).map(({ name: path, data }) => {
    return [stringOf(path) ?? '', { content: stringOf(data) ?? '', encoding: 'base64' }] as const;
  });
  const own = new Map<string, ChartFile>(stored.filter(([path]) => isWithinChart(path)));
  own.set('Chart.yaml', jsonFile(metadata));
  own.set('values.yaml', jsonFile(values ?? {}));
  if (typeof schema === 'string') own.set('values.schema.json', { content: schema, encoding: 'base64' });
  return { name, version, hasDependencies: listOf(dependencies).length > 0, files: own };
}

/** Whether a path stays in the folder of its chart: anyone with access to the cluster may have written a release. */
function isWithinChart(path: string): boolean {
  return path.split(/[/\\]/).every((step) => step !== '' && step !== '.' && step !== '..') && !/[\0:]/.test(path);
}

/** JSON is YAML. */
function jsonFile(value: unknown): ChartFile {
  return { content: JSON.stringify(value), encoding: 'utf8' };
}

/** Replaces the revision of the release in a template, because `helm template` does not know it. */
export function withRevision(template: string, revision: number): string {
  return template.replace(/\$?\.Release\.Revision\b/g, String(revision));
}
