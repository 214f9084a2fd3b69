import type { ApplicationView } from '../../observe';
import type { TargetReport } from '../../status';
import { commonRevision, rollUp } from '../../status';
import { type Column, paintState, tableLines, truncate, widthOf } from '../shell/terminal';
import type { Sheet } from './sheet';

/** Wider cells are cut: a revision may be the digest of a commit. */
const WIDEST_CELL = 32;
const GAP = 2;

/**
 * The matrix: applications by clusters, in a cell the state and the revision. Clusters that do not fit beside the others
 * follow below, in a part of their own.
 */
export function matrixLines(views: readonly ApplicationView[], { stream, width }: Sheet): string[] {
  const clusters = clustersOf(views);
  const rows = views.map((view) => new Map(clusters.map((cluster) => [cluster, cellOf(view, cluster)])));
  const names: Column[] = [
    { header: 'NAMESPACE', cells: views.map(({ namespace }) => namespace), least: 8, rank: 1 },
    { header: 'NAME', cells: views.map(({ name }) => name), least: 8 },
  ];
  const columns = clusters.map(
    (cluster): Column => ({
      header: cluster,
      cells: rows.map((row) => truncate(row.get(cluster)?.text ?? '', WIDEST_CELL)),
      paint: (text, row) => {
        const state = rows[row]?.get(cluster)?.state;
        return state === undefined ? text : paintState(text, state, stream);
      },
    }),
  );
  const room = (width ?? Number.POSITIVE_INFINITY) - names.reduce((sum, column) => sum + GAP + widest(column), 0);
  const parts = split(columns, room);
  return parts.flatMap((part, index) => [...(index === 0 ? [] : ['']), ...tableLines([...names, ...part], { width })]);
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

/** Of several targets on a cluster the worst state, and how many of them are ready. */
function cellOf({ report }: ApplicationView, cluster: string) {
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
