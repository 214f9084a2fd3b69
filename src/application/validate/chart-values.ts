import { type Diagnostic, didYouMean, error, warning } from '../../diagnostics';
import { type FieldPath, isPlainObject, type ValueMap, valueAt, walk } from '../../json';
import { composeValues, parseTargetPath, type ValuePath, type ValuesContribution } from '../../values';
import { type ChartContents, judgeOf, type ValuesProblem } from '../../verdict';

/** The parts of a target with a known chart that Helm's validation of its values depends on. */
export interface TargetOfChart {
  readonly contents: ChartContents;
  /** The version of its chart; undefined if Flux takes the version in the source. */
  readonly version: string | undefined;
  /** Its fields, with those of the layers. */
  readonly entry: ValueMap;
  /** The path of the entry. */
  readonly path: FieldPath;
  /** The path of its chart. */
  readonly chartPath: FieldPath;
  /** Whether files of the chart replace its values.yaml. */
  readonly hasValuesFiles: boolean;
  /** The contributions of the entries of `valuesFrom`; undefined for an unknown one. */
  readonly sources: readonly (ValuesContribution | undefined)[];
}

/**
 * Validates the values of a target like Helm: finds values that the schemas of its chart refuse, and keys that the chart does not know.
 *
 * Only certain problems are errors: if `valuesFrom`, files of the chart or a substitution add unknown values, these are the problems of
 * single values in `values`. A problem is a warning if another version of the chart may be delivered, or if Helm's versions differ
 * about a null.
 */
export function checkChartValues(target: TargetOfChart): Diagnostic[] {
  const { contents, entry, path, chartPath } = target;
  if (skipsSchemas(entry)) return [];
  const isExact = target.version === contents.version;
  const isOpen = target.hasValuesFiles || target.sources.includes(undefined);
  const own = isPlainObject(entry.values) ? entry.values : {};
  const isAlone = isOpen || target.sources.length === 0;
  const values = isAlone ? own : composeValues(target.sources as readonly ValuesContribution[], own);
  if (values === undefined) return []; // Flux fails, which is reported where its targetPath is
  const { problems, isDisputed, faults, unknown } = judgeOf(contents).of(values);
  const report = isExact ? error : warning;
  return [
    ...(isExact ? [] : [otherVersion(target)]),
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
      .filter((problem) => isCertain(problem, values, own, isOpen, entry))
      .map((problem) => {
        const place = [...path, 'values', ...problem.path];
        const message = `${problem.message}${ofDefaults(problem, values)} (${schemaOf(problem.chart)})`;
        if (isDisputed)
          return warning('values-null-disputed', place, `${message}: Helm 4.2 refuses it for a null, Helm 3 does not`);
        return report('values-refused', place, message);
      }),
    ...unknown
      .filter((key) => !holdsVariable(key.path))
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

/** Whether no unknown value can solve the problem. */
function isCertain(
  { path, isFinal }: ValuesProblem,
  values: ValueMap,
  own: ValueMap,
  isOpen: boolean,
  { valuesFrom }: ValueMap,
): boolean {
  if (holdsVariable(path) || holdsVariable(isFinal ? valueAt(values, path) : values)) return false;
  if (!isOpen) return true;
  if (!isFinal || valueAt(own, path) === undefined) return false;
  const places = Array.isArray(valuesFrom) ? valuesFrom.map(placeOf) : [];
  return !places.some((place) => place?.every((step, depth) => depth >= path.length || step === path[depth]));
}

function placeOf(source: unknown): ValuePath | undefined {
  const targetPath = valueAt(source, ['targetPath']);
  return typeof targetPath === 'string' ? parseTargetPath(targetPath) : undefined;
}

/** Whether a value contains a string or a key that Flux may substitute, by `postBuild`. */
function holdsVariable(value: unknown): boolean {
  let isFound = false;
  walk(value, (part, path) => {
    isFound ||= [part, path.at(-1)].some((text) => typeof text === 'string' && text.includes('${'));
    return !isFound;
  });
  return isFound;
}

/** If the values do not set the path, the problem is in the defaults of the chart. */
function ofDefaults({ path, message }: ValuesProblem, values: ValueMap): string {
  if (message.startsWith('required')) return valueAt(values, path) === null ? ': null deletes it' : '';
  return valueAt(values, path) === undefined ? '; the value is a default of the chart' : '';
}

function schemaOf(chart: ChartContents): string {
  return `the schema of ${nameOf(chart)}`;
}

function nameOf({ name, version }: ChartContents): string {
  return `${name} ${version}`;
}
