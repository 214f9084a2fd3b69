import { expect, test } from 'vitest';
import { folderOf } from '../run';
import { application, planText, readData, serve } from './served';

const FILES = { 'index.html': '', 'app.js': '', 'app.css': '', 'icon.svg': '' };
const OTHER = 'https://other.example.com';

test('the page gets what a plan file changes', async () => {
  const changed = { 'Application/apps/web': 'update', 'HelmRelease/apps/web--eu-1--web': 'delete' };
  const served = await serve(application('web'), FILES, {}, { ...changed, 'HelmRelease/apps/web--host--web': 'none' });
  const { plan, rows } = (await readData(served, 'overview')).data;
  expect(plan).toEqual({ file: 'plan.json', actions: changed });
  expect(rows.map(({ planned }: { planned?: string[] }) => planned)).toEqual([['HelmRelease/apps/web--eu-1--web']]);
});

test.each([
  [planText(OTHER, {}), `the plan is for ${OTHER} (context here)`],
  ['{}', 'is not a plan file'],
])('%s is an error at the start', async (text, message) => {
  const { path } = folderOf({ 'plan.json': text });
  await expect(serve(application('web'), FILES, { plan: `${path}/plan.json` })).rejects.toThrow(message);
});
