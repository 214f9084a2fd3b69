import { type Diagnostic, didYouMean, error, warning } from '../../diagnostics';
import { type FieldPath, isPlainObject, listOf, stringOf, type ValueMap, valueAt } from '../../json';
import { composeValues, parseTargetPath, type ValuePath, type ValuesContribution } from '../../values';
import {
  type BuiltChart,
  builtWith,
  type ChartContents,
  isSubstituted,
  judgeOf,
  type ValuesFiles,
  type ValuesProblem,
} from '../../verdict';

/** The version of the chart of a target, and the files that it is built with. */
export interface ChartBuild {
  /** The version of the chart; undefined if Flux takes the version in the source. */
  readonly version: string | undefined;
  readonly valuesFiles: ValuesFiles;
}

/**
 * The chart build that the spec of a HelmChart describes.
 *
 * @param sourceKind the kind of its source
 */
export function chartBuildOf(spec: ValueMap, sourceKind: unknown): ChartBuild {
  const { chart, version, valuesFiles, ignoreMissingValuesFiles } = spec;
  const isRepository = sourceKind === 'HelmRepository';
  return {
    version: isRepository ? stringOf(version) : undefined,
    valuesFiles: {
      paths: listOf(valuesFiles).map(stringOf),
      skipsMissing: ignoreMissingValuesFiles === true,
      ...(!isRepository && { chartPath: String(chart) }),
    },
  };
}

/** The parts of a target with a known chart that Helm's validation of its values depends on. */
export interface TargetOfChart extends ChartBuild {
  readonly contents: ChartContents;
  /** Its fields, with those of the layers. */
  readonly entry: ValueMap;
  /** The path of the entry. */
  readonly path: FieldPath;
  /** The path of its chart. */
  readonly chartPath: FieldPath;
  /** The contributions of the entries of `valuesFrom`; undefined for an unknown one. */
  readonly sources: readonly (ValuesContribution | undefined)[];
}

/**
 * Validates the values of a target as Helm does: finds values that the schemas of its chart refuse, and keys that the
 * chart does not know.
 *
 * Only certain problems are reported. If `valuesFrom` or unknown files of the chart add unknown values, these are the
 * problems of single values in `values`; problems that depend on a substituted variable are never certain. A problem is
 * a warning if another version of the chart may be delivered, or if versions of Helm treat a null differently.
 */
export function checkChartValues(target: TargetOfChart): Diagnostic[] {
  const { entry, path, chartPath } = target;
  if (skipsSchemas(entry)) return [];
  const isExact = target.version === target.contents.version;
  const built = builtWith(target.contents, target.valuesFiles);
  const { contents } = built;
  const isOpen = built.missing.length + built.unknown.length > 0 || target.sources.includes(undefined);
  const own = isPlainObject(entry.values) ? entry.values : {};
  const isAlone = isOpen || target.sources.length === 0;
  const values = isAlone ? own : composeValues(target.sources as readonly ValuesContribution[], own);
  if (values === undefined) return []; // Flux fails, which is reported where its targetPath is
  const { problems, isDisputed, faults, unknown } = judgeOf(contents).of(values);
  const report = isExact ? error : warning;
  return [
    ...(isExact ? [] : [otherVersion(target)]),
    ...aboutFiles(built, target, report),
    ...faults.map(({ chart, message, isRefused }) =>
      isRefused
        ? report(
            'chart-schema-invalid',
            chartPath,
            `${schemaOf(chart)} is not valid, so that Helm refuses all values: ${message}`,
          )
        : warning('chart-schema-unknown', chartPath, `${schemaOf(chart)} cannot be checked here: ${message}`),
    ),
    ...problems
      .filter((problem) => isCertain(problem, own, isOpen, entry))
      .map((problem) => {
        const place = [...path, 'values', ...problem.path];
        const message = `${problem.message}${ofChart(problem, values, target)} (${schemaOf(problem.chart)})`;
        if (isDisputed)
          return warning('values-null-disputed', place, `${message}: Helm 4.2 refuses it for a null, Helm 3 does not`);
        return report('values-refused', place, message);
      }),
    ...unknown
      .filter((key) => !key.path.some(isSubstituted))
      .map((key) => {
        const name = String(key.path.at(-1));
        const message = `is a key that ${nameOf(contents)} does not know${didYouMean(name, key.known)}`;
        return warning('values-key-unknown', [...path, 'values', ...key.path], message);
      }),
  ];
}

/** Whether validation is disabled for both actions: if only one disables it, Flux fails in the other. */
function skipsSchemas({ install, upgrade }: ValueMap): boolean {
  return [install, upgrade].every((action) => valueAt(action, ['disableSchemaValidation']) === true);
}

function otherVersion({ version, contents, chartPath }: TargetOfChart): Diagnostic {
  const taken = version === undefined ? 'is determined by the source' : `is ${JSON.stringify(version)}`;
  const message = `${taken}: the values are validated with the imported chart, ${nameOf(contents)}, and problems are warnings`;
  return warning('chart-version-differs', [...chartPath, 'version'], message);
}

/** The files that are missing in the chart, or whose content is not known. */
function aboutFiles({ missing, unknown }: BuiltChart, target: TargetOfChart, report: typeof error): Diagnostic[] {
  const { contents, chartPath } = target;
  const path = [...chartPath, 'valuesFiles'];
  const files = Object.keys(contents.files ?? {});
  const remedy = contents.files
    ? 'write its values in "values", or in a file in the folder of the chart'
    : 'import the chart again';
  return [
    ...missing.map((file) => {
      const message = `${nameOf(contents)} has no file ${JSON.stringify(file)}, so that Flux cannot build the chart`;
      return report('values-file-missing', path, `${message}${didYouMean(file, files)}`);
    }),
    ...unknown.map((file) => {
      const name = file === undefined ? 'a file' : JSON.stringify(file);
      const message = `the content of ${name} is not known here, so that missing values are not reported`;
      return warning('values-file-unknown', path, `${message}: ${remedy}`);
    }),
  ];
}

/** Whether no unknown value can solve the problem. */
function isCertain(
  { path, isFinal, dependsOnVariable }: ValuesProblem,
  own: ValueMap,
  isOpen: boolean,
  { valuesFrom }: ValueMap,
): boolean {
  if (dependsOnVariable || path.some(isSubstituted)) return false;
  if (!isOpen) return true;
  if (!isFinal || valueAt(own, path) === undefined) return false;
  const places = Array.isArray(valuesFrom) ? valuesFrom.map(placeOf) : [];
  return !places.some((place) => place?.every((step, depth) => depth >= path.length || step === path[depth]));
}

function placeOf(source: unknown): ValuePath | undefined {
  const targetPath = valueAt(source, ['targetPath']);
  return typeof targetPath === 'string' ? parseTargetPath(targetPath) : undefined;
}

/**
 * If the values do not set the path, the problem is in the chart: in its defaults, or in the files that replace them.
 */
function ofChart({ path, message }: ValuesProblem, values: ValueMap, { contents, valuesFiles }: TargetOfChart): string {
  if (message.startsWith('required')) return valueAt(values, path) === null ? ': null deletes it' : '';
  if (valueAt(values, path) !== undefined) return '';
  const isOfFiles = valueAt(builtWith(contents, valuesFiles).contents.values, path) !== valueAt(contents.values, path);
  return isOfFiles ? '; the value is in a file of "valuesFiles"' : '; the value is a default of the chart';
}

function schemaOf(chart: ChartContents): string {
  return `the schema of ${nameOf(chart)}`;
}

function nameOf({ name, version }: ChartContents): string {
  return `${name} ${version}`;
}
