import type { Row, RowCause } from './overview';
import { severityOf } from './states';
import { needsAttention } from './summary';

/** Why targets are not ready, of several applications where they say the same. */
export interface CommonCause extends Pick<RowCause, 'id' | 'state' | 'reason' | 'core' | 'since'> {
  /** By namespace and name. */
  readonly applications: readonly Pick<Row, 'namespace' | 'name'>[];
  /** Sorted; none where an application is wrong itself. */
  readonly clusters: readonly string[];
  /** Number of targets. */
  readonly targets: number;
  /** What they have in common, which names the cause: one cluster that fails many applications, or one application. */
  readonly subject: 'application' | 'cluster' | 'several';
}

/** Why applications need attention: the worst state first, then the cause of most targets. */
export function commonCauses(rows: readonly Row[]): CommonCause[] {
  const groups = new Map<string, { readonly row: Row; readonly cause: RowCause }[]>();
  for (const row of rows) {
    for (const cause of row.causes.filter(needsAttention)) {
      // what is wrong with an Application is its own
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
