import type { JSX } from 'preact';
import { applicationAddress, type Row, worstRowFirst } from '../../src/page';
import { useAge, useTexts } from '../context';
import { StateBadge } from '../parts/state';

/** The applications as a list, the worst first. */
export function List({ rows }: { readonly rows: readonly Row[] }): JSX.Element {
  const { columns } = useTexts();
  const ageOf = useAge();
  return (
    <div class="scroll">
      <table class="list">
        <thead>
          <tr>
            <th scope="col">{columns.application}</th>
            <th scope="col">{columns.state}</th>
            <th scope="col" class="count">
              {columns.ready}
            </th>
            <th scope="col">{columns.type}</th>
            <th scope="col">{columns.source}</th>
            <th scope="col">{columns.revision}</th>
            <th scope="col">{columns.message}</th>
            <th scope="col">{columns.age}</th>
          </tr>
        </thead>
        <tbody>
          {[...rows].sort(worstRowFirst).map((row) => (
            <tr key={`${row.namespace}/${row.name}`}>
              <th scope="row">
                <a href={applicationAddress(row)}>{row.name}</a> <span class="hint">{row.namespace}</span>
              </th>
              <td>
                <StateBadge state={row.state} />
              </td>
              <td class="count">
                {row.ready}/{row.desired}
              </td>
              <td>{row.type}</td>
              <td>{row.source}</td>
              <td class="revision">
                <span title={row.revision}>{row.revision}</span>
              </td>
              <td class="core" lang="en" title={row.causes[0]?.core}>
                {row.causes[0]?.core}
              </td>
              <td class="age">{ageOf(row.created)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
