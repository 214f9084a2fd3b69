import { type FieldPath, withoutUndefined } from '../../../json';
import type { UnsetField } from '../../foretell/unset-fields';
import type { ChangeContext } from '../change';
import { addressOf, belongingOf, type PlanObject } from '../plan-object';
import { isSensitive, SENSITIVE, sensitivePaths } from '../sensitive';

/** A field of an object in the cluster that is not set in the code, and that an apply of the code does not remove. */
export interface ForeignField {
  readonly address: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly application?: string;
  readonly target?: string;
  readonly cluster?: string;
  readonly path: FieldPath;
  /** Masked if it may be secret. */
  readonly value: unknown;
  readonly sensitive?: true;
  /** The field managers that own it, by name. */
  readonly owners: readonly string[];
}

/** The fields of an object that the code does not set, except `spec.suspend`, which commands set to pause a target. */
export function foreignFields(
  object: PlanObject,
  unset: readonly UnsetField[],
  { clusterOf }: Pick<ChangeContext, 'clusterOf'>,
): ForeignField[] {
  const fields = unset.filter(({ path }) => path.join('.') !== 'spec.suspend');
  if (fields.length === 0) return [];
  const { kind, name, namespace } = object;
  const belonging = belongingOf(object);
  const sensitive = sensitivePaths(object);
  return fields.map(({ path, value, owners }) => {
    const isSecret = isSensitive(path, sensitive);
    return withoutUndefined({
      address: addressOf(object),
      ...{ kind, name, namespace, ...belonging, cluster: belonging && clusterOf(belonging) },
      path,
      value: isSecret ? SENSITIVE : value,
      sensitive: isSecret ? (true as const) : undefined,
      owners,
    });
  });
}
