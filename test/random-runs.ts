/**
 * Seed and size of the tests that generate their input. With the defaults, every run is the same. `.ci/nightly` sets
 * the variables to test new input, and prints them so that a failure can be reproduced.
 */

/** The seed of all generators: `FC_SEED`, an integer. @default 20 */
export const SEED = integer('FC_SEED', 20);

/** The factor for the number of runs: `FC_NUM_RUNS`, an integer of 1 or more. @default 1 */
const FACTOR = integer('FC_NUM_RUNS', 1);

/**
 * The number of runs of a property.
 *
 * @example fc.assert(property, { numRuns: runs(500) })
 * @param count the number if `FC_NUM_RUNS` is not set
 */
export function runs(count: number): number {
  return count * FACTOR;
}

/**
 * The time limit of a slow test, multiplied by the same factor as the number of runs.
 *
 * @param ms the limit if `FC_NUM_RUNS` is not set
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
