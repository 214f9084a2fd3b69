import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importRules, LAYERS, WINGS } from '../../codegen/layers';

const root = join(__dirname, '..', '..');

test('biome.json has the rules of the lists', () => {
  const { overrides } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
  expect(overrides).toEqual(importRules());
});

test('every folder of src/ is a layer', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(LAYERS.map(({ folder }) => folder).sort());
});

test('every folder that holds TypeScript is a wing', () => {
  const made = ['node_modules', 'lib', 'dist'];
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !made.includes(entry.name))
    .map(({ name }) => name)
    .filter((name) => readdirSync(join(root, name), { recursive: true }).some((file) => /\.m?ts$/.test(String(file))));
  expect(folders.sort()).toEqual(WINGS.map(({ folder }) => folder).sort());
});

test.each([
  ['layer', LAYERS],
  ['wing', WINGS],
])('a %s uses only those that stand before it', (_, list) => {
  for (const [index, { folder, uses }] of list.entries()) {
    const before = list.slice(0, index).map((each) => each.folder);
    expect(before, folder).toEqual(expect.arrayContaining([...uses]));
  }
});
