import { integerOf, mapOf } from '../json';
import { conditionsOf, type FluxCondition } from './conditions';
import type { FluxObject } from './flux-object';

/** What an object says of itself, with everything in its place. */
export interface Facts {
  readonly object: FluxObject;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
  readonly generation: number;
  readonly observedGeneration: number;
  readonly conditions: readonly FluxCondition[];
  readonly ready?: FluxCondition;
  /** Present where it is True, as are the next ones: controllers take these away, they do not set them to False. */
  readonly reconciling?: FluxCondition;
  readonly stalled?: FluxCondition;
}

/** What Flux writes before it has looked at an object. */
const NOT_OBSERVED = -1;

export function factsOf(object: FluxObject): Facts {
  const status = mapOf(object.status);
  const generation = object.metadata.generation ?? 0;
  const conditions = conditionsOf(object);
  const find = (type: string) => conditions.find((condition) => condition.type === type);
  const on = (condition: FluxCondition | undefined) => (condition?.status === 'True' ? condition : undefined);
  return {
    object,
    spec: mapOf(object.spec),
    status,
    generation,
    observedGeneration: hasNoGeneration(object) ? generation : (integerOf(status.observedGeneration) ?? NOT_OBSERVED),
    conditions,
    ready: find('Ready'),
    reconciling: on(find('Reconciling')),
    stalled: on(find('Stalled')),
  };
}

/** The generation that a condition is about. Controllers of old wrote none. */
export function generationOf(condition: FluxCondition, { object, generation, observedGeneration }: Facts): number {
  if (hasNoGeneration(object)) return generation;
  return condition.observedGeneration || observedGeneration;
}

/** An ExternalArtifact is written by whoever makes it, and tells of no generation. */
function hasNoGeneration({ kind }: FluxObject): boolean {
  return kind === 'ExternalArtifact';
}
