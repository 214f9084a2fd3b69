/**
 * Calls a function for every item, for at most `limit` of them at the same time.
 *
 * @returns the results in the order of the items. Rejects with the first error; no calls start after an error
 */
export async function mapInParallel<T, R>(
  items: Iterable<T>,
  limit: number,
  call: (item: T) => Promise<R>,
): Promise<R[]> {
  const left = [...items].entries();
  const results: R[] = [];
  let failed = false;
  const work = async () => {
    for (const [index, item] of left) {
      try {
        results[index] = await call(item);
      } catch (error) {
        failed = true;
        throw error;
      }
      if (failed) return;
    }
  };
  await Promise.all(Array.from({ length: limit }, work));
  return results;
}
