import { Fragment, type JSX } from 'preact';
import { applicationAddress, countsOf, type PlannedChanges, plannedRows } from '../../src/page';
import { usePage, useTexts } from '../context';

/** What a plan file will change, and in which applications. */
export function Planned({ plan }: { readonly plan: PlannedChanges }): JSX.Element {
  const { rows } = usePage().overview;
  const { plan: texts } = useTexts();
  const changed = plannedRows(plan, rows);
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
      </div>
    </section>
  );
}
