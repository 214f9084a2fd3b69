/** More than so many revisions in one line say nothing. */
const MOST_REVISIONS = 3;

/**
 * The one revision that all targets run, or how they differ: `1.1.0 on 2, 1.0.0 on 1, none on 1`, the most frequent one
 * first. Undefined where no target runs any.
 */
export function commonRevision(revisions: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string | undefined, number>();
  for (const revision of revisions) counts.set(revision, (counts.get(revision) ?? 0) + 1);
  const none = counts.get(undefined) ?? 0;
  counts.delete(undefined);
  if (counts.size === 0) return undefined;
  const known = [...counts].sort(([a, m], [b, n]) => n - m || compare(a as string, b as string));
  const [first] = known[0] as [string, number];
  if (known.length === 1 && none === 0) return first;
  const rest = known.slice(MOST_REVISIONS);
  return [
    ...known.slice(0, MOST_REVISIONS).map(([revision, count]) => `${revision} on ${count}`),
    ...(rest.length > 0 ? [`${rest.length} others on ${rest.reduce((sum, [, count]) => sum + count, 0)}`] : []),
    ...(none > 0 ? [`none on ${none}`] : []),
  ].join(', ');
}

/** In the order of code units. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
