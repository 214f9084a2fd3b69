import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { serveGit } from '../../harness/git-repository';

test('can be cloned and pulled from, and each commit holds what it was given', async () => {
  const repository = await serveGit();
  const clone = mkdtempSync(join(tmpdir(), 'clone-'));
  onTestFinished(async () => {
    await repository.stop();
    rmSync(clone, { recursive: true });
  });
  const git = async (...args: string[]) => (await promisify(execFile)('git', ['-C', clone, ...args])).stdout.trim();

  const text = 'a\r\nb\u0085\n';
  const first = await repository.commit({ 'folder/one.yaml': text, 'two.yaml': '' });
  await git('clone', '--quiet', repository.url, '.');
  expect(await git('log', '--format=%H %D')).toBe(`${first} HEAD -> main, origin/main, origin/HEAD`);
  expect(readFileSync(join(clone, 'folder/one.yaml'), 'utf8')).toBe(text);

  const second = await repository.commit({ 'two.yaml': 'other' });
  await git('pull', '--quiet');
  expect(await git('rev-parse', 'HEAD')).toBe(second);
  expect(readdirSync(clone).sort()).toEqual(['.git', 'two.yaml']);
  expect((await fetch(`${repository.url}/elsewhere`)).status).toBe(404);
});
