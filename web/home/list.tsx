import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { applicationAddress, type Row, type Texts, worstRowFirst } from '../../src/page';
import { useAge, useTexts } from '../context';
import { StateBadge } from '../parts/state';
import { Gap } from '../windowed/gap';
import { useGrid } from '../windowed/roving-focus';
import { useStickyHead } from '../windowed/use-sticky-head';
import { useWindow } from '../windowed/use-window';

/** Height of a row in pixels, as in the style sheet. */
const ROW_HEIGHT = 41;

/** The columns, with the classes of their heads. */
const COLUMNS = {
  application: 'name',
  state: 'state',
  ready: 'count',
  type: 'type',
  source: 'source',
  revision: 'revision',
  message: 'core',
  age: 'age',
} as const satisfies Partial<Record<keyof Texts['columns'], string>>;

/** The applications as a list, the worst first. It is one tab stop; arrow keys move the focus in it. */
export function List({ rows }: { readonly rows: readonly Row[] }): JSX.Element {
  const { columns } = useTexts();
  const ageOf = useAge();
  const table = useRef<HTMLTableElement>(null);
  const items = useMemo(
    () =>
      [...rows].sort(worstRowFirst).map((row) => ({ key: `${row.namespace}/${row.name}`, height: ROW_HEIGHT, row })),
    [rows],
  );
  const windowed = useWindow(table, items);
  useStickyHead(table);
  const onKeyDown = useGrid(table, windowed, items.length);
  const { first, last } = windowed.span;
  return (
    <div class="scroll">
      <table
        class="list"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table in which arrow keys move
        role="grid"
        aria-labelledby="applications"
        aria-rowcount={items.length + 1}
        ref={table}
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr aria-rowindex={1}>
            {(Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).map((name) => (
              <th key={name} scope="col" class={COLUMNS[name]}>
                {columns[name]}
              </th>
            ))}
          </tr>
        </thead>
        <Gap height={windowed.above} columns={Object.keys(COLUMNS).length} />
        <tbody>
          {items.slice(first, last).map(({ key, row }, index) => (
            <ListRow key={key} row={row} age={ageOf(row.created)} index={first + index + 2} />
          ))}
        </tbody>
        <Gap height={windowed.below} columns={Object.keys(COLUMNS).length} />
      </table>
    </div>
  );
}

interface ListRowProps {
  readonly row: Row;
  /** The age of the application. */
  readonly age: string;
  /** Its number in the table, from 1. */
  readonly index: number;
}

function ListRow({ row, age, index }: ListRowProps): JSX.Element {
  // a new number does not redraw the cells
  const drawn = useMemo(() => <ListCells row={row} age={age} />, [row, age]);
  return (
    <tr aria-rowindex={index} data-item>
      {drawn}
    </tr>
  );
}

function ListCells({ row, age }: Omit<ListRowProps, 'index'>): JSX.Element {
  const { namespace, name, state, ready, desired, type, source, revision, causes } = row;
  const core = causes[0]?.core;
  return (
    <>
      <th scope="row" title={`${namespace}/${name}`}>
        <a href={applicationAddress(row)} tabIndex={-1}>
          {name}
        </a>{' '}
        <span class="hint">{namespace}</span>
      </th>
      <td>
        <StateBadge state={state} />
      </td>
      <td class="count">
        {ready}/{desired}
      </td>
      <td>{type}</td>
      <td title={source}>{source}</td>
      <td class="revision" title={revision}>
        {revision}
      </td>
      <td class="core" lang="en" title={core}>
        {core}
      </td>
      <td class="age">{age}</td>
    </>
  );
}
