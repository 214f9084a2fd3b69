import type { Row, RowCause, TargetGroup } from '../../src/page';
import { worstOf } from '../../src/page';

/** A group of targets. */
export function group(state: TargetGroup['state'], clusters: readonly string[], more: Partial<TargetGroup> = {}) {
  return { state, revision: '1.0.0', marks: [], clusters, ...more };
}

/** A cause of targets that are not ready, on some clusters. */
export function cause(
  state: RowCause['state'],
  clusters: readonly string[],
  core: string,
  more: Partial<RowCause> = {},
): RowCause {
  return { id: `${state} ${core}`, state, reason: state, core, clusters, ...more };
}

/** An application with these groups of targets. */
export function row(name: string, groups: readonly TargetGroup[], more: Partial<Row> = {}): Row {
  const count = (chosen: readonly TargetGroup[]) => chosen.reduce((sum, { clusters }) => sum + clusters.length, 0);
  return {
    namespace: 'apps',
    name,
    type: 'HelmRelease',
    source: 'HelmRepository/charts',
    revision: '1.0.0',
    desired: count(groups),
    ready: count(groups.filter(({ state }) => state === 'Ready')),
    state: (worstOf(groups.map(({ state }) => state)) ?? 'Unknown') as Row['state'],
    orphans: 0,
    groups,
    causes: [],
    ...more,
  };
}
