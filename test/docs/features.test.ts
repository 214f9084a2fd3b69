import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as constructs from '../../src';
import { fluxapp } from '../cli/run';

const page = readFileSync(join(__dirname, '../../docs/features.md'), 'utf8');

/** The first cells of the table below a heading. */
function firstCells(heading: string): string[] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const [, table = ''] = /^(\|.*?)\n\n/ms.exec(section) ?? [];
  return table
    .split('\n')
    .slice(2)
    .map((row) => row.split('|')[1] as string);
}

test('the table of constructs names each that the package exports', () => {
  const named = firstCells('Constructs').flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(named.sort()).toEqual(
    Object.keys(constructs)
      .filter((name) => /^[A-Z]/.test(name))
      .sort(),
  );
});

test('the table of commands names each', async () => {
  const named = firstCells('Commands').flatMap((cell) =>
    [...cell.matchAll(/`fluxapp (\w+)`/g)].map(([, name]) => name),
  );
  const { stdout } = await fluxapp(['--help']);
  const listed = [...stdout.matchAll(/^ {2}(\w+) [ [<]/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual(listed.sort());
});
