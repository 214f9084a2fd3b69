import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/waves.md'), 'utf8');

test('the example prints what the page says', () => {
  const block = (language: string) => new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(page)?.[1] as string;
  const printed = execFileSync(join(root, 'node_modules/.bin/tsx'), ['-e', block('ts')], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(printed).toBe(block('text'));
});
