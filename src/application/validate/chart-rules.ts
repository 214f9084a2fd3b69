import { type Diagnostic, error, redacted, warning } from '../../diagnostics';
import type { FieldPath, ValueMap } from '../../json';
import { isVersionRange } from './version-range';

/**
 * The chart names that RemoteReference.Validate() of source-controller (internal/helm/chart) accepts: its pattern
 * `^([-a-z0-9]+/?\.?)+$`, rewritten so that matching takes linear time.
 */
const CHART_NAME = /^[-a-z0-9]+(?:(?:\/\.?|\.)[-a-z0-9]+)*(?:\/\.?|\.)?$/;

/**
 * Rules of source-controller for name and version of a chart in a HelmRepository. In other sources the name is a path,
 * and the version is ignored.
 *
 * @param chart a HelmChart's spec, or the chart of an Application
 * @param kind of its source
 */
export function checkChartReference({ chart, version }: ValueMap, kind: unknown, path: FieldPath): Diagnostic[] {
  if (kind !== 'HelmRepository') return [];
  return [
    ...(typeof chart === 'string' && chart !== '' && !CHART_NAME.test(chart)
      ? [
          error(
            'chart-name-invalid',
            [...path, 'chart'],
            `${redacted(chart)} is not the name of a chart: lower-case letters, digits and '-', in parts separated by '/' or '.'`,
          ),
        ]
      : []),
    ...(typeof version === 'string' && version !== '' && !isVersionRange(version)
      ? [
          error(
            'version-range-invalid',
            [...path, 'version'],
            `${redacted(version)} is neither a version nor a version range, such as 1.2.3, 1.x or ">=1.2 <2"`,
          ),
        ]
      : []),
  ];
}

/**
 * A warning if the chart of a HelmRepository, including OCI, has no version: Flux then uses the newest. From the other
 * sources it uses the content, regardless of the version.
 *
 * @param chart as written by its author
 * @param kind of its source
 */
export function checkChartVersion({ version }: ValueMap, kind: unknown, path: FieldPath): Diagnostic[] {
  if (kind !== 'HelmRepository' || (version !== undefined && version !== '')) return [];
  return [
    warning(
      'chart-version-missing',
      [...path, 'version'],
      'is missing, so Flux upgrades to every new version: set a range, such as 6.x, or an exact version',
    ),
  ];
}
