import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applicationAddress, type Filter, homeAddress, NO_FILTER, routeOf, STATES, selectRows } from '../../src/page';
import { cause, group, row } from './rows';

const filters: fc.Arbitrary<Filter> = fc.record({
  states: fc.subarray([...STATES]),
  text: fc.string({ unit: 'grapheme' }),
  cluster: fc.option(fc.string({ unit: 'grapheme', minLength: 1 }), { nil: undefined }),
  ready: fc.option(fc.boolean(), { nil: undefined }),
  view: fc.constantFrom('list', 'matrix'),
});

test('an address means the filter that it was made of', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      expect(routeOf(homeAddress(filter))).toEqual({ page: 'home', filter });
    }),
  );
});

test('an address means the application and the target that it was made of', () => {
  const word = fc.string({ unit: 'grapheme', minLength: 1 });
  const option = fc.option(word, { nil: undefined });
  fc.assert(
    fc.property(word, word, option, option, (namespace, name, target, cluster) => {
      const address = applicationAddress({ namespace, name }, { target, cluster });
      expect(routeOf(address)).toEqual({ page: 'application', namespace, name, target, cluster });
    }),
  );
});

test.each(['#/nonsense', '#/applications/apps', '#/applications/apps/web/key/more', '#/applications/%ZZ/web'])(
  '%s is no page',
  (fragment) => {
    expect(routeOf(fragment)).toEqual({ page: 'unknown' });
  },
);

test('what an address has that nobody knows is left out', () => {
  expect(routeOf('#/?state=Failed,Broken&ready=maybe&view=cube&more=1')).toEqual({
    page: 'home',
    filter: { ...NO_FILTER, states: ['Failed'] },
  });
  expect(routeOf('')).toEqual({ page: 'home', filter: NO_FILTER });
});

const rows = [
  row('web', [group('Ready', ['host']), group('Failed', ['eu-1'], { revision: '0.9.0' })], {
    labels: { team: 'shop' },
    causes: [cause('Failed', ['eu-1'], 'Context deadline exceeded')],
  }),
  row('far', [group('Failed', ['eu-3', 'eu-4'])], {
    causes: [
      cause('Failed', ['eu-3', 'eu-4'], '10.0.0.3: timeout', { cores: ['10.0.0.3: timeout', '10.0.0.4: timeout'] }),
    ],
  }),
  row('calm', [group('Ready', ['host', 'eu-2'])]),
  row('left', [group('Ready', ['host'])], { orphans: 1 }),
  row('bad', [group('Ready', ['eu-2'])], { state: 'Invalid', namespace: 'other' }),
];
const select = (filter: Partial<Filter>) => {
  const { rows: found, ...rest } = selectRows(rows, { ...NO_FILTER, ...filter });
  return { names: found.map(({ name }) => name).join(' '), ...rest };
};

test('by default what is ready everywhere is not shown, unless everything is', () => {
  expect(select({})).toEqual({ names: 'web far left bad', hidden: 1, showsReady: false });
  expect(select({ ready: true })).toEqual({ names: 'web far calm left bad', hidden: 0, showsReady: true });
  expect(selectRows(rows.slice(2, 3), NO_FILTER)).toEqual({ rows: rows.slice(2, 3), hidden: 0, showsReady: true });
});

test.each([
  [{ states: ['Failed'] }, 'web far'],
  [{ states: ['Orphaned', 'Invalid'] }, 'left bad'],
  [{ states: ['Failed'], cluster: 'host' }, ''],
  [{ cluster: 'eu-2' }, 'calm bad'],
  [{ text: 'DEADLINE  context' }, 'web'],
  [{ text: '10.0.0.4' }, 'far'],
  [{ text: 'team=shop' }, 'web'],
  [{ text: 'other/bad' }, 'bad'],
  [{ text: '0.9.0' }, 'web'],
  [{ text: 'eu-2', ready: false }, 'bad'],
  [{ text: 'nowhere' }, ''],
] as const)('%j selects "%s"', (filter, names) => {
  expect(select(filter).names).toBe(names);
});
