import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LAYERS, layerRules } from '../../codegen/layers';

const root = join(__dirname, '..', '..');

test('the rules of the linter are those of the list of layers', () => {
  const { overrides } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
  expect(overrides).toEqual(layerRules());
});

test('every folder of src/ is a layer', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(LAYERS.map(({ folder }) => folder).sort());
});

test('a layer uses only layers that stand before it', () => {
  for (const [index, { folder, uses }] of LAYERS.entries()) {
    const before = LAYERS.slice(0, index).map((layer) => layer.folder);
    expect(before, folder).toEqual(expect.arrayContaining([...uses]));
  }
});
