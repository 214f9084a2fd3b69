import type { JSX } from 'preact';
import { HOST } from '../../src/page';
import { useAge, useTexts } from '../context';
import { StateBadge } from '../parts/state';
import type { Status } from './types';

/** Objects that belong to no target. */
export function Orphans({ status: { orphans } }: { readonly status: Status }): JSX.Element | null {
  const { application } = useTexts();
  const ageOf = useAge();
  if (orphans.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="orphans">
      <div class="panel-head">
        <h2 id="orphans">{application.orphans}</h2>
        <p class="hint">{application.orphansHint}</p>
      </div>
      <ul class="others">
        {orphans.map(({ kind, name, state, message, cluster = HOST, since }) => (
          <li key={`${kind}/${name}`}>
            <StateBadge state={state} />
            <span class="subject">
              <strong>{name}</strong> <span class="hint">{`${kind}, ${cluster}`}</span>
            </span>
            <span lang="en">{message}</span>
            <span class="age">{ageOf(since)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The sources of the charts or manifests of targets. */
export function Sources({ status: { sources } }: { readonly status: Status }): JSX.Element | null {
  const { application } = useTexts();
  if (sources.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="sources">
      <div class="panel-head">
        <h2 id="sources">{application.sources}</h2>
        <p class="hint">{application.sourcesHint}</p>
      </div>
      <ul class="others">
        {sources.map(({ kind, namespace, name, isTemplate, state, message, revision }) => (
          <li key={`${kind}/${namespace}/${name}`}>
            <StateBadge state={state} />
            <span class="subject">
              <strong>{name}</strong> <span class="hint">{isTemplate ? `${kind}, ${application.template}` : kind}</span>
            </span>
            <span lang="en" class={state === 'Ready' ? 'hint' : undefined}>
              {message}
            </span>
            <span class="revision" title={revision}>
              {revision}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
