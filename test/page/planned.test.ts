import { expect, test } from 'vitest';
import { countsOf, plannedFor, plannedOthers, plannedRows } from '../../src/page';
import { group, row } from './rows';

const PLAN = {
  file: 'plan.json',
  actions: {
    'Application/apps/web': 'update',
    'HelmRelease/apps/web--eu-1--web': 'update',
    'HelmRelease/apps/web--us-1--web': 'delete',
  },
} as const;

test('a plan is counted by what becomes of objects, the most harmful first', () => {
  expect(countsOf(PLAN)).toEqual([
    { action: 'delete', count: 1 },
    { action: 'update', count: 2 },
  ]);
  expect(countsOf({ ...PLAN, actions: {} })).toEqual([]);
});

test('an object of a plan is found by its address, and the applications that it changes', () => {
  const target = { kind: 'HelmRelease', namespace: 'apps', name: 'web--us-1--web' };
  expect(plannedFor(PLAN, target)).toBe('delete');
  expect(plannedFor(PLAN, { ...target, name: 'web' })).toBeUndefined();
  expect(plannedFor(undefined, target)).toBeUndefined();
  const rows = [row('web', [group('Ready', ['host'])]), row('shop', [group('Ready', ['host'])])];
  expect(plannedRows(PLAN, rows).map(({ name }) => name)).toEqual(['web']);
});

test('a row is planned if only its objects are, and what belongs to no row is listed', () => {
  const plan = {
    file: 'plan.json',
    actions: {
      'Application/apps/new': 'create',
      'HelmRelease/apps/web--us-1--web': 'delete',
      'HelmRelease/apps/left--us-1--left': 'delete',
      'Application/apps/shop': 'update',
    },
  } as const;
  const ready = [group('Ready', ['host'])];
  const planned = ['HelmRelease/apps/web--us-1--web'];
  const rows = [row('web', ready, { planned }), row('shop', ready), row('other', ready)];
  expect(plannedRows(plan, rows).map(({ name }) => name)).toEqual(['web', 'shop']);
  expect(plannedOthers(plan, rows)).toEqual([
    { address: 'HelmRelease/apps/left--us-1--left', action: 'delete' },
    { address: 'Application/apps/new', action: 'create' },
  ]);
  expect(plannedOthers(PLAN, [row('web', ready, { planned: Object.keys(PLAN.actions) })])).toEqual([]);
});
