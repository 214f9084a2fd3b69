/**
 * The modules for the charts in fixtures/ are in modules/, which is compiled with the other tests: `npx vitest run
 * --project unit test/charts -u` updates them.
 */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { printChart } from '../../src/charts';
import { FIXTURES, fixtureChart } from './fixtures';

test.each(FIXTURES)('writes the module of the chart %s', async (name) => {
  const print = () => printChart(fixtureChart(name), { reference: `./charts/${name}`, name });
  expect(print()).toBe(print());
  await expect(print()).toMatchFileSnapshot(join('modules', `${name}.ts`));
});
