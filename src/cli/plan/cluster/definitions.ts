import { groupOf, type PlanObject } from '../../../change';
import { mapOf, stringOf, valueAt } from '../../../json';

/** Equal for two versions of a kind. */
export function kindId(object: Pick<PlanObject, 'apiVersion' | 'kind'>): string {
  return `${groupOf(object)} ${object.kind}`;
}

/** The kinds that CustomResourceDefinitions in the code define, by {@link kindId}, and whether they have namespaces. */
export function definedKinds(code: readonly PlanObject[]): Map<string, { readonly isNamespaced: boolean }> {
  const kinds = new Map<string, { readonly isNamespaced: boolean }>();
  for (const { kind, value } of code) {
    if (kind !== 'CustomResourceDefinition') continue;
    const [group, defined] = [['group'], ['names', 'kind']].map((path) => stringOf(valueAt(value.spec, path)));
    if (group === undefined || defined === undefined) continue;
    kinds.set(`${group} ${defined}`, { isNamespaced: mapOf(value.spec).scope !== 'Cluster' });
  }
  return kinds;
}
