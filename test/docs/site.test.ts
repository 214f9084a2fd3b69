import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GUIDE } from '../../site/.vitepress/guide.mts';

const docs = join(__dirname, '../../docs');
const groups = GUIDE.map(({ text, items }) => ({ text, items: items.filter(({ link }) => link !== '/') }));

test('every page of docs/ is in the sidebar of the site, once', () => {
  const pages = readdirSync(docs).filter((name) => name.endsWith('.md') && name !== 'README.md');
  const linked = groups.flatMap(({ items }) => items.map(({ link }) => link));
  expect(linked.sort()).toEqual(pages.map((name) => `/${name.slice(0, -'.md'.length)}`).sort());
});

test('docs/README.md lists the pages of the sidebar, in its groups and order', () => {
  const lines = readFileSync(join(docs, 'README.md'), 'utf8').split('\n');
  const listed = lines.flatMap((line) => /^## .*|^\| \[.*?\]\(.*?\)/.exec(line) ?? []);
  expect(listed).toEqual(
    groups.flatMap(({ text, items }) => [
      `## ${text}`,
      ...items.map((item) => `| [${item.text}](${item.link.slice(1)}.md)`),
    ]),
  );
});
