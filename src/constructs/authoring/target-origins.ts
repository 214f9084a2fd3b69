import type { Diagnostic } from '../../diagnostics';
import { listOf, type ValueMap } from '../../json';
import { Origins } from '../../values';
import type { HelmReleaseTarget, ValuesSource } from '../flux-application-props';
import type { AuthoredApplication } from './authored-application';
import { type LayerPrefix, targetValues, type ValuesLayer } from './values-layers';

/** The values of a target, and the layers that set them. */
export interface OriginsOfTarget {
  readonly origins: Origins<ValuesLayer>;
  /** The merged values, which may contain Lazy values; undefined if there are none. */
  readonly merged: ValueMap | undefined;
}

/**
 * Merges the values of a target again, and records the layer of each value.
 *
 * @param index the index of an existing target
 */
export function originsOfTarget(
  { props, layers }: AuthoredApplication,
  index: number,
  report: (problem: Diagnostic) => void,
): OriginsOfTarget {
  const own = props.helmRelease?.deploy[index] as HelmReleaseTarget;
  const origins = new Origins<ValuesLayer>();
  const markOf = (layer: ValuesLayer) => origins.mark(layer);
  const below = { ...layers.below(index).fields, values: layers.markedValues(index, report, markOf) };
  const merged = targetValues(below, own, { path: ['helmRelease', 'deploy', index], below: '', report, markOf });
  return { origins, merged };
}

/** The `valuesFrom` of a target. */
export interface SourcesOfTarget {
  readonly sources: readonly ValuesSource[];
  /** The prefix of the layer that sets it. It is a single layer, because lists replace each other. */
  readonly prefix: LayerPrefix;
}

/** @param index the index of an existing target */
export function sourcesOfTarget({ props, layers }: AuthoredApplication, index: number): SourcesOfTarget {
  const { defaults, overrides = [], deploy } = props.helmRelease ?? {};
  const below = layers.below(index).overrides.map((each) => ({
    fields: overrides[each],
    prefix: `overrides[${each}].` as const,
  }));
  const own = { fields: deploy?.[index] as HelmReleaseTarget, prefix: '' as const };
  const all = [{ fields: defaults, prefix: 'defaults.' as const }, ...below, own];
  const highest = all.reverse().find(({ fields }) => fields?.valuesFrom !== undefined);
  return { sources: listOf(highest?.fields?.valuesFrom) as readonly ValuesSource[], prefix: highest?.prefix ?? '' };
}
