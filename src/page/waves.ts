import type { StatusTarget } from '../observe';
import { byText } from './matrix';
import { severityOf } from './states';

/** The targets of a wave. */
export interface WaveOfTargets {
  /** From 1; undefined: the application has no waves. */
  readonly wave?: number;
  /** The worst first. */
  readonly targets: readonly StatusTarget[];
  /** What holds those that wait, in the words of the status. */
  readonly waits?: string;
}

/** What the message of a target begins with that another wave holds. */
const WAITS = 'waits for ';

/** The targets by wave, in their order; without waves they are one group. */
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
