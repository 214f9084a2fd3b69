import { styleText } from 'node:util';
import type { ApplicationState, State } from '../../../status';

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

/** Colours a text by a state, if it is written to a terminal that is to have colours. */
export function paintState(text: string, state: State | ApplicationState, stream: NodeJS.WritableStream): string {
  return styleText(COLOURS[state], text, { stream });
}

/** A heading within what is printed. */
export function paintTitle(text: string, stream: NodeJS.WritableStream): string {
  return styleText('bold', text, { stream });
}
