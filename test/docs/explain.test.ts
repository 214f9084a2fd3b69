import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fluxapp } from '../cli/run';

const root = join(__dirname, '..', '..');
const page = readFileSync(join(root, 'docs/values.md'), 'utf8');
const section = page.split(/^(?=## )/m).find((part) => part.startsWith('## Where a value came from\n')) as string;

/** The code blocks of a language, in order. */
function blocks(language: string): string[] {
  const matches = section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'));
  return [...matches].map(([, code]) => code as string);
}

test('the example of explain() prints what the page says', () => {
  const [code] = blocks('ts') as [string];
  const printed = execFileSync(join(root, 'node_modules/.bin/tsx'), ['-e', code], { cwd: root, encoding: 'utf8' });
  expect(printed).toBe(blocks('text')[0]);
});

test('the example of --explain prints what the page says', async () => {
  const { code, stdout } = await fluxapp(['lower', '--explain'], { stdin: blocks('yaml')[0] });
  expect({ code, stdout }).toEqual({ code: 0, stdout: blocks('text')[1] });
});

test('the page names the keys that -o json gives', async () => {
  const { stdout } = await fluxapp(['lower', '--explain', '-o', 'json'], { stdin: blocks('yaml')[0] });
  const keys = new Set((JSON.parse(stdout) as object[]).flatMap((layer) => Object.keys(layer)));
  const rows = section.match(/^\| `.*/gm) ?? [];
  const named = rows.flatMap((row) => [...(row.split('|')[1] as string).matchAll(/`(\w+)`/g)].map(([, key]) => key));
  expect(named.sort()).toEqual([...keys].sort());
});
