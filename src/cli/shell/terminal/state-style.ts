import type { ApplicationState, State } from '../../../status';
import { paint } from '../paint';

const COLOURS = {
  Ready: 'green',
  Suspended: 'cyan',
  Reconciling: 'yellow',
  Unknown: 'yellow',
  Missing: 'yellow',
  Orphaned: 'yellow',
  Failed: 'red',
  Stalled: 'red',
  Invalid: 'red',
} as const;

/** A text in the colour of a state. */
export function paintState(text: string, state: State | ApplicationState, stream: NodeJS.WritableStream): string {
  return paint(text, COLOURS[state], stream);
}
