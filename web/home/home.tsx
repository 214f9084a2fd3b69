import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import {
  commonCauses,
  type Filter,
  filterOf,
  isReady,
  NEW_ADDRESS,
  queryOf,
  type Summary,
  selectRows,
  summaryOf,
  type Texts,
} from '../../src/page';
import { usePage, useTexts } from '../context';
import { Notice } from '../parts/notice';
import { Applications } from './applications';
import { CauseList } from './cause-list';
import { Planned } from './planned';
import { StateChips } from './state-chips';

/** The home page: whether all is well, the causes if not, and all applications. */
export function Home({ filter }: { readonly filter: Filter }): JSX.Element {
  const { overview, source } = usePage();
  const texts = useTexts();
  const { rows, place } = overview;
  const query = queryOf(filter).toString();
  // a clock event does not replace `rows`, so it redraws nothing
  const selection = useMemo(() => selectRows(rows, filterOf(new URLSearchParams(query))), [rows, query]);
  const summary = useMemo(() => summaryOf(rows), [rows]);
  const causes = useMemo(() => commonCauses(rows), [rows]);
  if (rows.length === 0) {
    const where = place.namespace === undefined ? texts.allNamespaces : texts.namespace(place.namespace);
    return (
      <Notice
        alone
        sign="Missing"
        title={texts.notices.empty(where)}
        text={texts.notices.emptyHelp}
        link={source.drafts && [NEW_ADDRESS, texts.form.title]}
      />
    );
  }
  return (
    <>
      <div class="headline">
        <h1>{sentenceOf(summary, texts)}</h1>
        <p>{texts.home.targetsReady(summary.readyTargets, summary.targets)}</p>
      </div>
      <StateChips counts={summary.counts} filter={filter} />
      {causes.length > 0 && <CauseList causes={causes} />}
      {overview.plan && <Planned plan={overview.plan} />}
      <Applications selection={selection} filter={filter} hasUnready={!rows.every(isReady)} />
    </>
  );
}

function sentenceOf({ needing, applications, readyApplications }: Summary, { home }: Texts): string {
  if (needing > 0) return home.needAttention(needing, applications);
  return readyApplications === applications ? home.allReady(applications) : home.noneNeedsAttention;
}
