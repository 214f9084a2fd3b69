import type { PlanObject } from '../../../change';
import { isFilled, mapOf, stringOf, type ValueMap } from '../../../json';
import { SOURCE_API } from '../../../kubernetes';
import type { ChartAddress } from './helm';
import { NotKnown } from './not-known';
import type { Lookup } from './release-values';

/** The identity of the chart that Flux fetches for a release: equal for equal charts. */
export interface ChartSource {
  /** `HelmRepository`, `GitRepository`, `Bucket` or `OCIRepository`. */
  readonly kind: string;
  /** `<namespace>/<name>` of that object. */
  readonly origin: string;
  /** The fields of its spec that determine the fetched content. */
  readonly fetched: ValueMap;
  /** The chart in it, and how it is built. */
  readonly chart: ValueMap;
}

/** @throws NotKnown if an object does not exist */
export async function chartSourceOf({ value, namespace }: PlanObject, lookup: Lookup): Promise<ChartSource> {
  const { chart, chartRef, interval } = mapOf(value.spec);
  if (chart !== undefined) return fromSpec({ interval, ...mapOf(mapOf(chart).spec) }, namespace, lookup);
  const reference = mapOf(chartRef);
  const object = await source(reference, namespace, lookup);
  if (reference.kind === 'HelmChart') return fromSpec(mapOf(object.value.spec), object.namespace, lookup);
  return sourceOf(object, {});
}

async function fromSpec(spec: ValueMap, namespace: string | undefined, lookup: Lookup): Promise<ChartSource> {
  const { chart, version = '*', valuesFiles = [], reconcileStrategy = 'ChartVersion', sourceRef } = spec;
  const object = await source(mapOf(sourceRef), namespace, lookup);
  // with valuesFiles any change of the HelmChart creates another version
  const counted = isFilled(valuesFiles) ? { spec } : {};
  return sourceOf(object, { chart, version, valuesFiles, reconcileStrategy, ...counted });
}

async function source(
  { kind, name, namespace }: ValueMap,
  own: string | undefined,
  lookup: Lookup,
): Promise<PlanObject> {
  const place = { namespace: stringOf(namespace) ?? own, name: String(name) };
  const { apiVersion } = SOURCE_API;
  const found = await lookup({ apiVersion, kind: String(kind), ...place });
  if (found === undefined) throw new NotKnown(`${kind} ${place.namespace}/${place.name} does not exist`);
  return found;
}

function sourceOf({ kind, namespace, name, value }: PlanObject, chart: ValueMap): ChartSource {
  const { url, ref, insecure, bucketName, prefix, layerSelector } = mapOf(value.spec);
  const fetched = { url, ref, insecure, bucketName, prefix, layerSelector };
  return { kind, origin: `${namespace}/${name}`, fetched, chart };
}

/**
 * Where Helm fetches the same chart as Flux.
 *
 * @param version of the chart. @default - the version in the source
 * @throws NotKnown if Helm cannot
 */
export function addressOfChart({ kind, fetched, chart }: ChartSource, version = String(chart.version)): ChartAddress {
  if (kind === 'OCIRepository') return addressOfArtifact(fetched);
  if (kind === 'GitRepository') throw new NotKnown('the chart is in Git');
  if (kind !== 'HelmRepository') throw new NotKnown(`the chart is in a ${kind}`);
  if (isFilled(chart.valuesFiles)) throw new NotKnown('the chart is made with valuesFiles');
  const [repository, name] = [String(fetched.url).replace(/\/+$/, ''), String(chart.chart)];
  const isOci = repository.startsWith('oci://');
  return {
    label: `chart ${name} ${version}`,
    args: [
      `--version=${version}`,
      ...(isOci ? plain(fetched) : [`--repo=${repository}`]),
      ...['--', isOci ? `${repository}/${name}` : name],
    ],
    hasDigest: false,
  };
}

function addressOfArtifact(fetched: ValueMap): ChartAddress {
  const { tag, semver, digest } = mapOf(fetched.ref);
  if (digest === undefined && (tag === undefined || semver !== undefined)) {
    throw new NotKnown('the OCIRepository has no tag and no digest');
  }
  const artifact = `${fetched.url}${digest === undefined ? `:${tag}` : `@${digest}`}`;
  return { label: `chart ${artifact}`, args: [...plain(fetched), '--', artifact], hasDigest: true };
}

/** A registry without TLS. */
function plain({ insecure }: ValueMap): string[] {
  return insecure === true ? ['--plain-http'] : [];
}
