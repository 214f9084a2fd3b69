import type { JSX } from 'preact';
import { type Filter, homeAddress, NO_FILTER, type Selection } from '../../src/page';
import { replaceAddress, useNarrow, useTexts } from '../context';
import { SEARCH_ID } from '../keys';
import { Icon } from '../parts/icons';
import { Cards } from './cards';
import { List } from './list';
import { Matrix } from './matrix';

interface ApplicationsProps {
  readonly selection: Selection;
  readonly filter: Filter;
  /** Whether there is an application that is not ready. */
  readonly hasUnready: boolean;
}

/** The applications: as a matrix, a list, or cards if the window is narrow. */
export function Applications({ selection, filter, hasUnready }: ApplicationsProps): JSX.Element {
  const texts = useTexts();
  const isNarrow = useNarrow();
  const { rows, hidden, showsReady } = selection;
  const { home } = texts;
  const isMatrix = !isNarrow && filter.view === 'matrix';
  return (
    <section class="panel" aria-labelledby="applications">
      <div class="panel-head tools">
        <h2 id="applications">{home.applications}</h2>
        <p class="hint">
          {filter.cluster === undefined ? (
            isMatrix && home.byCluster
          ) : (
            <>
              {home.onCluster(filter.cluster)} ·{' '}
              <a href={homeAddress({ ...filter, cluster: undefined })}>{home.allClusters}</a>
            </>
          )}
        </p>
        {hasUnready && (
          <label class="check">
            <input
              type="checkbox"
              name="not-ready"
              checked={!showsReady}
              onChange={() => replaceAddress(homeAddress({ ...filter, ready: !showsReady }))}
            />
            {home.onlyNotReady}
          </label>
        )}
        <label class="search">
          <span class="unseen">{home.find}</span>
          <Icon name="search" />
          <input
            id={SEARCH_ID}
            type="search"
            value={filter.text}
            placeholder={home.findHint}
            autocomplete="off"
            spellcheck={false}
            onInput={({ currentTarget }) => replaceAddress(homeAddress({ ...filter, text: currentTarget.value }))}
          />
        </label>
        {!isNarrow && (
          <nav class="switch" aria-label={home.view}>
            {(['matrix', 'list'] as const).map((view) => (
              <a
                key={view}
                href={homeAddress({ ...filter, view })}
                aria-current={filter.view === view ? 'true' : undefined}
              >
                {home[view]}
              </a>
            ))}
          </nav>
        )}
      </div>
      {rows.length === 0 && hidden === 0 && (
        <p class="nothing">
          {home.nothing}. <a href={homeAddress({ ...NO_FILTER, view: filter.view })}>{home.reset}</a>
        </p>
      )}
      {rows.length > 0 &&
        (isNarrow ? <Cards rows={rows} /> : isMatrix ? <Matrix rows={rows} filter={filter} /> : <List rows={rows} />)}
      {hidden > 0 && (
        <p class="more">
          <a href={homeAddress({ ...filter, ready: true })}>
            <Icon name="Ready" /> {home.moreReady(hidden)}
          </a>
        </p>
      )}
    </section>
  );
}
