import { expect, test } from 'vitest';
import { byNamespace, cellsOf, columnsOf, runsOf, shortRevision } from '../../src/page';
import { group, row } from './rows';

test('columns are the clusters, the host first, with how many targets somebody has to look at', () => {
  const rows = [
    row('web', [group('Ready', ['us-1', 'host']), group('Failed', ['eu-1'])]),
    row('shop', [group('Suspended', ['us-1']), group('Reconciling', ['eu-1'])]),
  ];
  expect(columnsOf(rows)).toEqual([
    { cluster: 'host', failing: 0 },
    { cluster: 'eu-1', failing: 1 },
    { cluster: 'us-1', failing: 0 },
  ]);
  expect(columnsOf([row('web', [group('Ready', ['m-10', 'm-2', 'm-1'])])]).map(({ cluster }) => cluster)).toEqual([
    ...['m-1', 'm-2', 'm-10'],
  ]);
});

test('a cell is all targets of an application on a cluster: the worst state, and every revision', () => {
  const web = row('web', [
    group('Ready', ['host', 'eu-1'], { marks: ['drifted'] }),
    group('Failed', ['eu-1'], { revision: '0.9.0', wanted: '1.0.0', marks: ['altered'] }),
    group('Ready', ['eu-1'], { revision: undefined }),
  ]);
  expect(Object.fromEntries(cellsOf(web))).toEqual({
    host: { state: 'Ready', revisions: ['1.0.0'], wanted: [], marks: ['drifted'], targets: 1 },
    'eu-1': {
      ...{ state: 'Failed', revisions: ['1.0.0', '0.9.0'], wanted: ['1.0.0'] },
      ...{ marks: ['drifted', 'altered'], targets: 3 },
    },
  });
});

test('applications by namespace, in it the worst first, then by name', () => {
  const rows = [
    row('b', [group('Ready', ['host'])]),
    row('a', [group('Ready', ['host'])]),
    row('z', [group('Failed', ['host'])]),
    row('y', [group('Ready', ['host'])], { namespace: 'another' }),
  ];
  expect(byNamespace(rows).map((each) => [each.namespace, each.rows.map(({ name }) => name)])).toEqual([
    ['another', ['y']],
    ['apps', ['z', 'a', 'b']],
  ]);
});

test.each([
  ['1.2.3', '1.2.3'],
  ['main@sha1:4b8497c8d9a3c4f1aabbccddeeff001122334455', '4b8497c'],
  ['sha256:0123456789abcdef', '0123456'],
  ['1.2.3-rc.1+build.77', '1.2.3-rc.1+…'],
])('%s in short: %s', (revision, short) => {
  expect(shortRevision(revision)).toBe(short);
});

test('neighbours are one run where there is nothing to tell them apart', () => {
  const web = row('web', [
    group('Ready', ['a', 'b', 'e', 'h']),
    group('Ready', ['f'], { marks: ['drifted'] }),
    group('Failed', ['c', 'd']),
  ]);
  const clusters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'i', 'h'];
  const shown = (joined: boolean) =>
    runsOf(web, clusters, joined).map(({ cell, clusters: own }) => `${own.join('')} ${cell?.state ?? 'none'}`);
  expect(shown(true)).toEqual(['ab Ready', 'c Failed', 'd Failed', 'e Ready', 'f Ready', 'gi none', 'h Ready']);
  expect(shown(false)).toEqual([
    ...['a Ready', 'b Ready', 'c Failed', 'd Failed', 'e Ready', 'f Ready', 'g none', 'i none', 'h Ready'],
  ]);
});

test('neighbours that are not ready in the same way are one run where there are many', () => {
  const all = ['a', 'b', 'c', 'd', 'e', 'f'];
  const shown = (...groups: Parameters<typeof row>[1]) =>
    runsOf(row('web', groups), all, true).map(({ cell, clusters }) => `${clusters.join('')} ${cell?.state}`);
  expect(shown(group('Failed', all))).toEqual(['abcdef Failed']);
  expect(shown(group('Failed', ['a', 'b', 'c', 'd']), group('Ready', ['e', 'f']))).toEqual(['abcd Failed', 'ef Ready']);
  expect(shown(group('Failed', ['a', 'b', 'c']), group('Ready', ['d', 'e', 'f']))).toEqual([
    ...['a Failed', 'b Failed', 'c Failed', 'def Ready'],
  ]);
  expect(shown(group('Failed', ['a', 'b']), group('Failed', ['c', 'd', 'e', 'f'], { marks: ['altered'] }))).toEqual([
    ...['a Failed', 'b Failed', 'cdef Failed'],
  ]);
});
