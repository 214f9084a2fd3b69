import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Filter, homeAddress, NO_FILTER, queryOf, type Row, type Selection, worstRowFirst } from '../../src/page';
import { replaceAddress, useNarrow, useTexts } from '../context';
import { SEARCH_ID } from '../keys';
import { Icon } from '../parts/icons';
import { Cards } from './cards';
import { List } from './list';
import { Matrix } from './matrix';
import { usePrinted } from './use-printed';

interface ApplicationsProps {
  readonly selection: Selection;
  readonly filter: Filter;
  /** Whether there is an application that is not ready. */
  readonly hasUnready: boolean;
}

/** A browser stays fast with so many of a list; more are shown when somebody asks for them, and all on paper. */
const FIRST = 100;

/** The worst applications, and a function that shows more of them. */
function useShown(rows: readonly Row[], filter: Filter): readonly [readonly Row[], () => void] {
  const [limit, setLimit] = useState(FIRST);
  const isPrinted = usePrinted();
  const query = queryOf(filter).toString();
  // another filter starts again
  useEffect(() => setLimit(FIRST), [query]);
  const shown = isPrinted || rows.length <= limit ? rows : [...rows].sort(worstRowFirst).slice(0, limit);
  return [shown, () => setLimit(limit + FIRST)];
}

/** The applications: as a matrix, a list, or cards where the window is narrow. */
export function Applications({ selection, filter, hasUnready }: ApplicationsProps): JSX.Element {
  const texts = useTexts();
  const isNarrow = useNarrow();
  const { rows, hidden, showsReady } = selection;
  const { home } = texts;
  const [shown, showMore] = useShown(rows, filter);
  const isMatrix = !isNarrow && filter.view === 'matrix';
  return (
    <section class="panel" aria-labelledby="applications">
      <div class="panel-head tools">
        <h2 id="applications">{home.applications}</h2>
        <p class="hint">
          {filter.cluster === undefined ? (
            home.byCluster
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
      {isMatrix && rows.length > 0 && <Matrix rows={rows} filter={filter} />}
      {!isMatrix && shown.length > 0 && (isNarrow ? <Cards rows={shown} /> : <List rows={shown} />)}
      {!isMatrix && shown.length < rows.length && (
        <p class="more">
          <button type="button" class="button" onClick={showMore}>
            {home.showMore(shown.length, rows.length)}
          </button>
        </p>
      )}
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
