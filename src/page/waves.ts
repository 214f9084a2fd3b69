import type { StatusTarget } from '../observe';
import { byText } from './matrix';
import { severityOf } from './states';

/** The targets of a wave. */
export interface WaveOfTargets {
  /** The number of the wave, from 1; undefined: the application has no waves. */
  readonly wave?: number;
  /** The worst first. */
  readonly targets: readonly StatusTarget[];
  /** The message of the status about what the held targets wait for. */
  readonly waits?: string;
}

/** The start of the message of a target that waits for another wave. */
const WAITS = 'waits for ';

/** The targets by wave, in the order of the waves. Without waves, all targets are one group. */
export function wavesOf(targets: readonly StatusTarget[]): WaveOfTargets[] {
  const waves = new Map<number | undefined, StatusTarget[]>();
  for (const target of targets) {
    const own = waves.get(target.wave);
    if (own) own.push(target);
    else waves.set(target.wave, [target]);
  }
  return [...waves]
    .sort(([a = 0], [b = 0]) => a - b)
    .map(([wave, own]) => ({
      wave,
      targets: own.sort((a, b) => severityOf(a.state) - severityOf(b.state) || byText(a.key, b.key)),
      waits: wave === undefined ? undefined : own.find(({ message }) => message.startsWith(WAITS))?.message,
    }));
}
