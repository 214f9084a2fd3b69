import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import {
  applicationAddress,
  byNamespace,
  type Cell,
  type Column,
  columnsOf,
  coresOn,
  type Filter,
  homeAddress,
  type Row,
  type Run,
  runsOf,
  shortRevision,
  type Texts,
} from '../../src/page';
import { useTexts } from '../context';
import { Icon } from '../parts/icons';
import { Marks, StateSign } from '../parts/state';
import { Gap } from '../windowed/gap';
import { useGrid } from '../windowed/roving-focus';
import { useStickyHead } from '../windowed/use-sticky-head';
import { type Item, useWindow } from '../windowed/use-window';
import { useColumns } from './use-columns';

/** With more clusters than this, columns are too narrow for words: they have only signs, and vertical heads. */
const MOST_WORDED = 12;

interface MatrixProps {
  readonly rows: readonly Row[];
  readonly filter: Filter;
}

/** Heights of rows in pixels, as in the style sheet: a row of cells, and the name of a namespace. */
const [ROW_HEIGHT, NAMESPACE_HEIGHT] = [37, 40];

/** A row of the table: an application, or the name of a namespace above its applications. */
interface Line extends Item {
  readonly namespace: string;
  readonly row?: Row;
}

/** Applications by clusters. It is one tab stop; arrow keys move the focus in it. Only visible cells are drawn. */
export function Matrix({ rows, filter }: MatrixProps): JSX.Element {
  const texts = useTexts();
  const grid = useRef<HTMLTableElement>(null);
  const columns = columnsOf(rows).filter(({ cluster }) => filter.cluster === undefined || cluster === filter.cluster);
  const clusters = useSame(columns.map(({ cluster }) => cluster));
  const isDense = columns.length > MOST_WORDED;
  const lines = useMemo(() => linesOf(rows), [rows]);
  const windowed = useWindow(grid, lines);
  useStickyHead(grid);
  const { first, last } = windowed.span;
  const { first: begin, last: end } = useColumns(grid, columns.length);
  const cells = useMemo(() => ({ clusters, begin, end, isDense, texts }), [clusters, begin, end, isDense, texts]);
  const onKeyDown = useGrid(grid, windowed, lines.length);
  return (
    <div class="scroll">
      <table
        class={isDense ? 'matrix dense' : 'matrix'}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table in which arrow keys move
        role="grid"
        aria-labelledby="applications"
        aria-rowcount={lines.length + 1}
        aria-colcount={columns.length + 2}
        ref={grid}
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">{texts.columns.application}</th>
            <th scope="col" class="count">
              {texts.columns.ready}
            </th>
            {columns.map((column, index) => (
              <ColumnHead key={column.cluster} column={column} filter={filter} texts={texts} isFirst={index === 0} />
            ))}
          </tr>
        </thead>
        <Gap height={windowed.above} columns={columns.length + 2} />
        <tbody>
          {lines.slice(first, last).map(({ key, namespace, row }, index) =>
            row === undefined ? (
              <tr key={key} class="namespace" aria-rowindex={first + index + 2} data-item>
                <th colSpan={columns.length + 2} scope="colgroup">
                  <span>{namespace}</span>
                </th>
              </tr>
            ) : (
              <MatrixRow key={key} row={row} cells={cells} index={first + index + 2} />
            ),
          )}
        </tbody>
        <Gap height={windowed.below} columns={columns.length + 2} />
      </table>
    </div>
  );
}

function linesOf(rows: readonly Row[]): Line[] {
  return byNamespace(rows).flatMap(({ namespace, rows: own }) => [
    { key: namespace, height: NAMESPACE_HEIGHT, namespace },
    ...own.map((row) => ({ key: `${namespace}/${row.name}`, height: ROW_HEIGHT, namespace, row })),
  ]);
}

/** Returns the previous list if the new one is equal, so that unchanged rows are not drawn again. */
function useSame(list: readonly string[]): readonly string[] {
  const kept = useRef(list);
  if (list.join(' ') !== kept.current.join(' ')) kept.current = list;
  return kept.current;
}

interface ColumnHeadProps {
  readonly column: Column;
  readonly filter: Filter;
  readonly texts: Texts;
  /** Whether it is a tab stop. */
  readonly isFirst: boolean;
}

function ColumnHead({ column: { cluster, failing }, filter, texts, isFirst }: ColumnHeadProps): JSX.Element {
  const isChosen = filter.cluster === cluster;
  return (
    <th scope="col">
      <a
        href={homeAddress({ ...filter, cluster: isChosen ? undefined : cluster })}
        tabIndex={isFirst ? 0 : -1}
        title={failing === 0 ? cluster : `${cluster}: ${texts.failing(failing)}`}
      >
        {failing > 0 && (
          <span class={failing > 1 ? 'failing many' : 'failing'}>
            <Icon name="Failed" />
            {failing}
          </span>
        )}
        <span class="cluster">{cluster}</span>
      </a>
    </th>
  );
}

/** The properties that are common to all rows. */
interface CellsShown {
  readonly clusters: readonly string[];
  /** The first drawn column. */
  readonly begin: number;
  /** The column after the last drawn one. */
  readonly end: number;
  readonly isDense: boolean;
  readonly texts: Texts;
}

interface MatrixRowProps {
  readonly row: Row;
  readonly cells: CellsShown;
  /** Its number in the table, from 1. */
  readonly index: number;
}

function MatrixRow({ row, cells, index }: MatrixRowProps): JSX.Element {
  // a new number does not redraw the cells
  const drawn = useMemo(() => <RowCells row={row} cells={cells} />, [row, cells]);
  return (
    <tr aria-rowindex={index} data-item>
      {drawn}
    </tr>
  );
}

function RowCells({
  row,
  cells: { clusters, begin, end, isDense, texts },
}: Omit<MatrixRowProps, 'index'>): JSX.Element {
  return (
    <>
      <th scope="row">
        <a href={applicationAddress(row)} tabIndex={-1}>
          <StateSign state={row.state} />
          <span class="name" title={row.name}>
            {row.name}
          </span>
        </a>
      </th>
      <td class="count">
        {row.ready}/{row.desired}
      </td>
      {begin > 0 && <td colSpan={begin} aria-hidden="true" />}
      {runsOf(row, clusters.slice(begin, end), isDense).map((run) => (
        <RunCell key={run.clusters[0]} run={run} row={row} isDense={isDense} texts={texts} />
      ))}
      {end < clusters.length && <td colSpan={clusters.length - end} aria-hidden="true" />}
    </>
  );
}

interface RunCellProps {
  readonly run: Run;
  readonly row: Row;
  readonly isDense: boolean;
  readonly texts: Texts;
}

function RunCell({ run: { cell, clusters }, row, isDense, texts }: RunCellProps): JSX.Element {
  if (cell === undefined) {
    return (
      <td class="none" colSpan={clusters.length}>
        {clusters.length === 1 && <span aria-hidden="true">·</span>}
        <span class="unseen">{texts.noTarget}</span>
      </td>
    );
  }
  const [cluster] = clusters;
  const isRun = clusters.length > 1;
  return (
    <td colSpan={clusters.length}>
      <a
        class={`cell s-${cell.state}${isRun ? ' run' : ''}`}
        href={applicationAddress(row, isRun ? {} : { cluster })}
        tabIndex={-1}
        title={isRun ? titleOfRun(cell, clusters, row, texts) : titleOf(cell, row, cluster as string, texts)}
      >
        <Icon name={cell.state} />
        {isRun && cell.state !== 'Ready' && <span class="text">{clusters.length}</span>}
        {isDense ? (
          <span class="unseen">{texts.states[cell.state]}</span>
        ) : (
          <span class="text">
            {showsRevision(cell) && <span class="unseen">{texts.states[cell.state]} </span>}
            {textOf(cell, texts)}
          </span>
        )}
        <Marks marks={cell.marks} />
      </a>
    </td>
  );
}

/** States in which the revision is more informative than the word. */
const SHOWS_REVISION = ['Ready', 'Reconciling', 'Suspended'];

function showsRevision({ state, revisions }: Cell): boolean {
  return SHOWS_REVISION.includes(state) && revisions.length > 0;
}

function textOf(cell: Cell, texts: Texts): string {
  const { state, revisions, targets } = cell;
  const words = showsRevision(cell) ? revisions.map(shortRevision).join(', ') : texts.states[state];
  return targets === 1 ? words : `${words} ×${targets}`;
}

function titleOf({ state, revisions, wanted, targets }: Cell, row: Row, cluster: string, texts: Texts): string {
  const parts = [
    `${row.name} ${texts.home.onCluster(cluster)}: ${texts.states[state]}`,
    ...(targets === 1 ? [] : [texts.severalTargets(targets)]),
    ...revisions,
    ...wanted.map(texts.application.wanted),
    ...row.causes.filter((cause) => cause.state === state).flatMap((cause) => coresOn(cause, cluster)),
  ];
  return parts.join('\n');
}

function titleOfRun({ state }: Cell, clusters: readonly string[], row: Row, texts: Texts): string {
  const on = texts.home.onCluster(texts.clusters(clusters.length));
  return [`${row.name} ${on}: ${texts.states[state]}`, clusters.join(', ')].join('\n');
}
