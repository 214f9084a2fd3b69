import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const manifest = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8'));

test('scripts run on the Node that the package brings, whatever the machine has', () => {
  expect(process.version).toBe(`v${manifest.devDependencies.node}`);
});

test('tsc is the TypeScript of this project, not one that tests compile with', () => {
  const tsc = realpathSync(join(__dirname, '../node_modules/.bin/tsc'));
  expect(tsc).toBe(realpathSync(join(__dirname, '../node_modules/typescript/bin/tsc')));
});

test('the lock file names no host, so that it works behind any mirror', () => {
  const lock = JSON.parse(readFileSync(join(__dirname, '../package-lock.json'), 'utf8'));
  const packages = Object.values(lock.packages as Record<string, { resolved?: string }>);
  expect(packages.filter(({ resolved }) => resolved?.startsWith('http'))).toEqual([]);
});
