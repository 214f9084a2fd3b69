import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { applicationAddress, type CommonCause, homeAddress, NO_FILTER, type Texts } from '../../src/page';
import { useAge, useTexts } from '../context';
import { StateBadge } from '../parts/state';
import { usePrinted } from '../windowed/use-printed';
import { useWindow } from '../windowed/use-window';

/** The number of causes shown at first, which leaves room for the applications. */
const FIRST = 10;

/** Height of a cause in pixels before it is measured. */
const HEIGHT = 41;

/** Why applications need attention, the worst first. */
export function CauseList({ causes }: { readonly causes: readonly CommonCause[] }): JSX.Element {
  const texts = useTexts();
  const list = useRef<HTMLUListElement>(null);
  const [isWhole, setWhole] = useState(false);
  const isPrinted = usePrinted();
  const count = isWhole || isPrinted ? causes.length : Math.min(FIRST, causes.length);
  const items = causes.slice(0, count).map((cause) => ({ key: keyOf(cause), height: HEIGHT, cause }));
  const { span, above, below } = useWindow(list, items);
  return (
    <section class="panel" aria-labelledby="causes">
      <div class="panel-head">
        <h2 id="causes">{texts.home.causes}</h2>
        <p class="hint">{texts.home.causesHint}</p>
      </div>
      <ul class="causes" ref={list} style={{ paddingTop: `${above}px`, paddingBottom: `${below}px` }}>
        {items.slice(span.first, span.last).map(({ key, cause }, index) => (
          <li key={key} aria-posinset={span.first + index + 1} aria-setsize={causes.length} data-item>
            <CauseLine cause={cause} />
          </li>
        ))}
      </ul>
      {count < causes.length && (
        <p class="more">
          <button type="button" class="button" onClick={() => setWhole(true)}>
            {texts.home.moreCauses(causes.length - count)}
          </button>
        </p>
      )}
    </section>
  );
}

function keyOf({ id, state, applications: [first] }: CommonCause): string {
  return [state, id, first?.namespace, first?.name].join(' ');
}

function CauseLine({ cause }: { readonly cause: CommonCause }): JSX.Element {
  const texts = useTexts();
  const [title, context] = subjectOf(cause, texts);
  const age = useAge()(cause.since);
  const isExpired = cause.state === 'Suspended';
  return (
    <a class="cause" href={addressOf(cause)}>
      <StateBadge state={cause.state} />
      <span class="subject">
        <strong>{title}</strong> <span class="hint">{context}</span>
      </span>
      <span class="core" lang={isExpired ? undefined : 'en'} title={cause.core}>
        {isExpired && age !== '' ? texts.causes.expired(age) : cause.core}
      </span>
      <span class="age">{age}</span>
    </a>
  );
}

/** The number of names that fit in a line. */
const MOST_NAMED = 12;

/** The name of a cause, and its other targets. */
function subjectOf(cause: CommonCause, { causes }: Texts): readonly [title: string, context: string] {
  const { subject, applications, clusters } = cause;
  const names = applications
    .map(({ name }) => name)
    .slice(0, MOST_NAMED)
    .join(', ');
  const on = clusters.slice(0, MOST_NAMED).join(', ');
  if (subject === 'cluster') return [on, causes.applications(names, applications.length)];
  if (subject === 'several') return [causes.several(applications.length, clusters.length), names];
  const [{ namespace, name } = { namespace: '', name: '' }] = applications;
  return [name, clusters.length === 0 ? namespace : causes.on(on, clusters.length)];
}

function addressOf({ subject, applications, clusters, state }: CommonCause): string {
  const [first] = applications;
  const [cluster] = clusters;
  if (subject === 'cluster') return homeAddress({ ...NO_FILTER, states: [state], cluster });
  if (subject === 'several' || first === undefined) return homeAddress({ ...NO_FILTER, states: [state] });
  return applicationAddress(first, clusters.length === 1 ? { cluster } : {});
}
