import { APPROVED, DIGESTS, LOWERING_DIGEST, ROLLOUT, ROLLOUT_GATE, withShortGates } from '../../application';
import { type FieldPath, listOf, mapOf, valueAt } from '../../json';
import { valueWithoutSecrets } from '../plan/masked-text';
import type { PlanObject } from '../plan/plan-object';
import { masked, sensitivePaths } from '../plan/sensitive';

/** Digests of lowered objects. */
const OF_LOWERING: readonly FieldPath[] = [
  ...[APPROVED, DIGESTS, LOWERING_DIGEST].map((name) => ['metadata', 'annotations', name]),
  ...[ROLLOUT, ROLLOUT_GATE].map((name) => ['metadata', 'labels', name]),
];

/**
 * The value of an object for a digest that is not confidential: without the parts that may be secret, and without
 * digests of objects, because a short secret could be guessed from either.
 *
 * @param part the object, or a part of it in its place
 */
export function digestedValue(object: PlanObject, part: unknown = object.value): unknown {
  const bare = masked(part, [...OF_LOWERING, ...gatePaths(object)]);
  return valueWithoutSecrets(object.value, (value) => sensitivePaths({ value: mapOf(value) }), bare);
}

/** The expressions by which a wave waits for others. */
function gatePaths({ value }: PlanObject): FieldPath[] {
  return listOf(valueAt(value, ['spec', 'dependsOn'])).flatMap((entry, index) => {
    const { readyExpr } = mapOf(entry);
    return withShortGates(readyExpr) === readyExpr ? [] : [['spec', 'dependsOn', index, 'readyExpr']];
  });
}
