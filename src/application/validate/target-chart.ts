import { type Diagnostic, error, redacted, warning } from '../../diagnostics';
import { type FieldPath, isPlainObject, mapOf, type ValueMap } from '../../json';
import { type ChartOrigin, chartOfTarget, hasOwnChart, isChartSource } from '../target-chart';
import { isChartItself } from './chart';
import { checkChartReference, checkChartVersion } from './chart-rules';
import { type ApplicationContext, savesTemplate } from './context';
import { checkMetadata, checkObjectName, checkSecretRef } from './metadata';
import { checkSourceRef } from './source-ref';

/**
 * Errors in the chart of a target: in its own fields, and in the result of merging them into the chart of the
 * application. Errors of the application's chart are not reported again.
 *
 * @param entry of deploy
 * @param helmRelease the application's
 */
export function checkTargetChart(
  entry: ValueMap,
  path: FieldPath,
  helmRelease: ValueMap,
  context: ApplicationContext,
): Diagnostic[] {
  if (!hasOwnChart(entry)) return [];
  const { template, chart, source } = entry;
  const ownRef = isPlainObject(source) && isPlainObject(source.sourceRef) ? source.sourceRef : undefined;
  const ofFields = [
    ...(ownRef ? checkSourceRef(ownRef, [...path, 'source', 'sourceRef']) : []),
    ...(isPlainObject(chart) ? checkMetadata(chart.metadata, [...path, 'chart', 'metadata']) : []),
    ...(isPlainObject(chart) ? checkSecretRef(chart.verify, [...path, 'chart', 'verify']) : []),
  ];
  if (template !== undefined) return [...ofFields, ...checkTemplate(entry, path)];
  if (source === undefined && helmRelease.template !== undefined) {
    const remedy = 'set another template on the target, or chart and source';
    return [
      ...ofFields,
      error('chart-ambiguous', [...path, 'chart'], `not allowed, because the application uses a template: ${remedy}`),
    ];
  }
  const sourceRef = ownRef ?? (source === undefined ? context.sourceRef : undefined);
  if (sourceRef === undefined) return ofFields; // reported elsewhere
  const { kind } = sourceRef;
  if (isChartSource(kind)) {
    if (chart === undefined) return ofFields;
    const remedy = source === undefined ? ': give the target another source' : '';
    return [...ofFields, error('chart-not-allowed', [...path, 'chart'], `${isChartItself(kind)}${remedy}`)];
  }
  const parts = [helmRelease.chart, chart];
  if (!parts.every((part) => part === undefined || isPlainObject(part))) return ofFields; // the schema reports it
  const merged = chartOfTarget({ chart: helmRelease.chart, sourceRef: context.sourceRef } as ChartOrigin, entry).chart;
  return [...ofFields, ...checkMerged(entry, mapOf(merged), kind, path, helmRelease, context)];
}

function checkTemplate({ template, chart, source }: ValueMap, path: FieldPath): Diagnostic[] {
  return [
    ...checkObjectName(template, [...path, 'template']),
    ...(chart !== undefined
      ? [error('chart-ambiguous', [...path, 'chart'], 'template and chart are both set: exactly one is allowed')]
      : []),
    ...(source !== undefined
      ? [warning('source-unused', [...path, 'source'], 'has no effect: the template has its own source')]
      : []),
  ];
}

/** @param merged the chart that is written to the release */
function checkMerged(
  { chart, source }: ValueMap,
  merged: ValueMap,
  kind: unknown,
  path: FieldPath,
  helmRelease: ValueMap,
  context: ApplicationContext,
): Diagnostic[] {
  const own = mapOf(chart);
  const place = [...path, chart === undefined ? 'source' : 'chart'];
  if (merged.chart === undefined) {
    const problem = `required with a source of kind ${redacted(kind)}, but missing`;
    return [error('chart-missing', [...path, 'chart', ...(chart === undefined ? [] : ['chart'])], problem)];
  }
  const ofRules = [...checkVerify(merged, kind, path), ...checkChartReference(merged, kind, [...path, 'chart'])];
  const isVersionShared =
    own.version === undefined && kind === context.sourceRef?.kind && isPlainObject(helmRelease.chart);
  return [
    ...(savesTemplate(context) ? checkInherited(merged, place) : []),
    ...ofRules.flatMap((problem) => {
      if (own[problem.path.at(-1) as string] !== undefined) return [problem];
      // of the application's chart: invalid by itself, or with the source of the target
      return source === undefined ? [] : [{ ...problem, path: [...path, 'source'] }];
    }),
    ...(isVersionShared ? [] : checkChartVersion(merged, kind, [...path, 'chart'])),
  ];
}

function checkVerify({ verify }: ValueMap, kind: unknown, path: FieldPath): Diagnostic[] {
  if (verify === undefined || kind === 'HelmRepository') return [];
  const message = `only with a source of kind HelmRepository, not ${redacted(kind)}`;
  return [error('chart-field-not-allowed', [...path, 'chart', 'verify'], message)];
}

/** Fields of the application's saved chart that a chart in a HelmRelease cannot have. */
function checkInherited({ suspend, verify }: ValueMap, path: FieldPath): Diagnostic[] {
  const fields = [
    ...(suspend === undefined ? [] : ['suspend']),
    ...(mapOf(verify).matchOIDCIdentity === undefined ? [] : ['verify.matchOIDCIdentity']),
  ];
  return fields.map((field) =>
    error(
      'chart-field-not-allowed',
      path,
      `the chart of the application has ${field}, which only a saved template can have: set another template on the target`,
    ),
  );
}
