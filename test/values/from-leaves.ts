import { setEntry } from '../../src/json/json';
import type { Leaf } from '../../src/json/walk';

/** Builds values with these leaves, in this order. */
export function fromLeaves(leaves: readonly Leaf[]): unknown {
  const values: Record<string, unknown> = {};
  for (const { path, value } of leaves) {
    let holder: Record<string | number, unknown> = values;
    path.forEach((step, depth) => {
      const next = path[depth + 1];
      if (next === undefined) setEntry(holder, String(step), value);
      else if (!Object.hasOwn(holder, step)) setEntry(holder, String(step), typeof next === 'number' ? [] : {});
      holder = holder[step] as typeof holder;
    });
  }
  return values;
}
