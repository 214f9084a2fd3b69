import { canonicalJson, listOf, mapOf, pick, stringOf, type ValueMap } from '../../../json';
import { millisecondsOf, SOURCE_API } from '../../../kubernetes';
import type { PlanObjects } from '../objects';
import { addressOf, type PlanObject, sourceKindOf, specOf } from '../plan-object';
import type { Sides } from './consequence';

/**
 * How the chart of a release differs for helm-controller, which identifies charts by name and version. `other folder`:
 * the chart changes if it has the name of its folder. `unknown`: that depends on fetched content, or on an object that
 * is not in the plan.
 */
export type ChartChange = 'same' | 'other version' | 'other chart' | 'other folder' | 'unknown';

export function chartChange(before: PlanObject, after: PlanObject, sides: Sides): ChartChange {
  const [old, now] = [chartOf(before, sides.before), chartOf(after, sides.after)];
  if (old === undefined || now === undefined) return 'unknown';
  if (old.name !== now.name) return isOfFiles(old) || isOfFiles(now) ? 'other folder' : 'other chart';
  // helm-controller appends the digest of an OCI artifact to the version
  if (old.kind !== now.kind) return 'other version';
  return old.kind === 'OCIRepository' ? artifactChange(old, now) : packageChange(old, now);
}

/**
 * Whether the chart version of a release is specified, so that changing only the repository does not change the chart.
 */
export function hasExactVersion(release: PlanObject, objects: PlanObjects): boolean {
  return exact(chartOf(release, objects)?.spec.version) !== undefined;
}

/** The origin of a release's chart. */
interface Chart {
  readonly kind: 'HelmChart' | 'OCIRepository';
  /** The address of that object. */
  readonly address: string;
  readonly namespace?: string;
  readonly name: string;
  /** The spec of that object, with defaults. */
  readonly spec: ValueMap;
}

/** Undefined if the object is not in the plan. */
function chartOf(release: PlanObject, objects: PlanObjects): Chart | undefined {
  const { chart, chartRef, interval } = specOf(release);
  if (chart !== undefined) return templateOf(release, mapOf(mapOf(chart).spec), interval);
  const { kind, name, namespace } = mapOf(chartRef);
  const reference = { kind: stringOf(kind) ?? '', name: stringOf(name) ?? '' };
  const { apiVersion } = SOURCE_API;
  const source = objects.get(
    addressOf({ apiVersion, ...reference, namespace: stringOf(namespace) ?? release.namespace }),
  );
  return source && sourceOf(source);
}

/** The HelmChart that helm-controller creates from `spec.chart`. */
function templateOf(release: PlanObject, { sourceRef, ...spec }: ValueMap, interval: unknown): Chart | undefined {
  const { kind, name, namespace = release.namespace } = mapOf(sourceRef);
  const { apiVersion } = SOURCE_API;
  const { name: own, namespace: ownNamespace = '' } = release;
  const place = { kind: 'HelmChart', namespace: stringOf(namespace), name: `${ownNamespace}-${own}` };
  // it writes intervals in its own format
  const every = stringOf(spec.interval ?? interval) ?? '';
  const value = { ...spec, sourceRef: { kind, name }, interval: millisecondsOf(every) ?? every };
  return helmChart(addressOf({ apiVersion, ...place }), place.namespace, value);
}

function sourceOf(source: PlanObject): Chart | undefined {
  const [kind, spec, address] = [sourceKindOf(source), specOf(source), addressOf(source)];
  if (kind === 'HelmChart') return helmChart(address, source.namespace, spec);
  const url = stringOf(spec.url);
  if (kind !== 'OCIRepository' || url === undefined) return undefined;
  // Helm pushes a chart to a repository with its name
  return { kind, address, name: lastSegment(url), spec, ...(source.namespace && { namespace: source.namespace }) };
}

function helmChart(address: string, namespace: string | undefined, spec: ValueMap): Chart | undefined {
  const chart = stringOf(spec.chart);
  if (chart === undefined) return undefined;
  const written = { version: '*', reconcileStrategy: 'ChartVersion', ...spec };
  // in a repository of files it is a path, whose last folder has the name of the chart
  return { kind: 'HelmChart', address, name: lastSegment(chart), spec: written, ...(namespace && { namespace }) };
}

function lastSegment(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) as string;
}

/** Between two OCI artifacts: the digest counts. */
function artifactChange(old: Chart, now: Chart): ChartChange {
  const [before, after] = [mapOf(old.spec.ref), mapOf(now.spec.ref)];
  if (before.digest !== undefined && after.digest !== undefined) {
    return before.digest === after.digest ? 'same' : 'other version';
  }
  const fetched = ['url', 'ref', 'layerSelector'];
  if (isEqual(pick(old.spec, fetched), pick(now.spec, fetched))) return 'same';
  const [tag, next] = [before, after].map((ref) => (ref.semver === undefined ? exact(ref.tag) : undefined));
  return tag !== undefined && next !== undefined && tag !== next ? 'other version' : 'unknown';
}

/** Between two charts that source-controller creates from a HelmChart. */
function packageChange(old: Chart, now: Chart): ChartChange {
  const isSameObject = old.address === now.address;
  if (isSameObject && isEqual(old.spec, now.spec)) return 'same';
  if (isMerged(old) || isMerged(now)) {
    // the version ends with the generation of the HelmChart
    return isSameObject || isMerged(old) !== isMerged(now) ? 'other version' : 'unknown';
  }
  const isSameSource = isEqual(originOf(old), originOf(now));
  if (isOfFiles(old) || isOfFiles(now)) {
    // one of two strategies includes the revision of the source in the version
    if (isOfFiles(old) && isOfFiles(now) && old.spec.reconcileStrategy !== now.spec.reconcileStrategy) {
      return 'other version';
    }
    return isSameSource && old.spec.chart === now.spec.chart ? 'same' : 'unknown';
  }
  const [version, next] = [exact(old.spec.version), exact(now.spec.version)];
  if (version !== undefined && next !== undefined) return version === next ? 'same' : 'other version';
  return isSameSource && old.spec.version === now.spec.version ? 'same' : 'unknown';
}

/** The fields that determine the source and the version. */
function originOf({ namespace, spec }: Chart): unknown {
  const { kind, name } = mapOf(spec.sourceRef);
  return [namespace, kind, name, spec.reconcileStrategy];
}

/** source-controller `GetValuesFiles()` */
function isMerged({ spec }: Chart): boolean {
  const files = listOf(spec.valuesFiles);
  return files.length > 1 || (files.length === 1 && String(files[0]).replace(/^(\.\/)+/, '') !== 'values.yaml');
}

/** Its version is then in a file, not in the HelmChart. */
function isOfFiles({ kind, spec }: Chart): boolean {
  return kind === 'HelmChart' && mapOf(spec.sourceRef).kind !== 'HelmRepository';
}

/** A version that identifies a single chart; undefined for a range, and for a tag that is not a version. */
export function exact(version: unknown): string | undefined {
  return /^[=v]*(\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?)$/.exec(stringOf(version) ?? '')?.[1];
}

function isEqual(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
