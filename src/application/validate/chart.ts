import { type Diagnostic, error, redacted, warning } from '../../diagnostics';
import { type FieldPath, isPlainObject, listOf, type ValueMap } from '../../json';
import { SAVE_HELM_TEMPLATE } from '../marks';
import { isChartSource } from '../target-chart';
import { checkChartReference, checkChartVersion } from './chart-rules';
import { type ApplicationContext, SAVE_LABEL, savesTemplate } from './context';
import { checkMetadata, checkObjectName, checkSecretRef } from './metadata';
import { TEMPLATE_METADATA } from './source';

/** The origin of the chart of an application's releases: exactly one of a template, a source's chart, a source. */
export function checkChart(helmRelease: ValueMap, path: FieldPath, context: ApplicationContext): Diagnostic[] {
  const { template, chart } = helmRelease;
  const { hasSource, sourceRef, sourcePath } = context;
  const saves = savesTemplate(context);
  if (template !== undefined) {
    return [
      ...checkObjectName(template, [...path, 'template']),
      ...(chart !== undefined
        ? [error('chart-ambiguous', [...path, 'chart'], 'template and chart are both set: exactly one is allowed')]
        : []),
      ...(hasSource ? [warning('source-unused', sourcePath, 'has no effect: the template has its own source')] : []),
      ...(saves
        ? [warning('save-label-unused', SAVE_LABEL, 'has no effect: the application uses a template already')]
        : []),
    ];
  }
  if (sourceRef === undefined) {
    return [
      ...(hasSource
        ? []
        : [error('source-missing', sourcePath, 'required if helmRelease has no template, but missing')]),
      ...(chart === undefined
        ? [error('chart-missing', [...path, 'chart'], 'required if helmRelease has no template, but missing')]
        : []),
    ];
  }
  const { kind } = sourceRef;
  if (isChartSource(kind)) {
    return [
      ...(chart !== undefined ? [error('chart-not-allowed', [...path, 'chart'], isChartItself(kind))] : []),
      ...(saves
        ? [
            error(
              'template-not-savable',
              SAVE_LABEL,
              `a source of kind ${kind} cannot be saved as a template: other applications can use it directly`,
            ),
          ]
        : []),
    ];
  }
  if (chart === undefined) {
    return [
      error('chart-missing', [...path, 'chart'], `required with a source of kind ${redacted(kind)}, but missing`),
    ];
  }
  if (!isPlainObject(chart)) return [];
  return [
    ...checkMetadata(chart.metadata, [...path, 'chart', 'metadata'], saves ? TEMPLATE_METADATA : {}),
    ...(saves ? checkSavedChart(context) : checkInlineChart(chart, [...path, 'chart'])),
    ...(chart.verify !== undefined && kind !== 'HelmRepository'
      ? [
          error(
            'chart-field-not-allowed',
            [...path, 'chart', 'verify'],
            `only with a source of kind HelmRepository, not ${redacted(kind)}`,
          ),
        ]
      : []),
    ...checkChartReference(chart, kind, [...path, 'chart']),
    ...(!saves && isNeverTaken(helmRelease) ? [] : checkChartVersion(chart, kind, [...path, 'chart'])),
    ...checkSecretRef(chart.verify, [...path, 'chart', 'verify']),
  ];
}

/** The reason why a chart name is not allowed with a source of this kind. */
export function isChartItself(kind: string): string {
  return `not allowed with a source of kind ${kind}, which is the chart itself`;
}

/** Whether all targets set another version, or another chart. */
function isNeverTaken({ deploy }: ValueMap): boolean {
  const entries = listOf(deploy);
  return entries.length > 0 && entries.every((entry) => isPlainObject(entry) && saysVersion(entry));
}

function saysVersion({ template, chart, source }: ValueMap): boolean {
  const hasOther = isPlainObject(source) && isPlainObject(source.sourceRef) && isChartSource(source.sourceRef.kind);
  return template !== undefined || hasOther || (isPlainObject(chart) && chart.version !== undefined);
}

function checkSavedChart({ sourceRef, sourcePath, metadata }: ApplicationContext): Diagnostic[] {
  if (sourceRef?.namespace === undefined || sourceRef.namespace === metadata.namespace) return [];
  const own =
    metadata.namespace === undefined ? 'which the Application does not name' : `${redacted(metadata.namespace)}`;
  return [
    error(
      'template-namespace-differs',
      [...sourcePath, 'sourceRef', 'namespace'],
      `${redacted(sourceRef.namespace)} is not the application's namespace, ${own}: a template must be in the namespace of its ` +
        `source. A chart that is not saved (without the label ${SAVE_HELM_TEMPLATE}) is written into every release and ` +
        'may name a source of another namespace',
    ),
  ];
}

/** Fields of a HelmChart that a chart in a HelmRelease does not have. */
function checkInlineChart({ suspend, verify }: ValueMap, path: FieldPath): Diagnostic[] {
  const onlySaved = `only for a chart that is saved as a template (label ${SAVE_HELM_TEMPLATE}: "true")`;
  return [
    ...(suspend !== undefined ? [error('chart-field-not-allowed', [...path, 'suspend'], onlySaved)] : []),
    ...(isPlainObject(verify) && verify.matchOIDCIdentity !== undefined
      ? [error('chart-field-not-allowed', [...path, 'verify', 'matchOIDCIdentity'], onlySaved)]
      : []),
  ];
}
