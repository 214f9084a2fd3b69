import { beforeEach, expect, test } from 'vitest';
import { type Entry, ReflectorStore } from '../../src/kube/reflector-store';

/** A state of the object some/thing, with this uid and this resource version. */
const state = (uid: string, resourceVersion: string) => ({
  metadata: { namespace: 'some', name: 'thing', uid, resourceVersion },
});

let store: ReflectorStore<string>;
let told: string[];

beforeEach(() => {
  told = [];
  store = new ReflectorStore<string>({
    // biome-ignore lint/suspicious/noExplicitAny: an object of any kind
    transform: ({ metadata }: any) => `${metadata.uid}@${metadata.resourceVersion}`,
    changed: (key, now, before) => told.push(`${key}: ${before ?? 'nothing'} -> ${now ?? 'nothing'}`),
  });
  store.apply('ADDED', state('a', '10'));
  told.length = 0;
});

function list(...objects: readonly unknown[]): void {
  const entries = new Map<string, Entry<string>>();
  for (const object of objects) store.collect(entries, object);
  store.replace(entries);
}

test('older states that a watch still brings do not undo a write of one’s own', () => {
  store.observe(state('a', '15'));
  store.apply('MODIFIED', state('a', '12'));
  store.apply('MODIFIED', state('a', '15'));
  expect(store.get('some/thing')).toBe('a@15');
  store.apply('MODIFIED', state('a', '16'));
  expect(told).toEqual(['some/thing: a@10 -> a@15', 'some/thing: a@15 -> a@16']);
});

test('a list that began before a write of one’s own does not undo it', () => {
  store.beginList();
  store.observe(state('a', '15'));
  list(state('a', '12'));
  expect(store.get('some/thing')).toBe('a@15');
});

test('a list that began after it is right, even if it is of an earlier state: the server went back', () => {
  store.observe(state('a', '15'));
  store.beginList();
  list(state('a', '12'));
  expect(store.get('some/thing')).toBe('a@12');
});

test.for([
  ['an older state', state('a', '9')],
  ['the same state', state('a', '10')],
  ['another that had its name', state('z', '15')],
  ['one that is not there', { metadata: { name: 'other', uid: 'b', resourceVersion: '15' } }],
  ['no object', { kind: 'Status' }],
  ['nothing', undefined],
] as const)('of a write nothing is taken that is %s', ([, object]) => {
  store.observe(object);
  expect(told).toEqual([]);
});

test('one that was made anew is told as gone, and as come', () => {
  store.apply('ADDED', state('b', '15'));
  store.apply('DELETED', state('a', '14'));
  list(state('c', '20'));
  expect(told).toEqual([
    'some/thing: a@10 -> nothing',
    'some/thing: nothing -> b@15',
    'some/thing: b@15 -> nothing',
    'some/thing: nothing -> c@20',
  ]);
});

test('what is not in a list has gone, once', () => {
  list();
  store.apply('DELETED', state('a', '12'));
  expect(told).toEqual(['some/thing: a@10 -> nothing']);
  expect([store.size, [...store.keys()], [...store.values()]]).toEqual([0, [], []]);
});
