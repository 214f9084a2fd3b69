import type { JSX } from 'preact';
import type { AnyState, Mark } from '../../src/page';
import { useTexts } from '../context';
import { Icon } from './icons';

/** A state as a word and an icon on its colour. The English word is in the title: messages of Flux use it. */
export function StateBadge({ state }: { readonly state: AnyState }): JSX.Element {
  const { states, meanings } = useTexts();
  return (
    <span class={`badge s-${state}`} title={`${state}: ${meanings[state]}`}>
      <Icon name={state} />
      {states[state]}
    </span>
  );
}

/** A state as an icon alone, with its word for screen readers. */
export function StateSign({ state }: { readonly state: AnyState }): JSX.Element {
  const { states } = useTexts();
  return (
    <span class={`sign s-${state}`}>
      <Icon name={state} />
      <span class="unseen">{states[state]}</span>
    </span>
  );
}

/** The marks of a target, as a small icon. */
export function Marks({ marks }: { readonly marks: readonly Mark[] }): JSX.Element | null {
  const texts = useTexts();
  if (marks.length === 0) return null;
  const words = marks.map((mark) => texts.marks[mark]).join('; ');
  return (
    <span class="marks" title={words}>
      <Icon name="warning" />
      <span class="unseen">{words}</span>
    </span>
  );
}
