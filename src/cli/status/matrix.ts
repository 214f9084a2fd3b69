import { namespacedName } from '../../kubernetes';
import type { ApplicationView } from '../../observe';
import type { ApplicationState, TargetReport } from '../../status';
import { commonRevision, rollUp } from '../../status';
import { type Column, paintState, tableLines, truncate, widthOf } from '../shell/terminal';
import type { Sheet } from './sheet';

/** The maximum width of a cell: a revision may be the digest of a commit. */
const WIDEST_CELL = 32;
const GAP = 2;

/** The assumed width of a file or a pipe: a wider matrix is transposed. */
const USUAL_WIDTH = 120;

/**
 * The matrix of applications and clusters, each cell with the state and the revision. A row is an application, or a
 * cluster if there are too many of them for columns. Columns that do not fit follow below, in a separate part.
 */
export function matrixLines(views: readonly ApplicationView[], { stream, width }: Sheet): string[] {
  const clusters = clustersOf(views);
  const cells = views.map((view) => clusters.map((cluster) => cellOf(view, cluster)));
  const names: Column[] = [
    { header: 'NAMESPACE', cells: views.map(({ namespace }) => namespace), least: 8, rank: 1 },
    { header: 'NAME', cells: views.map(({ name }) => name), least: 8 },
  ];
  const byApplication = clusters.map((cluster, index) =>
    columnOf(
      cluster,
      cells.map((row) => row[index] as Cell),
      stream,
    ),
  );
  const isTooWide = totalOf([...names, ...byApplication]) > (width ?? USUAL_WIDTH);
  if (!isTooWide || clusters.length <= views.length) return inParts(names, byApplication, width);
  const isOneNamespace = new Set(views.map(({ namespace }) => namespace)).size === 1;
  const byCluster = views.map((view, index) =>
    columnOf(isOneNamespace ? view.name : namespacedName(view), cells[index] as Cell[], stream),
  );
  return inParts([{ header: 'CLUSTER', cells: clusters, least: 8 }], byCluster, width);
}

function columnOf(header: string, cells: readonly Cell[], stream: NodeJS.WritableStream): Column {
  return {
    header,
    cells: cells.map(({ text }) => truncate(text, WIDEST_CELL)),
    least: WIDEST_CELL,
    paint: (text, row) => {
      const state = cells[row]?.state;
      return state === undefined ? text : paintState(text, state, stream);
    },
  };
}

function inParts(names: readonly Column[], columns: readonly Column[], width: number | undefined): string[] {
  const parts = split(columns, (width ?? Number.POSITIVE_INFINITY) - totalOf(names));
  return parts.flatMap((part, index) => [...(index === 0 ? [] : ['']), ...tableLines([...names, ...part], { width })]);
}

function totalOf(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + GAP + widest(column), 0);
}

/** The host first, then the members by name. */
function clustersOf(views: readonly ApplicationView[]): string[] {
  const all = new Set(views.flatMap(({ report }) => report.targets.map(clusterOf)));
  return [...all].sort((a, b) => Number(b === HOST) - Number(a === HOST) || (a < b ? -1 : 1));
}

const HOST = 'host';

function clusterOf({ cluster }: TargetReport): string {
  return cluster ?? HOST;
}

/** The content of a cell. */
interface Cell {
  readonly text: string;
  readonly state?: ApplicationState;
}

/** For several targets in a cluster, the worst state and the number of ready ones. */
function cellOf({ report }: ApplicationView, cluster: string): Cell {
  const targets = report.targets.filter((target) => clusterOf(target) === cluster);
  if (targets.length === 0) return { text: '-' };
  const state = rollUp(targets.map((target) => target.state));
  const ready = targets.filter((target) => target.state === 'Ready').length;
  const count = targets.length === 1 ? '' : ` ${ready}/${targets.length}`;
  const revision = commonRevision(targets.map((target) => target.revision));
  return { text: [state + count, revision].filter(Boolean).join(' '), state };
}

function split(columns: readonly Column[], room: number): Column[][] {
  const parts: Column[][] = [[]];
  let used = 0;
  for (const column of columns) {
    const part = parts.at(-1) as Column[];
    if (part.length > 0 && used + widest(column) > room) {
      parts.push([column]);
      used = widest(column) + GAP;
    } else {
      part.push(column);
      used += widest(column) + GAP;
    }
  }
  return parts;
}

function widest({ header, cells }: Column): number {
  return cells.reduce((most, cell) => Math.max(most, widthOf(cell)), widthOf(header));
}
