import { entryOf, isMap, type ValueMap } from '../json';
import { mergeValues } from '../values';
import type { ChartContents } from './contents';

/** The files that Flux builds a chart with: `valuesFiles` of a HelmChart. */
export interface ValuesFiles {
  /** The paths in order; undefined for an unknown path. */
  readonly paths: readonly (string | undefined)[];
  /** Whether Flux skips files that do not exist (`ignoreMissingValuesFiles`). */
  readonly skipsMissing: boolean;
  /**
   * The path of the chart in its source, as in a GitRepository: the paths are then relative to the root of the source.
   *
   * @default - the paths are relative to the chart
   */
  readonly chartPath?: string;
}

/** A chart as Flux builds it. */
export interface BuiltChart {
  /** The chart with the values of the files instead of values.yaml; unchanged if files are missing or unknown. */
  readonly contents: ChartContents;
  /** The files that do not exist: Flux cannot build the chart. */
  readonly missing: readonly string[];
  /** The files whose content is not known. */
  readonly unknown: readonly (string | undefined)[];
}

const VALUES = 'values.yaml';

/** Whether {@link ChartContents.files} lists a file with this path if it exists. */
export function isListedFile(path: string): boolean {
  return LISTED.test(path) && !NOT_LISTED.test(path);
}

const LISTED = /\.(?:ya?ml|json)$/;
const NOT_LISTED = /^(?:templates|charts)\/|^(?:Chart|values)\.yaml$|^values\.schema\.json$/;

const built = new WeakMap<ChartContents, Map<string, BuiltChart>>();

/**
 * Builds a chart with the values of files instead of values.yaml, like the chart builders of source-controller: the
 * files are merged in order, and values.yaml is included only if it is listed.
 */
export function builtWith(contents: ChartContents, files: ValuesFiles): BuiltChart {
  const { paths } = files;
  const [first] = paths;
  const isAsItIs = paths.length === 0 || (paths.length === 1 && first !== undefined && cleanPath(first) === VALUES);
  if (isAsItIs) return { contents, missing: [], unknown: [] };
  const known = built.get(contents) ?? new Map<string, BuiltChart>();
  built.set(contents, known);
  const key = JSON.stringify(files);
  const chart = known.get(key) ?? build(contents, files);
  known.set(key, chart);
  return chart;
}

function build(contents: ChartContents, { paths, skipsMissing, chartPath }: ValuesFiles): BuiltChart {
  const found = paths.map((path) => ({
    path,
    values:
      path === undefined ? UNKNOWN : valuesOf(contents, chartPath === undefined ? path : inChart(path, chartPath)),
  }));
  const pathsOf = (values: unknown) => found.filter((each) => each.values === values).map(({ path }) => path);
  const unknown = pathsOf(UNKNOWN);
  const missing = skipsMissing ? [] : (pathsOf(MISSING) as string[]);
  if (unknown.length > 0 || missing.length > 0) return { contents, missing, unknown };
  const values = mergeValues({}, ...found.map((each) => each.values).filter(isMap));
  return { contents: { ...contents, values }, missing, unknown };
}

const MISSING = 'missing';
const UNKNOWN = 'unknown';

/** The values in a file of a chart. @param path undefined: the file is not in the chart, but elsewhere in its source */
function valuesOf({ values = {}, files }: ChartContents, path: string | undefined): ValueMap | string {
  if (path === undefined) return UNKNOWN;
  const clean = cleanPath(path);
  if (clean === VALUES) return values;
  if (files === undefined) return UNKNOWN;
  const file = entryOf(files, clean);
  if (file === undefined) return isListedFile(clean) ? MISSING : UNKNOWN;
  return isMap(file) ? file : UNKNOWN;
}

/**
 * Converts a path in the source to a path in the chart; undefined if it is outside the chart. No path leads out of the
 * source.
 */
function inChart(path: string, chartPath: string): string | undefined {
  const [inSource, folder] = [cleanPath(`/${path}`), cleanPath(`/${chartPath}`)];
  if (folder === '/') return inSource.slice(1);
  return inSource.startsWith(`${folder}/`) ? inSource.slice(folder.length + 1) : undefined;
}

/** `filepath.Clean` of Go. */
function cleanPath(path: string): string {
  const root = path.startsWith('/') ? '/' : '';
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..' || (root === '' && (steps.at(-1) ?? '..') === '..')) steps.push(step);
    else steps.pop();
  }
  return `${root}${steps.join('/')}` || '.';
}
