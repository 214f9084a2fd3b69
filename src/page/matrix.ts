import type { Mark, Row } from './overview';
import { type AnyState, severityOf, worstOf } from './states';

/** The name of the cluster that runs Flux. */
export const HOST = 'host';

/** A cluster, which is a column of the matrix. */
export interface Column {
  readonly cluster: string;
  /** The number of its targets that need attention, except expired pauses. */
  readonly failing: number;
}

/** The targets of an application on a cluster. */
export interface Cell {
  /** The worst state of the targets. */
  readonly state: AnyState;
  /** The running revisions. */
  readonly revisions: readonly string[];
  /** The requested versions that differ from the running ones. */
  readonly wanted: readonly string[];
  readonly marks: readonly Mark[];
  /** The number of targets. */
  readonly targets: number;
}

/** Sorts names with numbers in natural order: `member-2` before `member-10`. */
const NATURAL = new Intl.Collator('en', { numeric: true });

/** The clusters of applications: the host first, then by name. */
export function columnsOf(rows: readonly Row[]): Column[] {
  const failing = new Map<string, number>();
  for (const { state, clusters } of rows.flatMap(({ groups }) => groups)) {
    const isFailing = severityOf(state) < severityOf('Reconciling');
    for (const cluster of clusters) failing.set(cluster, (failing.get(cluster) ?? 0) + Number(isFailing));
  }
  return [...failing]
    .map(([cluster, count]) => ({ cluster, failing: count }))
    .sort((a, b) => Number(b.cluster === HOST) - Number(a.cluster === HOST) || NATURAL.compare(a.cluster, b.cluster));
}

/** The cells of an application, by cluster. */
export function cellsOf({ groups }: Row): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const { state, revision, wanted, marks, clusters } of groups) {
    for (const cluster of clusters) {
      const cell = cells.get(cluster);
      cells.set(cluster, {
        state: cell ? (worstOf([cell.state, state]) as AnyState) : state,
        revisions: together(cell?.revisions, revision),
        wanted: together(cell?.wanted, wanted),
        marks: [...new Set([...(cell?.marks ?? []), ...marks])],
        targets: (cell?.targets ?? 0) + 1,
      });
    }
  }
  return cells;
}

/** Adjacent columns whose cells in a row look the same. */
export interface Run {
  /** Undefined: the application has no target on these clusters. */
  readonly cell?: Cell;
  readonly clusters: readonly string[];
}

/** The minimum number of adjacent equal cells that are not ready to form one run; fewer cells are shown one by one. */
const LEAST_ALIKE = 4;

/**
 * The cells of a row in the order of the columns.
 *
 * @param clusters the columns
 * @param joined whether to join adjacent cells that look the same into one run; otherwise each cell is a separate run
 */
export function runsOf(row: Row, clusters: readonly string[], joined: boolean): Run[] {
  const cells = cellsOf(row);
  const runs: { readonly cell?: Cell; readonly clusters: string[] }[] = [];
  for (const cluster of clusters) {
    const cell = cells.get(cluster);
    const last = runs.at(-1);
    if (joined && last && lookOf(last.cell) === lookOf(cell)) last.clusters.push(cluster);
    else runs.push({ cell, clusters: [cluster] });
  }
  return runs.flatMap((run) =>
    isCalm(run.cell) || run.clusters.length >= LEAST_ALIKE
      ? [run]
      : run.clusters.map((cluster) => ({ cell: cells.get(cluster), clusters: [cluster] })),
  );
}

/** Equal for cells that look the same in narrow columns. */
function lookOf(cell: Cell | undefined): string {
  return cell === undefined ? '' : [cell.state, ...cell.marks].join(' ');
}

/** Whether a cell needs no attention: it is ready without marks, or does not exist. */
function isCalm(cell: Cell | undefined): boolean {
  return cell === undefined || (cell.state === 'Ready' && cell.marks.length === 0);
}

function together(texts: readonly string[] = [], text: string | undefined): readonly string[] {
  return text === undefined || texts.includes(text) ? texts : [...texts, text];
}

/** The rows of a namespace. */
export interface Namespace {
  readonly namespace: string;
  /** The worst first, then by name. */
  readonly rows: readonly Row[];
}

/** The applications by namespace, in the order of their names. */
export function byNamespace(rows: readonly Row[]): Namespace[] {
  const groups = new Map<string, Row[]>();
  for (const row of [...rows].sort(worstRowFirst)) {
    const group = groups.get(row.namespace);
    if (group) group.push(row);
    else groups.set(row.namespace, [row]);
  }
  return [...groups]
    .map(([namespace, own]) => ({ namespace, rows: own }))
    .sort((a, b) => byText(a.namespace, b.namespace));
}

/** Orders applications by state, then by namespace and name. */
export function worstRowFirst(a: Row, b: Row): number {
  return severityOf(a.state) - severityOf(b.state) || byText(a.namespace, b.namespace) || byText(a.name, b.name);
}

/** Compares by code unit, like all other output of the command. */
export function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The maximum length of a revision that a cell shows unchanged. */
const LONGEST = 12;

/**
 * A short but recognizable form of a revision: for `main@sha1:4b8497c8…`, the first digits of the commit.
 *
 * @example shortRevision('main@sha1:4b8497c8d9a3c4f1') // '4b8497c'
 */
export function shortRevision(revision: string): string {
  const [, digest] = /@?sha\d+:([0-9a-f]{7})[0-9a-f]*$/.exec(revision) ?? [];
  if (digest !== undefined) return digest;
  return revision.length > LONGEST ? `${revision.slice(0, LONGEST - 1)}…` : revision;
}
