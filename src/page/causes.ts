import type { Row, RowCause } from './overview';
import { severityOf } from './states';
import { needsAttention } from './summary';

/** A cause of targets that are not ready, shared by one or more applications. */
export interface CommonCause extends Pick<RowCause, 'id' | 'state' | 'reason' | 'core' | 'since'> {
  /** By namespace and name. */
  readonly applications: readonly Pick<Row, 'namespace' | 'name'>[];
  /** Sorted; empty if the Application itself is invalid. */
  readonly clusters: readonly string[];
  /** The number of targets. */
  readonly targets: number;
  /** What all targets have in common: one application, or one cluster for several applications. */
  readonly subject: 'application' | 'cluster' | 'several';
}

/** The messages of the targets with this cause on a cluster, without repetitions. */
export function coresOn({ core, cores, clusters }: RowCause, cluster: string): string[] {
  const own = clusters.flatMap((each, index) => (each === cluster ? [cores?.[index] ?? core] : []));
  return [...new Set(own)];
}

/** The causes why applications need attention: the worst state first, then the cause with the most targets. */
export function commonCauses(rows: readonly Row[]): CommonCause[] {
  const groups = new Map<string, { readonly row: Row; readonly cause: RowCause }[]>();
  for (const row of rows) {
    for (const cause of row.causes.filter(needsAttention)) {
      // an invalid Application has its own cause
      const id = cause.state === 'Invalid' ? `${row.namespace}/${row.name}` : `${cause.id} ${cause.reason}`;
      const group = groups.get(id);
      if (group) group.push({ row, cause });
      else groups.set(id, [{ row, cause }]);
    }
  }
  return [...groups.values()]
    .map(commonCause)
    .sort((a, b) => severityOf(a.state) - severityOf(b.state) || b.targets - a.targets);
}

function commonCause(group: readonly { readonly row: Row; readonly cause: RowCause }[]): CommonCause {
  const { id, state, reason, core } = (group[0] as { cause: RowCause }).cause;
  const all = group.flatMap(({ cause }) => cause.clusters);
  const clusters = [...new Set(all)].sort();
  const applications = group.map(({ row: { namespace, name } }) => ({ namespace, name }));
  const subject = applications.length === 1 ? 'application' : clusters.length === 1 ? 'cluster' : 'several';
  const since = group
    .flatMap(({ cause }) => cause.since ?? [])
    .reduce<string | undefined>((a, b) => (a === undefined || Date.parse(b) < Date.parse(a) ? b : a), undefined);
  return { id, state, reason, core, since, applications, clusters, targets: all.length, subject };
}
