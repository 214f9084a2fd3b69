import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstOf, inShare, shareOf } from '../../src/clusters/share';
import { runs } from '../random-runs';

const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 40 });
const shares = fc.double({ min: 0.001, max: 1, noNaN: true });
const itemsOf = (list: readonly string[]) => list.map((name) => ({ name }));
const namesOf = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name);

test.each([
  ['10%', 0.1],
  ['0.5%', 0.005],
  ['100%', 1],
  ['0%', undefined],
  ['101%', undefined],
  ['10', undefined],
  ['-1%', undefined],
  ['1e1%', undefined],
  [10, undefined],
])('%j is the share %s', (text, share) => {
  expect(shareOf(text)).toBe(share);
});

describe('the first of some names', () => {
  test('are those of the share, or one', () => {
    fc.assert(
      fc.property(names, fc.string(), shares, (list, seed, share) => {
        const first = namesOf(firstOf(itemsOf(list), seed, share));
        const within = list.filter((name) => inShare(seed, name, share));
        expect(first).toEqual(within.length > 0 ? within : [expect.any(String)]);
        expect(list).toEqual(expect.arrayContaining(first));
      }),
      { numRuns: runs(300) },
    );
    expect(firstOf([], 'web', 0.1)).toEqual([]);
  });

  test('are all of them in 100%, and no fewer in a larger share', () => {
    fc.assert(
      fc.property(names, fc.string(), shares, shares, (list, seed, a, b) => {
        const [smaller, larger] = [Math.min(a, b), Math.max(a, b)];
        expect(firstOf(itemsOf(list), seed, 1)).toEqual(itemsOf(list));
        expect(firstOf(itemsOf(list), seed, larger)).toEqual(
          expect.arrayContaining(firstOf(itemsOf(list), seed, smaller)),
        );
      }),
      { numRuns: runs(300) },
    );
  });

  test('stay when names are added, but for the one that stands for a share without any', () => {
    let kept = 0;
    fc.assert(
      fc.property(names, names, fc.string(), shares, (list, added, seed, share) => {
        const later = namesOf(firstOf(itemsOf([...new Set([...added, ...list])]), seed, share));
        for (const name of firstOf(itemsOf(list), seed, share).map((item) => item.name)) {
          if (!inShare(seed, name, share)) continue;
          expect(later).toContain(name);
          kept++;
        }
      }),
      { numRuns: runs(300) },
    );
    expect(kept).toBeGreaterThan(runs(300));
  });

  test('are about the share of many, and others with another seed', () => {
    const many = itemsOf(Array.from({ length: 5000 }, (_, index) => `site-${index}`));
    for (const share of [0.05, 0.1, 0.5]) {
      const counts = ['web', 'shop', 'settings'].map((seed) => firstOf(many, seed, share).length / many.length);
      // four standard deviations of the binomial distribution
      const deviation = 4 * Math.sqrt((share * (1 - share)) / many.length);
      for (const count of counts) expect(Math.abs(count - share)).toBeLessThan(deviation);
    }
    const [web, shop] = ['web', 'shop'].map((seed) => new Set(namesOf(firstOf(many, seed, 0.1))));
    const both = [...(web as Set<string>)].filter((name) => shop?.has(name));
    expect(both.length).toBeLessThan(100);
  });

  test('are these: a change of the hash would move waves of deployments', () => {
    const sites = itemsOf(Array.from({ length: 30 }, (_, index) => `site-${index}`));
    expect(namesOf(firstOf(sites, 'web', 0.1))).toMatchInlineSnapshot(`
      [
        "site-29",
      ]
    `);
  });
});
