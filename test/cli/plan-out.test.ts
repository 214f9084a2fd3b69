import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderOf } from './run';
import { planText } from './ui/served';

const MANIFEST = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';

describe('plan --out', () => {
  const plan = async (out: string, text: string) => {
    const folder = folderOf({ 'all.yaml': MANIFEST, [out]: text });
    const args = ['plan', '-f', './all.yaml', '--out', `./${out}`, '--kubeconfig', './missing'];
    const { code, stderr } = await folder.fluxapp(args);
    return { code, stderr, text: readFileSync(join(folder.path, out), 'utf8') };
  };

  test.each(['all.yaml', 'package.json', 'other-plan.json'])('does not overwrite %s', async (out) => {
    const text = { 'all.yaml': MANIFEST, 'package.json': '{}' }[out] ?? planText('https://h', {}).replace('1.0', '2.0');
    const stderr = `error: --out ./${out}: the file exists and is not a plan file of this version; it was not overwritten: delete it, or name another file\n`;
    expect(await plan(out, text)).toEqual({ code: 1, stderr, text });
  });

  test.each(['', planText('https://h', {})])('may overwrite %j', async (text) => {
    const { stderr } = await plan('plan.json', text);
    expect(stderr).not.toContain('--out');
    expect(stderr).toContain('missing');
  });
});

test('an output file that cannot be reached is no fault of the command', async () => {
  const folder = folderOf({ 'all.yaml': MANIFEST });
  const out = `./${'x'.repeat(300)}`;
  const { stderr } = await folder.fluxapp(['plan', '-f', './all.yaml', '--out', out, '--kubeconfig', './missing']);
  expect(stderr).toMatch(/^error: .*missing/);
});

test.each([
  [MANIFEST, 'error: ./plan.json is not a plan file; did you mean -f ./plan.json?\n'],
  ['', 'error: ./plan.json is not a plan file; did you mean -f ./plan.json?\n'],
  [
    planText('https://h', {}).replace('1.0', '2.0'),
    'error: ./plan.json is not a plan file of this version: plan again with fluxapp plan --out\n',
  ],
])('apply of %j is refused', async (text, stderr) => {
  expect(await folderOf({ 'plan.json': text }).fluxapp(['apply', './plan.json', '--yes'])).toEqual({
    ...{ code: 1, stdout: '' },
    stderr,
  });
});

test('a revision as a base needs a Git repository', async () => {
  const { stderr } = await folderOf({ 'all.yaml': MANIFEST }).fluxapp(['plan', '-f', './all.yaml', '--base', 'HEAD']);
  expect(stderr).toBe('error: --base HEAD: no such file or directory, and no Git repository to find a revision in\n');
});
