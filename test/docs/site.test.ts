import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GUIDE } from '../../site/.vitepress/guide.mts';

test('every page of docs/ is in the sidebar of the site, once', () => {
  const pages = readdirSync(join(__dirname, '../../docs')).filter((name) => name.endsWith('.md'));
  const linked = GUIDE.flatMap(({ items }) => items.map(({ link }) => link)).filter((link) => link !== '/');
  expect(linked.sort()).toEqual(pages.map((name) => `/${name.slice(0, -'.md'.length)}`).sort());
});
