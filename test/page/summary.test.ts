import { expect, test } from 'vitest';
import { commonCauses, needsAttention, summaryOf } from '../../src/page';
import { cause, group, row } from './rows';

const UNREACHABLE = 'Kubernetes cluster unreachable';

test('counts targets, and the applications that need somebody', () => {
  const rows = [
    row('web', [group('Ready', ['host', 'eu-1']), group('Failed', ['us-1'])], {
      causes: [cause('Failed', ['us-1'], 'boom')],
    }),
    row('shop', [group('Ready', ['host']), group('Suspended', ['eu-1'])], {
      causes: [cause('Suspended', ['eu-1'], 'suspended')],
    }),
    row('site', [group('Ready', ['host'])], { orphans: 2 }),
    row('bad', [group('Ready', ['host'])], { state: 'Invalid', causes: [cause('Invalid', [], 'no duration')] }),
  ];
  expect(summaryOf(rows)).toEqual({
    applications: 4,
    needing: 2,
    readyApplications: 0,
    targets: 7,
    readyTargets: 5,
    counts: [
      { state: 'Invalid', count: 1 },
      { state: 'Failed', count: 1 },
      { state: 'Orphaned', count: 2 },
      { state: 'Suspended', count: 1 },
      { state: 'Ready', count: 5 },
    ],
  });
  expect(summaryOf([])).toEqual({
    applications: 0,
    needing: 0,
    readyApplications: 0,
    targets: 0,
    readyTargets: 0,
    counts: [],
  });
});

test.each([
  ['Failed', 'UpgradeFailed', true],
  ['Unknown', 'NotFound', true],
  ['Invalid', 'Invalid', true],
  ['Reconciling', 'Progressing', false],
  ['Suspended', 'Suspended', false],
  ['Suspended', 'PauseExpired', true],
] as const)('%s with the reason %s: %s', (state, reason, expected) => {
  expect(needsAttention({ state, reason })).toBe(expected);
});

test('what several applications say is one cause, named by the cluster that they share', () => {
  const failing = (name: string, since: string) =>
    row(name, [group('Failed', ['edge-7'])], { causes: [cause('Failed', ['edge-7'], UNREACHABLE, { since })] });
  const rows = [
    failing('redis', '2026-12-01T10:00:00Z'),
    failing('kafka', '2026-12-01T09:00:00Z'),
    row('web', [group('Failed', ['eu-1', 'eu-2'])], { causes: [cause('Failed', ['eu-2', 'eu-1'], 'no such image')] }),
    row('late', [group('Reconciling', ['eu-1'])], { causes: [cause('Reconciling', ['eu-1'], 'running')] }),
  ];
  expect(commonCauses(rows)).toEqual([
    {
      ...{ id: `Failed ${UNREACHABLE}`, state: 'Failed', reason: 'Failed', core: UNREACHABLE },
      since: '2026-12-01T09:00:00Z',
      applications: [
        { namespace: 'apps', name: 'redis' },
        { namespace: 'apps', name: 'kafka' },
      ],
      ...{ clusters: ['edge-7'], targets: 2, subject: 'cluster' },
    },
    {
      ...{ id: 'Failed no such image', state: 'Failed', reason: 'Failed', core: 'no such image', since: undefined },
      applications: [{ namespace: 'apps', name: 'web' }],
      ...{ clusters: ['eu-1', 'eu-2'], targets: 2, subject: 'application' },
    },
  ]);
});

test('the worst state comes first, then the cause of most targets; what is wrong with an Application is its own', () => {
  const rows = [
    row('a', [group('Missing', ['eu-1', 'eu-2'])], { causes: [cause('Missing', ['eu-1', 'eu-2'], 'not there')] }),
    row('b', [group('Missing', ['eu-1'])], { causes: [cause('Missing', ['eu-1'], 'gone')] }),
    ...['c', 'd'].map((name) => row(name, [], { state: 'Invalid', causes: [cause('Invalid', [], 'no targets')] })),
    row('e', [group('Missing', ['us-1'])], { causes: [cause('Missing', ['us-1'], 'not there')] }),
  ];
  const named = commonCauses(rows).map(({ state, subject, applications, targets }) => [
    state,
    subject,
    applications.map(({ name }) => name).join(),
    targets,
  ]);
  expect(named).toEqual([
    ['Invalid', 'application', 'c', 0],
    ['Invalid', 'application', 'd', 0],
    ['Missing', 'several', 'a,e', 3],
    ['Missing', 'application', 'b', 1],
  ]);
});
