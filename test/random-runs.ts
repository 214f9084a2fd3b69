/**
 * Seed and size of the tests that generate their input. The defaults make every run the same. `.ci/nightly` sets the
 * variables to try new input, and prints them so that a failure can be repeated.
 */

/** Seed of all generators: `FC_SEED`, an integer. @default 20 */
export const SEED = integer('FC_SEED', 20);

/** How many times as many runs to do: `FC_NUM_RUNS`, an integer of 1 or more. @default 1 */
const FACTOR = integer('FC_NUM_RUNS', 1);

/**
 * The number of runs of a property.
 *
 * @example fc.assert(property, { numRuns: runs(500) })
 * @param count where `FC_NUM_RUNS` is not set
 */
export function runs(count: number): number {
  return count * FACTOR;
}

/**
 * The time limit of a test that takes longer than others: as many times as long as it does more runs.
 *
 * @param ms where `FC_NUM_RUNS` is not set
 */
export function limit(ms: number): number {
  return ms * FACTOR;
}

function integer(name: string, byDefault: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return byDefault;
  if (!/^\d{1,9}$/.test(text) || (name === 'FC_NUM_RUNS' && Number(text) === 0)) {
    throw new Error(`${name}: ${JSON.stringify(text)} is not a positive integer below 1,000,000,000`);
  }
  return Number(text);
}
