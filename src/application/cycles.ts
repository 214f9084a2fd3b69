/**
 * Cycles of a directed graph, each starting at the node where a depth-first walk entered it. Returns the first cycle
 * that the walk closes at each node, which is at least one per strongly connected component, and only a few if there
 * are very many. Not recursive, because chains may be long.
 */
export function findCycles(nodes: Iterable<string>, edgesOf: (node: string) => readonly string[]): string[][] {
  const state = new Map<string, 'open' | 'done'>();
  const closed = new Set<string>();
  const cycles: string[][] = [];
  for (const root of nodes) {
    if (state.has(root)) continue;
    const stack = [{ node: root, edges: edgesOf(root)[Symbol.iterator]() }];
    state.set(root, 'open');
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.edges.next();
      if (next.done) {
        state.set(top.node, 'done');
        stack.pop();
        continue;
      }
      const seen = state.get(next.value);
      if (seen === 'open' && !closed.has(next.value)) {
        closed.add(next.value);
        cycles.push(stack.slice(stack.findIndex(({ node }) => node === next.value)).map(({ node }) => node));
      } else if (seen === undefined) {
        state.set(next.value, 'open');
        stack.push({ node: next.value, edges: edgesOf(next.value)[Symbol.iterator]() });
      }
    }
  }
  return cycles;
}
