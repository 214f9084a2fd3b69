import { InvalidArgumentError } from 'commander';
import { didYouMean } from '../../diagnostics';
import { type LabelSelector, labelSelectorOf } from '../../kubernetes';
import type { ApplicationState, State } from '../../status';

/** A state that selects targets. */
export type SelectableState = State | ApplicationState;

/** The values of `--state`. */
export const STATES = [
  ...(['Ready', 'Suspended', 'Reconciling', 'Unknown', 'Missing', 'Failed', 'Stalled'] as const),
  ...(['Orphaned', 'Invalid'] as const),
] satisfies SelectableState[];

/**
 * Parses `--state`: states in any case, separated by commas.
 *
 * @throws InvalidArgumentError if one does not exist
 */
export function parseStates(text: string, previous: readonly SelectableState[] = []): SelectableState[] {
  const states = text.split(',').map((word) => {
    const state = STATES.find((each) => each.toLowerCase() === word.trim().toLowerCase());
    if (state !== undefined) return state;
    const hint = didYouMean(word, STATES) || `; there are ${STATES.join(', ')}`;
    throw new InvalidArgumentError(`No state is called ${JSON.stringify(word)}${hint}`);
  });
  return [...previous, ...states];
}

/**
 * Parses `-l`.
 *
 * @throws InvalidArgumentError if it is not a label selector
 */
export function parseSelector(text: string): LabelSelector {
  const selector = labelSelectorOf(text);
  if (selector) return selector;
  throw new InvalidArgumentError('It must be a label selector, such as team=web or team in (web,shop).');
}
