import { canonicalJson, listOf, mapOf, pick, stringOf, type ValueMap } from '../../../json';
import { millisecondsOf, SOURCE_API } from '../../../kubernetes';
import type { PlanObjects } from '../objects';
import { addressOf, type PlanObject, sourceKindOf, specOf } from '../plan-object';
import type { Sides } from './consequence';

/**
 * How what helm-controller takes for the chart of a release differs: it tells charts apart by name and version alone.
 * `other folder`: it is another chart if it is called like its folder. `unknown`: that depends on what is fetched, or on an
 * object that is not among these.
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

/** Whether the version of the chart of a release is written, so that its repository alone does not change it. */
export function hasExactVersion(release: PlanObject, objects: PlanObjects): boolean {
  return exact(chartOf(release, objects)?.spec.version) !== undefined;
}

/** What a release takes its chart from. */
interface Chart {
  readonly kind: 'HelmChart' | 'OCIRepository';
  /** The address of that object. */
  readonly address: string;
  readonly namespace?: string;
  readonly name: string;
  /** The spec of that object, defaults written out. */
  readonly spec: ValueMap;
}

/** Undefined where the object is not among these. */
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

/** The HelmChart that helm-controller makes of `spec.chart`. */
function templateOf(release: PlanObject, { sourceRef, ...spec }: ValueMap, interval: unknown): Chart | undefined {
  const { kind, name, namespace = release.namespace } = mapOf(sourceRef);
  const { apiVersion } = SOURCE_API;
  const { name: own, namespace: ownNamespace = '' } = release;
  const place = { kind: 'HelmChart', namespace: stringOf(namespace), name: `${ownNamespace}-${own}` };
  // it writes intervals in its own words
  const every = stringOf(spec.interval ?? interval) ?? '';
  const value = { ...spec, sourceRef: { kind, name }, interval: millisecondsOf(every) ?? every };
  return helmChart(addressOf({ apiVersion, ...place }), place.namespace, value);
}

function sourceOf(source: PlanObject): Chart | undefined {
  const [kind, spec, address] = [sourceKindOf(source), specOf(source), addressOf(source)];
  if (kind === 'HelmChart') return helmChart(address, source.namespace, spec);
  const url = stringOf(spec.url);
  if (kind !== 'OCIRepository' || url === undefined) return undefined;
  // Helm pushes a chart to a repository of its name
  return { kind, address, name: lastSegment(url), spec, ...(source.namespace && { namespace: source.namespace }) };
}

function helmChart(address: string, namespace: string | undefined, spec: ValueMap): Chart | undefined {
  const chart = stringOf(spec.chart);
  if (chart === undefined) return undefined;
  const written = { version: '*', reconcileStrategy: 'ChartVersion', ...spec };
  // in a repository of files it is a path, whose last folder is called as the chart
  return { kind: 'HelmChart', address, name: lastSegment(chart), spec: written, ...(namespace && { namespace }) };
}

function lastSegment(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) as string;
}

/** Between two artifacts of OCI: the digest counts. */
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

/** Between two charts that source-controller makes of a HelmChart. */
function packageChange(old: Chart, now: Chart): ChartChange {
  const isSameObject = old.address === now.address;
  if (isSameObject && isEqual(old.spec, now.spec)) return 'same';
  if (isMerged(old) || isMerged(now)) {
    // the version ends with the generation of the HelmChart
    return isSameObject || isMerged(old) !== isMerged(now) ? 'other version' : 'unknown';
  }
  const isSameSource = isEqual(originOf(old), originOf(now));
  if (isOfFiles(old) || isOfFiles(now)) {
    // one of two strategies puts the revision of the source into the version
    if (isOfFiles(old) && isOfFiles(now) && old.spec.reconcileStrategy !== now.spec.reconcileStrategy) {
      return 'other version';
    }
    return isSameSource && old.spec.chart === now.spec.chart ? 'same' : 'unknown';
  }
  const [version, next] = [exact(old.spec.version), exact(now.spec.version)];
  if (version !== undefined && next !== undefined) return version === next ? 'same' : 'other version';
  return isSameSource && old.spec.version === now.spec.version ? 'same' : 'unknown';
}

/** Where it is fetched from, and what makes its version. */
function originOf({ namespace, spec }: Chart): unknown {
  const { kind, name } = mapOf(spec.sourceRef);
  return [namespace, kind, name, spec.reconcileStrategy];
}

/** source-controller `GetValuesFiles()` */
function isMerged({ spec }: Chart): boolean {
  const files = listOf(spec.valuesFiles);
  return files.length > 1 || (files.length === 1 && String(files[0]).replace(/^(\.\/)+/, '') !== 'values.yaml');
}

/** Its version stands in a file then, and not in the HelmChart. */
function isOfFiles({ kind, spec }: Chart): boolean {
  return kind === 'HelmChart' && mapOf(spec.sourceRef).kind !== 'HelmRepository';
}

/** A version that only one chart of a name has; undefined of a range, and of a tag that is no version. */
export function exact(version: unknown): string | undefined {
  return /^[=v]*(\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?)$/.exec(stringOf(version) ?? '')?.[1];
}

function isEqual(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
