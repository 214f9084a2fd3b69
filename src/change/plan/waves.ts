import { type WrittenGate, wavesOf, writtenGateOf } from '../../application';
import { compareText } from '../../json';
import { addressOf, type Belonging, belongingOf, deliveryKindOf, type PlanObject, specOf } from './plan-object';
import type { PlanWarning } from './warnings';

/** A target in a wave. */
export interface WaveTarget {
  /** Its KEY. */
  readonly target: string;
  /** The name of its cluster. */
  readonly cluster: string;
}

/** The waves of targets, by application. */
export type Waves = ReadonlyMap<string, readonly (readonly WaveTarget[])[]>;

interface Gated extends WaveTarget {
  readonly application: string;
  readonly gate: WrittenGate;
  readonly object: PlanObject;
}

/** The waves of the objects in the code. */
export function wavesByApplication(
  objects: readonly PlanObject[],
  clusterOf: (belonging: Belonging) => string | undefined,
): Waves {
  return new Map(
    [...gatedByApplication(objects, clusterOf)].map(([application, gated]) => [
      application,
      wavesOf(gated).map((wave) => wave.map(({ target, cluster }) => ({ target, cluster }))),
    ]),
  );
}

/**
 * Numbers the waves of targets, from 1. Targets that leave the code keep their numbers.
 *
 * @param waves of the code, and of the previous state
 */
export function waveNumbers(...waves: readonly Waves[]): (belonging: Belonging) => number | undefined {
  const numbers = new Map<string, number>();
  for (const each of [...waves].reverse()) {
    for (const [application, list] of each) {
      for (const [index, wave] of list.entries()) {
        for (const { target } of wave) numbers.set(JSON.stringify([application, target]), index + 1);
      }
    }
  }
  return ({ application, target }) => numbers.get(JSON.stringify([application, target]));
}

/**
 * Warns about targets that are suspended, but not by the code, while a later wave waits for them.
 *
 * @param objects after the change
 */
export function suspendedInWaves(
  objects: readonly PlanObject[],
  clusterOf: (belonging: Belonging) => string | undefined,
): PlanWarning[] {
  return [...gatedByApplication(objects, clusterOf)].flatMap(([application, gated]) => {
    const awaited = new Set(gated.flatMap(({ gate }) => gate.waitsFor));
    return wavesOf(gated).flatMap((wave, index) =>
      wave
        .filter(({ object }) => specOf(object).suspend === true && awaited.has(object.name))
        .map(({ cluster, target }): PlanWarning => {
          const message =
            `${application}: ${cluster} (${target}) of wave ${index + 1} is suspended: wave ${index + 2} waits until it is ` +
            'resumed. To go on without it, suspend it in the code.';
          return { code: 'suspended-in-wave', message };
        }),
    );
  });
}

function gatedByApplication(
  objects: readonly PlanObject[],
  clusterOf: (belonging: Belonging) => string | undefined,
): Map<string, Gated[]> {
  const found = new Map<string, Gated[]>();
  for (const object of [...objects].sort((a, b) => compareText(addressOf(a), addressOf(b)))) {
    const gate = deliveryKindOf(object) && writtenGateOf(object.value);
    const { application, target } = belongingOf(object) ?? {};
    if (!gate || application === undefined || target === undefined) continue;
    const cluster = clusterOf({ application, target }) ?? target;
    found.set(application, [...(found.get(application) ?? []), { application, target, cluster, gate, object }]);
  }
  return found;
}
