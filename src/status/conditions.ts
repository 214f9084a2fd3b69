import { dateTimeOf, integerOf, isMap, listOf, mapOf, stringOf } from '../json';

/** A condition as it may be found: only its type is sure to be there. */
export interface FluxCondition {
  readonly type: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
  /** The generation that it was set for. Objects written by old controllers have none, or 0. */
  readonly observedGeneration?: number;
  /** Date and time as in RFC 3339. */
  readonly lastTransitionTime?: string;
}

/** The conditions in a status; what is none is left out. */
export function conditionsOf({ status }: { readonly status?: unknown }): FluxCondition[] {
  return listOf(mapOf(status).conditions).flatMap((value) => {
    if (!isMap(value)) return [];
    const type = stringOf(value.type);
    if (type === undefined) return [];
    return [
      {
        type,
        status: stringOf(value.status),
        reason: stringOf(value.reason),
        message: stringOf(value.message),
        observedGeneration: integerOf(value.observedGeneration),
        lastTransitionTime: dateTimeOf(value.lastTransitionTime),
      },
    ];
  });
}
