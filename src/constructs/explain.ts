import { type DeploymentTarget, withoutAbsent } from '../application';
import { type Diagnostic, didYouMean } from '../diagnostics';
import { type FieldPath, isPlainObject, leavesOf } from '../json';
import { type AuthoredApplication, originsOfTarget, sourcesOfTarget, type ValuesLayer } from './authoring';
import { inProps } from './examine';
import { explainValuesFrom } from './explain-values-from';
import type { ExplainedValue } from './explained-value';
import { throwErrors } from './lower';
import { resolveTokens } from './synth';

/**
 * Explains the values of a target. Empty for a target of manifests and for one without values.
 *
 * @param index of the target, from 0
 * @throws if the values cannot be computed, with all errors
 */
export function explainTarget(authored: AuthoredApplication, index: number): readonly ExplainedValue[] {
  const { construct, props, nestingErrors } = authored;
  throwErrors(nestingErrors, authored.targets);
  if (!props.helmRelease?.deploy?.[index]) return [];
  const problems: Diagnostic[] = [];
  const { origins, merged } = originsOfTarget(authored, index, (problem) => problems.push(problem));
  throwErrors(inProps(authored, problems), authored.targets);
  const { values } = withoutAbsent(resolveTokens({ values: merged }, construct.application)) as { values?: unknown };
  const known = isPlainObject(values) ? values : {};
  const layerOf = (path: FieldPath) => origins.layerAt(path) as ValuesLayer;
  const { sources, prefix } = sourcesOfTarget(authored, index);
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
  if (typeof target === 'number')
    throw new Error(`target: deploy[${target}] does not exist: there are ${targets.length} targets`);
  const key = typeof target === 'string' ? target : target.key;
  const keys = targets.flatMap((candidate) => candidate?.key ?? []);
  throw new Error(`target: the application has no target ${JSON.stringify(key)}${didYouMean(key, keys)}`);
}
