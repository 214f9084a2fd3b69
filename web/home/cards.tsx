import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { type AnyState, applicationAddress, cellsOf, columnsOf, type Row, STATES, worstRowFirst } from '../../src/page';
import { useTexts } from '../context';
import { Icon } from '../parts/icons';
import { StateSign } from '../parts/state';
import { useWindow } from '../windowed/use-window';

/** Heights in pixels, as in the style sheet: of a card without a cause, and of the lines of a cause. */
const [HEIGHT, CAUSE_HEIGHT] = [75, 48];

/** The maximum number of clusters with a sign each; more clusters are counted by state. */
const MOST_SIGNS = 12;

/**
 * The applications as cards, for a window that is too narrow for tables: each with a strip of its clusters, the worst
 * first.
 */
export function Cards({ rows }: { readonly rows: readonly Row[] }): JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  const items = useMemo(
    () =>
      [...rows].sort(worstRowFirst).map((row) => ({
        ...{ key: `${row.namespace}/${row.name}`, row },
        height: HEIGHT + (row.causes.length > 0 ? CAUSE_HEIGHT : 0),
      })),
    [rows],
  );
  const { span, above, below } = useWindow(list, items);
  return (
    <ul class="cards" ref={list} style={{ paddingTop: `${above}px`, paddingBottom: `${below}px` }}>
      {items.slice(span.first, span.last).map(({ key, row }, index) => (
        <CardItem key={key} row={row} index={span.first + index + 1} count={items.length} />
      ))}
    </ul>
  );
}

interface CardItemProps {
  readonly row: Row;
  /** Its number in the list, from 1. */
  readonly index: number;
  readonly count: number;
}

function CardItem({ row, index, count }: CardItemProps): JSX.Element {
  // a new number does not redraw the card
  const drawn = useMemo(() => <Card row={row} />, [row]);
  return (
    <li aria-posinset={index} aria-setsize={count} data-item>
      {drawn}
    </li>
  );
}

function Card({ row }: { readonly row: Row }): JSX.Element {
  const texts = useTexts();
  const [cause] = row.causes;
  return (
    <a class="card" href={applicationAddress(row)}>
      <span class="card-head">
        <StateSign state={row.state} />
        <strong>{row.name}</strong>
        <span class="hint">{row.namespace}</span>
        <span class="count" title={texts.readyOf(row.ready, row.desired)}>
          {row.ready}/{row.desired}
        </span>
      </span>
      <Strip row={row} />
      {cause && (
        <span class="core" lang="en">
          {[...new Set(cause.clusters)].slice(0, 3).join(', ')}
          {cause.clusters.length > 0 && ': '}
          {cause.core}
        </span>
      )}
    </a>
  );
}

/** A sign for each cluster, or the clusters counted by state. */
function Strip({ row }: { readonly row: Row }): JSX.Element {
  const clusters = columnsOf([row]).map(({ cluster }) => cluster);
  const cells = cellsOf(row);
  const stateOf = (cluster: string): AnyState => cells.get(cluster)?.state ?? 'Unknown';
  return (
    <span class="strip" aria-hidden="true">
      {clusters.length <= MOST_SIGNS
        ? clusters.map((cluster) => (
            <span key={cluster} class={`box s-${stateOf(cluster)}`} title={cluster}>
              <Icon name={stateOf(cluster)} />
            </span>
          ))
        : countsOf(clusters.map(stateOf)).map(([state, count]) => (
            <span key={state} class={`box counted s-${state}`}>
              <Icon name={state} />
              {count}
            </span>
          ))}
    </span>
  );
}

/** How often each state occurs, the worst first. */
function countsOf(states: readonly AnyState[]): (readonly [AnyState, number])[] {
  return STATES.map((state) => [state, states.filter((each) => each === state).length] as const).filter(
    ([, count]) => count > 0,
  );
}
