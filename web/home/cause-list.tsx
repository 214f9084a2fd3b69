import type { JSX } from 'preact';
import { applicationAddress, type CommonCause, homeAddress, NO_FILTER, type Texts } from '../../src/page';
import { useAge, useTexts } from '../context';
import { StateBadge } from '../parts/state';

/** Why applications need attention, the worst first. */
export function CauseList({ causes }: { readonly causes: readonly CommonCause[] }): JSX.Element {
  const texts = useTexts();
  const ageOf = useAge();
  return (
    <section class="panel" aria-labelledby="causes">
      <div class="panel-head">
        <h2 id="causes">{texts.home.causes}</h2>
        <p class="hint">{texts.home.causesHint}</p>
      </div>
      <ul class="causes">
        {causes.map((cause) => {
          const [title, context] = subjectOf(cause, texts);
          const age = ageOf(cause.since);
          const isExpired = cause.state === 'Suspended';
          return (
            <li key={`${cause.id} ${title} ${context}`}>
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
            </li>
          );
        })}
      </ul>
    </section>
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
