import { type ClusterSelector, keysOfSelector, selectorProblems } from '../../clusters';
import { type Diagnostic, didYouMean, error, redacted, warning } from '../../diagnostics';
import { type FieldPath, isPlainObject, listOf } from '../../json';
import type { AuthoredApplication } from '../authoring';

type Labels = Readonly<Record<string, string>>;

/** Errors in the selectors of overrides, and overrides that select nothing. */
export function checkOverrides({ field, props, layers }: AuthoredApplication): Diagnostic[] {
  const overrides: readonly unknown[] = listOf(props[field]?.overrides);
  if (overrides.length === 0) return [];
  const clusters = layers.clusterLabels();
  const applied = new Set(clusters.flatMap((_, target) => layers.below(target).overrides));
  return overrides.flatMap((override, index) => {
    if (!isPlainObject(override)) return []; // checkLayerShapes() reports it
    const path = [field, 'overrides', index];
    const { matchLabels, matchExpressions } = override;
    if (matchLabels === undefined && matchExpressions === undefined) {
      return [error('selector-invalid', path, 'has no selector: matchLabels: {} selects all clusters')];
    }
    const problems = selectorProblems(override, path);
    if (problems.length > 0) return problems.map((each) => error('selector-invalid', each.path, each.message));
    const labels = clusters.filter((each) => each !== undefined);
    const unknown = checkKeys(override, labels, path);
    if (unknown.length > 0) return unknown;
    return applied.has(index) ? [] : [withoutTarget(override, labels, path)];
  });
}

/** Warns about keys that are not a label of any cluster. */
function checkKeys(selector: ClusterSelector, clusters: readonly Labels[], path: FieldPath): Diagnostic[] {
  const known = [...new Set(clusters.flatMap((labels) => Object.keys(labels)))];
  return keysOfSelector(selector)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const message = `selects by the label ${redacted(key)}, which no cluster of the application has${didYouMean(key, known)}`;
      return warning('cluster-label-unknown', path, message);
    });
}

/** An override that selects nothing. The message suggests a value that may have been meant. */
function withoutTarget(
  { matchLabels = {}, matchExpressions = [] }: ClusterSelector,
  clusters: readonly Labels[],
  path: FieldPath,
): Diagnostic {
  const wanted = [
    ...Object.entries(matchLabels),
    ...matchExpressions.flatMap(({ key, operator, values = [] }) =>
      operator === 'In' ? values.map((value) => [key, value] as const) : [],
    ),
  ];
  const hints = wanted.map(([key, value]) => {
    const values = [...new Set(clusters.flatMap((labels) => labels[key] ?? []))];
    return values.includes(value) ? '' : didYouMean(value, values);
  });
  const hint = hints.find((text) => text !== '') ?? '';
  return warning('override-without-target', path, `selects no cluster of the application${hint}`);
}
