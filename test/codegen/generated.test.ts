import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { generateFiles } from '../../codegen/imports/files';

const root = join(__dirname, '..', '..');
const withoutGo = spawnSync('go', ['version']).status !== 0;

describe('what npm run imports writes', () => {
  let generated: Map<string, string>;

  beforeAll(() => {
    if (withoutGo && process.env.CI === 'true') throw new Error('CI needs Go to regenerate imports/ and crds/');
    if (!withoutGo) generated = generateFiles(root);
  });

  test('is what is committed, byte by byte', ({ skip }) => {
    skip(withoutGo, 'Go is not here, so the CRDs of Flux cannot be read again');
    for (const [path, text] of generated) expect(readFileSync(join(root, path), 'utf8'), path).toBe(text);
  });

  test('is all there is in its folders', ({ skip }) => {
    skip(withoutGo, 'Go is not here, so the CRDs of Flux cannot be read again');
    const files = ['crds', 'imports', 'imports/schemas'].flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${folder}/${entry.name}`),
    );

    expect(files.sort()).toEqual([...generated.keys()].sort());
  });
});
