import type { JSX } from 'preact';
import { type AnyState, type Filter, homeAddress, type StateCount } from '../../src/page';
import { useTexts } from '../context';
import { Icon } from '../parts/icons';

interface StateChipsProps {
  readonly counts: readonly StateCount[];
  readonly filter: Filter;
}

/** The number of targets in each state. A chip adds its state to the filter, or removes it. */
export function StateChips({ counts, filter }: StateChipsProps): JSX.Element {
  const texts = useTexts();
  const chosen = new Set<AnyState>(filter.states);
  const toggled = (state: AnyState) =>
    chosen.has(state) ? filter.states.filter((each) => each !== state) : [...filter.states, state];
  return (
    <nav class="chips" aria-label={texts.home.states}>
      {counts.map(({ state, count }) => (
        <a
          key={state}
          class={`chip s-${state}`}
          href={homeAddress({ ...filter, states: toggled(state) })}
          aria-current={chosen.has(state) ? 'true' : undefined}
          title={texts.meanings[state]}
        >
          <Icon name={state} />
          <strong>{count}</strong> {texts.states[state]}
        </a>
      ))}
    </nav>
  );
}
