import type { JSX } from 'preact';
import { applicationAddress, cellsOf, columnsOf, type Row, worstRowFirst } from '../../src/page';
import { useTexts } from '../context';
import { Icon } from '../parts/icons';
import { StateSign } from '../parts/state';

/** The applications where the window is too narrow for tables: each with a strip of its clusters, the worst first. */
export function Cards({ rows }: { readonly rows: readonly Row[] }): JSX.Element {
  const texts = useTexts();
  return (
    <ul class="cards">
      {[...rows].sort(worstRowFirst).map((row) => {
        const cells = cellsOf(row);
        const [cause] = row.causes;
        return (
          <li key={`${row.namespace}/${row.name}`}>
            <a class="card" href={applicationAddress(row)}>
              <span class="card-head">
                <StateSign state={row.state} />
                <strong>{row.name}</strong>
                <span class="hint">{row.namespace}</span>
                <span class="count" title={texts.readyOf(row.ready, row.desired)}>
                  {row.ready}/{row.desired}
                </span>
              </span>
              <span class="strip" aria-hidden="true">
                {columnsOf([row]).map(({ cluster }) => {
                  const state = cells.get(cluster)?.state ?? 'Unknown';
                  return (
                    <span key={cluster} class={`box s-${state}`} title={cluster}>
                      <Icon name={state} />
                    </span>
                  );
                })}
              </span>
              {cause && (
                <span class="core" lang="en">
                  {[...new Set(cause.clusters)].slice(0, 3).join(', ')}
                  {cause.clusters.length > 0 && ': '}
                  {cause.core}
                </span>
              )}
            </a>
          </li>
        );
      })}
    </ul>
  );
}
