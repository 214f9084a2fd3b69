import { expect, test } from 'vitest';
import { LiveRows } from '../../../src/cli/ui/live-rows';
import { viewsOf } from '../../../src/observe';
import { dumped, type Told } from '../dump';

const NOW = '2026-12-01T10:00:00Z';
const FIRST = 1000;
const MAY = { mayPause: true, maySave: false };

/** A source of views that the test changes. */
class Cluster {
  readonly applications = new Map<string, readonly Told[]>();
  asked: string[] = [];

  keys() {
    return [...this.applications.keys()];
  }

  view(key: string) {
    this.asked.push(key);
    const told = this.applications.get(key);
    const [namespace = '', name = ''] = key.split('/');
    return told && viewsOf(dumped(namespace, name, told) as never, NOW)[0];
  }
}

function start(applications: Record<string, readonly Told[]>) {
  const cluster = new Cluster();
  for (const [key, told] of Object.entries(applications)) cluster.applications.set(key, told);
  const rows = new LiveRows(cluster, { context: 'kind', namespace: 'apps' }, MAY, FIRST);
  rows.refresh();
  return { cluster, rows };
}

const named = (changes: ReturnType<LiveRows['since']>) =>
  changes && { ...changes, rows: changes.rows.map(({ name, state }) => `${name} ${state}`) };

test('all rows, by name, at the first revision', () => {
  const { rows } = start({ 'apps/web': [{}, { status: 'False', message: 'boom' }], 'apps/a': [{}] });
  const { rows: all, ...rest } = rows.overview(new Date(NOW));
  expect(rest).toEqual({ revision: FIRST + 1, now: NOW, place: { context: 'kind', namespace: 'apps' }, ...MAY });
  expect(all.map(({ name, state }) => [name, state])).toEqual([
    ['a', 'Ready'],
    ['web', 'Failed'],
  ]);
});

test('what has changed since a revision, and what is gone; what stayed as it was is no change', () => {
  const { cluster, rows } = start({ 'apps/web': [{}], 'apps/shop': [{}] });
  cluster.applications.set('apps/web', [{ status: 'False' }]);
  cluster.applications.delete('apps/shop');
  for (const key of ['apps/web', 'apps/shop', 'apps/never']) rows.touch(key);
  rows.refresh();
  expect(named(rows.since(FIRST + 1))).toEqual({ revision: FIRST + 2, rows: ['web Failed'], gone: ['apps/shop'] });

  rows.touch('apps/web');
  rows.refresh();
  expect(named(rows.since(FIRST + 2))).toEqual({ revision: FIRST + 2, rows: [], gone: [] });

  cluster.applications.set('apps/shop', [{}]);
  rows.touch(undefined);
  rows.refresh();
  expect(named(rows.since(FIRST + 1))).toEqual({ revision: FIRST + 3, rows: ['web Failed', 'shop Ready'], gone: [] });
});

test.each([FIRST - 1, FIRST + 2, 1, -1, FIRST + 0.5, Number.NaN])(
  'of a revision that never was (%d) nothing is known',
  (revision) => {
    const { rows } = start({ 'apps/web': [{}] });
    expect(rows.since(revision)).toBeUndefined();
  },
);

test('before the first rows there was none', () => {
  const { rows } = start({ 'apps/web': [{}] });
  expect(named(rows.since(FIRST))).toEqual({ revision: FIRST + 1, rows: ['web Ready'], gone: [] });
});

test('only what was touched is asked for, and what is paused every ten seconds', () => {
  const { cluster, rows } = start({ 'apps/web': [{}], 'apps/paused': [{ suspend: true }], 'apps/shop': [{}] });
  cluster.asked = [];
  rows.touch('apps/web');
  rows.refresh();
  expect(cluster.asked).toEqual(['apps/web']);
  cluster.asked = [];
  for (const [now, asked] of [
    [0, ['apps/paused']],
    [9_999, []],
    [10_000, ['apps/paused']],
    [19_999, []],
  ] as const) {
    cluster.asked = [];
    rows.touchPaused(now);
    rows.refresh();
    expect([now, cluster.asked]).toEqual([now, asked]);
  }
});
