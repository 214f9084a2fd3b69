import { compareText } from '../../json';
import { belongingOf, type PlanObject } from '../plan/plan-object';

/** The namespaces of the applications of the code, or of its objects if it has no applications. Sorted. */
export function homesOf(code: readonly PlanObject[]): string[] {
  const owned = code.filter((object) => belongingOf(object) !== undefined);
  const namespaces = (owned.length > 0 ? owned : code).flatMap(({ namespace }) => namespace ?? []);
  return [...new Set(namespaces)].sort(compareText);
}
