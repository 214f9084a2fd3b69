import { mapOf, stringOf, valueAt } from '../../json';
import { SOURCE_API } from '../../kubernetes';
import type { PlanObjects } from './objects';
import { addressOf, type PlanObject, sourceKindOf, specOf } from './plan-object';

/** What helm-controller tells one chart from another by, as far as the objects say it. */
export interface Chart {
  readonly name: string;
  /** A version, a range, a tag or a digest. Absent: the newest. */
  readonly version?: string;
}

/** The chart of a HelmRelease; undefined where the object that says it is not among these. */
export function chartOf(release: PlanObject, objects: PlanObjects): Chart | undefined {
  const { chart, chartRef } = specOf(release);
  if (chart !== undefined) return chartOfSpec(mapOf(chart).spec);
  const { kind, name, namespace } = mapOf(chartRef);
  const reference = { kind: stringOf(kind) ?? '', name: stringOf(name) ?? '' };
  const { apiVersion } = SOURCE_API;
  const source = objects.get(
    addressOf({ apiVersion, ...reference, namespace: stringOf(namespace) ?? release.namespace }),
  );
  return source && chartOfSource(source);
}

function chartOfSource(source: PlanObject): Chart | undefined {
  const kind = sourceKindOf(source);
  if (kind === 'HelmChart') return chartOfSpec(source.value.spec);
  const { url, ref } = specOf(source);
  if (kind !== 'OCIRepository' || typeof url !== 'string') return undefined;
  const { tag, semver, digest } = mapOf(ref);
  // Helm pushes a chart to a repository of its name
  return { name: lastSegment(url), version: [digest, semver, tag].map(stringOf).find((text) => text !== undefined) };
}

function chartOfSpec(spec: unknown): Chart | undefined {
  const name = stringOf(valueAt(spec, ['chart']));
  // in a repository of manifests it is a path, whose last folder is called as the chart
  return name === undefined ? undefined : { name: lastSegment(name), version: stringOf(valueAt(spec, ['version'])) };
}

function lastSegment(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) as string;
}
