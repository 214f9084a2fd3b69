import type { Overview, Row } from '../../src/page';

/** Applications on many clusters, as the page receives them: each is not ready on one or two clusters. */
export function manyRows(applications: number, clusters: number): Row[] {
  const all = Array.from({ length: clusters }, (_, index) => (index === 0 ? 'host' : `member-${index}`));
  return Array.from({ length: applications }, (_, index) => manyRow(index, all));
}

function manyRow(index: number, all: readonly string[]): Row {
  const failing = all[(index * 7) % all.length] as string;
  const core = `context deadline exceeded after ${index % 5} attempts`;
  const { length } = all;
  return {
    ...{ namespace: `team-${index % 20}`, name: `application-${index}`, type: 'HelmRelease' },
    ...{ source: 'HelmRepository/charts', revision: '1.0.0', desired: length, ready: length - 1 },
    ...{ state: 'Failed', orphans: 0 },
    groups: [
      { state: 'Ready', revision: '1.0.0', marks: [], clusters: all.filter((cluster) => cluster !== failing) },
      { state: 'Failed', revision: '0.9.0', marks: [], clusters: [failing] },
    ],
    causes: [{ id: 'deadline', state: 'Failed', reason: 'UpgradeFailed', core, clusters: [failing] }],
  };
}

/** The overview with all rows. */
export function overviewOf(rows: readonly Row[]): Overview {
  const place = { context: 'kind' };
  return { revision: 0, now: '2026-12-01T10:00:00Z', place, mayPause: false, maySave: false, rows };
}
