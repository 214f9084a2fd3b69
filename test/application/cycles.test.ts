import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCycles } from '../../src/application/cycles';
import { runs } from '../random-runs';

/** The cycles of a graph written as `a>b a>c`; a node without `>` has no edges. */
function cyclesOf(text: string): string[] {
  const edges = new Map<string, string[]>();
  for (const [from = '', to] of text.split(' ').map((edge) => edge.split('>'))) {
    edges.set(from, [...(edges.get(from) ?? []), ...(to === undefined ? [] : [to])]);
  }
  return findCycles(edges.keys(), (node) => edges.get(node) ?? []).map((cycle) => cycle.join('>'));
}

describe('finds', () => {
  test.each<[string, string, string[]]>([
    ['nothing where there is nothing', '', []],
    ['nothing in a chain', 'a>b b>c', []],
    ['nothing in a diamond', 'a>b a>c b>d c>d', []],
    ['nothing in an edge that leads out of the graph', 'a>z', []],
    ['a node that depends on itself', 'a>a', ['a']],
    ['a circle, from its first node', 'a>b b>c c>a', ['a>b>c']],
    ['a circle from where it is entered', 'x>b b>a a>b', ['b>a']],
    ['two circles that do not meet', 'a>b b>a c>d d>c', ['a>b', 'c>d']],
    ['two circles that meet in a later node', 'a>b b>c c>b b>a', ['b>c', 'a>b']],
    ['one of the circles through one node', 'a>b b>a a>c c>a', ['a>b']],
  ])('%s', (_, graph, cycles) => {
    expect(cyclesOf(graph)).toEqual(cycles);
  });
});

/** The nodes that are reachable from a node, including itself, by brute force. */
function reachable(edges: readonly (readonly number[])[], from: number): Set<number> {
  const found = new Set<number>();
  const queue = [...(edges[from] ?? [])];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (!found.has(node)) queue.push(...(edges[node] ?? []));
    found.add(node);
  }
  return found;
}

test('finds a real circle for every knot, and only those', () => {
  const graphs = fc
    .integer({ min: 1, max: 7 })
    .chain((size) => fc.array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }));
  fc.assert(
    fc.property(graphs, (edges) => {
      const cycles = findCycles(
        edges.map((_, node) => String(node)),
        (node) => (edges[Number(node)] ?? []).map(String),
      );
      const reach = edges.map((_, node) => reachable(edges, node));
      for (const cycle of cycles) {
        expect(new Set(cycle).size).toBe(cycle.length);
        cycle.forEach((node, index) => {
          const next = cycle[(index + 1) % cycle.length];
          expect(edges[Number(node)]).toContain(Number(next));
        });
      }
      edges.forEach((_, node) => {
        const isInCircle = reach[node]?.has(node);
        const knot = edges
          .map((__, other) => other)
          .filter((other) => reach[node]?.has(other) && reach[other]?.has(node));
        const told = cycles.some((cycle) => cycle.some((member) => knot.includes(Number(member))));
        expect(told).toBe(isInCircle === true);
      });
    }),
    { numRuns: runs(500) },
  );
});

test('takes a long chain, and tells few of very many circles', () => {
  const chain = Array.from({ length: 100_000 }, (_, index) => `n${index}`);
  expect(findCycles(chain, (node) => chain.slice(Number(node.slice(1)) + 1, Number(node.slice(1)) + 2))).toEqual([]);
  const nodes = chain.slice(0, 300);
  expect(findCycles(nodes, () => nodes).length).toBeLessThanOrEqual(nodes.length);
});
