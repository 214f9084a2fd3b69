import { type DeploymentTarget, withoutAbsent } from '../application';
import { type Diagnostic, didYouMean } from '../diagnostics';
import { type FieldPath, isPlainObject, leavesOf, listOf } from '../json';
import { Origins } from '../values';
import { type AuthoredApplication, targetValues, type ValuesLayer } from './authoring';
import { inProps } from './examine';
import { explainValuesFrom } from './explain-values-from';
import type { ExplainedValue } from './explained-value';
import type { HelmReleaseTarget, ValuesSource } from './flux-application-props';
import { throwErrors } from './lower';
import { resolveTokens } from './synth';

/**
 * Explains the values of a target. Empty for a target of manifests and for one without values.
 *
 * @param index of the target, from 0
 * @throws if the values cannot be computed, with all errors
 */
export function explainTarget(authored: AuthoredApplication, index: number): readonly ExplainedValue[] {
  const { construct, props, nestingErrors, layers } = authored;
  throwErrors(nestingErrors, authored.targets);
  const own = props.helmRelease?.deploy?.[index];
  if (!own) return [];
  const origins = new Origins<ValuesLayer>();
  const problems: Diagnostic[] = [];
  const markOf = (layer: ValuesLayer) => origins.mark(layer);
  const report = (problem: Diagnostic) => problems.push(problem);
  const below = { ...layers.below(index).fields, values: layers.markedValues(index, report, markOf) };
  const merged = targetValues(below, own, { path: ['helmRelease', 'deploy', index], below: '', report, markOf });
  throwErrors(inProps(authored, problems), authored.targets);
  const { values } = withoutAbsent(resolveTokens({ values: merged }, construct.application)) as { values?: unknown };
  const known = isPlainObject(values) ? values : {};
  const layerOf = (path: FieldPath) => origins.layerAt(path) as ValuesLayer;
  const { sources, prefix } = sourcesOf(authored, index, own);
  return [
    ...explainValuesFrom(sources, prefix, known, layerOf),
    ...leavesOf(known).map(({ path, value }) => ({
      path,
      value,
      layer: layerOf(path),
      construct: construct.node.path,
    })),
  ];
}

/** The `valuesFrom` of a target, and its layer: the lists replace each other. */
function sourcesOf({ props, layers }: AuthoredApplication, index: number, own: HelmReleaseTarget) {
  const { defaults, overrides = [] } = props.helmRelease ?? {};
  const below = layers.below(index).overrides.map((each) => ({
    fields: overrides[each],
    prefix: `overrides[${each}].` as const,
  }));
  const all = [{ fields: defaults, prefix: 'defaults.' as const }, ...below, { fields: own, prefix: '' as const }];
  const highest = all.reverse().find(({ fields }) => fields?.valuesFrom !== undefined);
  return { sources: listOf(highest?.fields?.valuesFrom) as readonly ValuesSource[], prefix: highest?.prefix ?? '' };
}

/**
 * The index of a target in `deploy`.
 *
 * @param target the index, the KEY, or the target itself
 * @throws if there is no such target, or its destination is invalid
 */
export function indexOfTarget(
  targets: readonly (DeploymentTarget | undefined)[],
  target: number | string | DeploymentTarget,
): number {
  const index = targets.findIndex((candidate, index) => {
    if (typeof target === 'number') return index === target && candidate !== undefined;
    return typeof target === 'string' ? candidate?.key === target : candidate?.objectName === target.objectName;
  });
  if (index >= 0) return index;
  if (typeof target === 'number') throw new Error(`target: deploy[${target}] is no target: it has ${targets.length}`);
  const key = typeof target === 'string' ? target : target.key;
  const keys = targets.flatMap((candidate) => candidate?.key ?? []);
  throw new Error(`target: the application has no target ${JSON.stringify(key)}${didYouMean(key, keys)}`);
}
