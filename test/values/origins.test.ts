import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryOf, type FieldPath, formatPath, isPlainObject, type ValueMap } from '../../src/json/json';
import { leavesOf } from '../../src/json/walk';
import { mergeLayers, mergeValues } from '../../src/values/merge';
import { Origins } from '../../src/values/origins';
import { applySet } from '../../src/values/set';
import { SetError } from '../../src/values/set-error';
import { runs } from '../random-runs';
import { anyValues } from './arbitrary';
import { fromLeaves } from './from-leaves';

/**
 * Merges layers and applies expressions; returns `<path> = <value> of <layer>` for every leaf. Layers are named by
 * their index.
 */
function explain(layers: readonly (ValueMap | undefined)[], set: readonly string[] = []) {
  const origins = new Origins<string>();
  const merged = mergeLayers(layers, (index) => origins.mark(String(index)));
  const values = applySet(merged, set, 'set', (index) => origins.mark(`set${index}`));
  const leaves = leavesOf(values).map((leaf) => ({ ...leaf, layer: origins.layerAt(leaf.path) }));
  const lines = leaves.map(({ path, value, layer }) => `${formatPath(path)} = ${JSON.stringify(value)} of ${layer}`);
  return { values, leaves, lines };
}

test('a leaf is of the last layer that has it, also where it says the same again', () => {
  expect(explain([{ a: 1, b: { c: 1, d: 1 } }, undefined, { b: { c: 1, e: null }, f: 'x' }]).lines).toEqual([
    'a = 1 of 0',
    'b.c = 1 of 2',
    'b.d = 1 of 0',
    'b.e = null of 2',
    'f = "x" of 2',
  ]);
});

test('what is undefined says nothing', () => {
  expect(
    explain([
      { a: 1, b: { c: undefined } },
      { a: undefined, b: {} },
    ]).lines,
  ).toEqual(['a = 1 of 0', 'b = {} of 1']);
});

test('what replaces a map or list is of its layer with all that it holds', () => {
  expect(explain([{ a: [1, 2], b: { c: 1 } }, { a: [3, { d: [] }], b: 1 }, { b: { e: {} } }]).lines).toEqual([
    'a[0] = 3 of 1',
    'a[1].d = [] of 1',
    'b.e = {} of 2',
  ]);
});

test('an empty map is of the last layer that has it, one that others fill leaves them what is theirs', () => {
  expect(
    explain([
      { a: { b: {} }, c: { d: 1 } },
      { a: { b: {} }, c: {} },
    ]).lines,
  ).toEqual(['a.b = {} of 1', 'c.d = 1 of 0']);
  expect(explain([{ a: {} }, { a: { b: 1 } }]).lines).toEqual(['a.b = 1 of 1']);
});

test('an expression is the origin of what it sets, and of the nulls that fill a list up to it', () => {
  expect(explain([{ a: [1, { b: 1, c: 1 }], d: null }], ['a[1].b=2,e.f=3', 'a[4]=x', 'a[0].g={y,z}']).lines).toEqual([
    'a[0].g[0] = "y" of set2',
    'a[0].g[1] = "z" of set2',
    'a[1].b = 2 of set0',
    'a[1].c = 1 of 0',
    'a[2] = null of set1',
    'a[3] = null of set1',
    'a[4] = "x" of set1',
    'd = null of 0',
    'e.f = 3 of set0',
  ]);
});

test('an item that gives way to another kind of value leaves nothing behind', () => {
  expect(explain([{ a: [[1, 2]] }], ['a[0][1]=3', 'a[0].b=4', 'a[1]=null', 'a[1][1]=5']).lines).toEqual([
    'a[0].b = 4 of set1',
    'a[1][0] = null of set3',
    'a[1][1] = 5 of set3',
  ]);
  expect(explain([{}], ['a[0]=x', 'a={y}']).lines).toEqual(['a[0] = "y" of set1']);
});

test('special keys are data', () => {
  const layers = [JSON.parse('{"__proto__": {"a": 1}}'), JSON.parse('{"__proto__": {"b": 2}, "constructor": 3}')];
  expect(explain(layers, ['__proto__.c=4']).lines).toEqual([
    '__proto__.a = 1 of 0',
    '__proto__.b = 2 of 1',
    '__proto__.c = 4 of set0',
    'constructor = 3 of 1',
  ]);
});

/** Whether a layer determines the value at a path: it has an entry there, or a value that is not a map on the way. */
function says(layer: ValueMap, path: FieldPath): boolean {
  let value: unknown = layer;
  for (const step of path) {
    if (!isPlainObject(value)) return true;
    value = entryOf(value, String(step));
    if (value === undefined) return false;
  }
  return true;
}

test('the leaves are the merged values, each of the last layer that says what is there', () => {
  fc.assert(
    fc.property(fc.array(anyValues, { maxLength: 4 }), (layers) => {
      const { values, leaves } = explain(layers);
      expect(JSON.stringify(values)).toBe(JSON.stringify(mergeValues(...layers)));
      expect(JSON.stringify(fromLeaves(leaves))).toBe(JSON.stringify(values));
      for (const { path, layer } of leaves) {
        const last = layers.map((candidate) => says(candidate, path)).lastIndexOf(true);
        expect([formatPath(path), layer]).toEqual([formatPath(path), String(last)]);
      }
    }),
    { numRuns: runs(300) },
  );
});

/** The same maps and lists, with all other values replaced by the name of a layer. */
function signed(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((item) => signed(item, name));
  if (!isPlainObject(value)) return name;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, signed(entry, name)]));
}

const step = fc.constantFrom('.a', '.b', '.c', '[0]', '[1]', '[2]');
const target = fc
  .tuple(fc.constantFrom('a', 'b', 'c'), fc.array(step, { maxLength: 3 }))
  .map(([first, rest]) => first + rest.join(''));

/** Whether an expression cannot be applied to the existing values. */
function failsToApply(apply: () => unknown): boolean {
  try {
    apply();
    return false;
  } catch (cause) {
    if (!(cause instanceof SetError)) throw cause;
    return true;
  }
}

test('values that are signed by their layers are found to be of those layers', () => {
  let applied = 0;
  fc.assert(
    fc.property(
      fc.array(anyValues, { maxLength: 3 }),
      fc.array(fc.tuple(target, fc.boolean()), { maxLength: 6 }),
      (layers, targets) => {
        const written = layers.map((layer, index) => signed(layer, String(index)) as ValueMap);
        const set: string[] = [];
        for (const [path, isList] of targets) {
          const name = `set${set.length}`;
          set.push(`${path}=${isList ? `{${name},${name}}` : name}`);
          if (failsToApply(() => explain(written, set))) set.pop();
        }
        applied += set.length;
        const { values, leaves } = explain(written, set);
        expect(JSON.stringify(values)).toBe(JSON.stringify(applySet(mergeValues(...written), set, 'set')));
        expect(JSON.stringify(fromLeaves(leaves))).toBe(JSON.stringify(values));
        const names = leaves.filter(({ value }) => typeof value === 'string');
        expect(names.map(({ layer }) => layer)).toEqual(names.map(({ value }) => value));
        expect(leaves.filter(({ layer }) => layer === undefined)).toEqual([]);
      },
    ),
    { numRuns: runs(1000) },
  );
  expect(applied).toBeGreaterThan(500);
});
