import { Fragment, type JSX } from 'preact';
import { applicationAddress, countsOf, type PlannedChanges, plannedOthers, plannedRows } from '../../src/page';
import { usePage, useTexts } from '../context';

/** What a plan file will change, and in which applications. */
export function Planned({ plan }: { readonly plan: PlannedChanges }): JSX.Element {
  const { rows } = usePage().overview;
  const { plan: texts } = useTexts();
  const changed = plannedRows(plan, rows);
  const others = plannedOthers(plan, rows);
  const counts = countsOf(plan).map(({ action, count }) => texts.objects(count, texts.actions[action]));
  return (
    <section class="panel planned" aria-labelledby="planned">
      <div class="panel-head">
        <h2 id="planned">{texts.title}</h2>
        <p class="hint">{plan.file}</p>
        <p>{counts.length === 0 ? texts.nothing : counts.join(', ')}</p>
        {changed.length > 0 && (
          <p>
            {changed.map((row, index) => (
              <Fragment key={`${row.namespace}/${row.name}`}>
                {index > 0 && ', '}
                <a href={applicationAddress(row)}>{row.name}</a>
              </Fragment>
            ))}
          </p>
        )}
        {others.length > 0 && (
          <details open={others.length <= MOST_OPEN}>
            <summary>{texts.others(others.length)}</summary>
            <ul>
              {others.map(({ address, action }) => (
                <li key={address}>
                  {texts.actions[action]} {address}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </section>
  );
}

/** The maximum number of other objects that are listed at first. */
const MOST_OPEN = 10;
