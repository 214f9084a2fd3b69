import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gatesOf } from '../../../src/application/rollout/gates';
import { revisionsOf } from '../../../src/application/rollout/revisions';
import type { DeploymentTarget } from '../../../src/application/targets';
import { runs } from '../../random-runs';

const targetsOf = (keys: readonly string[]) =>
  keys.map((key) => ({ key, objectName: `web--${key}` })) as unknown as DeploymentTarget[];

/** The dependencies of each target by KEY: `2 after 1: a b`, with a `*` for an object whose gate is awaited. */
function gates(waves: readonly (readonly string[])[], suspended: readonly string[] = [], mostEdges?: number) {
  const targets = targetsOf(waves.flat().sort());
  const made = gatesOf({ waves }, targets, (index) => suspended.includes(targets[index]?.key ?? ''), mostEdges);
  return Object.fromEntries(
    made.map(({ wave, after, waitsFor }, index) => {
      const names = waitsFor.map(({ name, until }) => name.replace('web--', '') + (until === 'passed' ? '*' : ''));
      return [targets[index]?.key, [wave, ...(after ? [`after ${after}:`, ...names] : [])].join(' ')];
    }),
  );
}

describe('a target waits', () => {
  test('for all targets of the wave before', () => {
    expect(gates([['a', 'b'], ['c', 'd'], ['e']])).toEqual({
      a: '1',
      b: '1',
      c: '2 after 1: a b',
      d: '2 after 1: a b',
      e: '3 after 2: c d',
    });
  });

  test('for the first one of its wave, where all would be too many entries', () => {
    expect(gates([['a', 'b'], ['d', 'c', 'e'], ['f']], [], 7)).toEqual({
      a: '1',
      b: '1',
      c: '2 after 1: d*',
      d: '2 after 1: a b',
      e: '2 after 1: d*',
      f: '3 after 2: d c e',
    });
    expect(gates([['a', 'b'], ['d', 'c', 'e'], ['f']], [], 9).c).toBe('2 after 1: a b');
  });

  test('for none that is suspended, and for the wave before where all of a wave are', () => {
    expect(gates([['a', 'b'], ['c'], ['d', 'e']], ['a', 'c'])).toEqual({
      a: '1',
      b: '1',
      c: '2 after 1: b',
      d: '3 after 1: b',
      e: '3 after 1: b',
    });
    expect(gates([['a'], ['b']], ['a'])).toEqual({ a: '1', b: '2' });
  });

  test('for no first one that is suspended', () => {
    expect(gates([['a'], ['b', 'c', 'd']], ['b'], 0)).toEqual({
      a: '1',
      b: '2 after 1: c*',
      c: '2 after 1: a',
      d: '2 after 1: c*',
    });
  });

  test('with up to 200 entries in an application for all', () => {
    const keys = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
    const dependencies = (one: number, other: number) =>
      gatesOf(
        { waves: [keys(one, 'a'), keys(other, 'b')] },
        targetsOf([...keys(one, 'a'), ...keys(other, 'b')]),
        () => false,
      )
        .map(({ waitsFor }) => waitsFor.length)
        .reduce((sum, count) => sum + count, 0);
    expect([dependencies(20, 10), dependencies(67, 3)]).toEqual([200, 67 + 2]);
  });

  test('for a later wave only when every wave before has passed, however few entries there are', () => {
    const waved = fc
      .array(fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 })
      .map((waves) =>
        waves.map((wave, number) => wave.map((isSuspended, at) => ({ key: `${number}${at}`, isSuspended }))),
      );
    fc.assert(
      fc.property(waved, fc.constantFrom(0, 200), (waves, mostEdges) => {
        const all = waves.flat();
        const targets = targetsOf(all.map(({ key }) => key));
        const isSuspended = (index: number) => all[index]?.isSuspended as boolean;
        const made = gatesOf(
          { waves: waves.map((wave) => wave.map(({ key }) => key)) },
          targets,
          isSuspended,
          mostEdges,
        );
        const indexOf = (name: string) => targets.findIndex(({ objectName }) => objectName === name);
        const precedents = (index: number): Set<number> => {
          const direct = (made[index]?.waitsFor ?? []).map(({ name }) => indexOf(name));
          return new Set([...direct, ...direct.flatMap((each) => [...precedents(each)])]);
        };
        for (const index of all.keys()) {
          const wave = made[index]?.wave as number;
          const earlier = all.flatMap(({ isSuspended }, at) =>
            (made[at]?.wave as number) < wave && !isSuspended ? [at] : [],
          );
          const waited = [...precedents(index)].filter((at) => (made[at]?.wave as number) < wave).sort((a, b) => a - b);
          expect(waited).toEqual(earlier);
        }
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('the revision of a wave', () => {
  const rollout = { waves: [['c'], ['b', 'a'], ['d']] };
  const targets = targetsOf(['a', 'b', 'c', 'd']);
  const revisions = (contents: readonly string[]) =>
    revisionsOf(rollout, targets, (index) => contents[index] as string);
  const before = revisions(['1', '2', '3', '4']);

  test('is twelve digits of what its wave and those before are to have', () => {
    // printf '3' | sha256sum; printf '1\n2\n3' | sha256sum; printf '1\n2\n3\n4' | sha256sum
    expect(before).toEqual(['4e07408562be', 'ad53e8806d17', '67497b776854']);
  });

  test('moves with them, and not with what later waves are to have', () => {
    const moved = (contents: readonly string[]) =>
      revisions(contents).map((revision, index) => revision !== before[index]);
    expect(moved(['1', '2', '3', 'x'])).toEqual([false, false, true]);
    expect(moved(['x', '2', '3', '4'])).toEqual([false, true, true]);
    expect(moved(['1', '2', 'x', '4'])).toEqual([true, true, true]);
  });

  test('is the same in whichever order the targets are written', () => {
    const turned = revisionsOf({ waves: [['c'], ['a', 'b'], ['d']] }, [...targets].reverse(), (index) =>
      String(4 - index),
    );
    expect(turned).toEqual(before);
  });
});
