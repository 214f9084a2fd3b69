import { groupOf, type PlanObject } from '../../../change';
import { stringOf, valueAt } from '../../../json';

/** Equal for two versions of a kind. */
export function kindId(object: Pick<PlanObject, 'apiVersion' | 'kind'>): string {
  return `${groupOf(object)} ${object.kind}`;
}

/** The kinds that a CustomResourceDefinition in the code defines, by {@link kindId}; empty for another object. */
export function definedKinds({ kind, value }: PlanObject): string[] {
  if (kind !== 'CustomResourceDefinition') return [];
  const [group, defined] = [['group'], ['names', 'kind']].map((path) => stringOf(valueAt(value.spec, path)));
  return group === undefined || defined === undefined ? [] : [`${group} ${defined}`];
}
