import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../../package.json';

const root = join(__dirname, '..', '..');
const PARTS = [
  ...[
    'package.json',
    'package-lock.json',
    '.npmrc',
    '.gitignore',
    '.ci',
    'src',
    'imports',
    'web',
    'build',
    'tsconfig.json',
  ],
  ...['tsconfig.build.json', 'LICENSE', 'README.md', ...manifest.files.filter((part) => !/^(?:!|lib$)/.test(part))],
];
const tag = `v${manifest.version}`;

/** A checkout whose changelog has a section for this version. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'));
  for (const part of PARTS) cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const text = `# Changelog\n\n## Unreleased\n\n## ${manifest.version} - 2026-12-01\n\n### Added\n\n- Something.\n\n## 0.0.1 - 2026-01-01\n\n- Older.\n`;
  writeFileSync(join(folder, 'CHANGELOG.md'), text);
  git('init', '-q');
  writeFileSync(join(folder, '.git/info/exclude'), 'node_modules\n');
  commit();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: folder });
}

function commit(): void {
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', 'a');
}

function release(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync('.ci/release', args, { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const contentOf = (name: string) => readFileSync(join(folder, 'release', name));

test('makes the package, its changelog and checksums, and nothing else', () => {
  const outcome = release(tag);
  const tarball = `cdk8s-fluxapp-${manifest.version}.tgz`;
  expect([outcome.status, outcome.stdout]).toEqual([0, `SHA256SUMS\n${tarball}\nnotes.md\n`]);
  expect(String(contentOf('notes.md'))).toBe('### Added\n\n- Something.\n\n');
  const sum = createHash('sha256').update(contentOf(tarball)).digest('hex');
  expect(String(contentOf('SHA256SUMS'))).toBe(`${sum}  ${tarball}\n`);
  const files = execFileSync('tar', ['-tzf', join(folder, 'release', tarball)], { encoding: 'utf8' });
  expect(files).toContain('package/lib/src/cli/main.js\n');
}, 120_000);

test.each([
  ['another tag', ['v9.9.9'], `error: the tag must be ${tag}, as in package.json, got "v9.9.9"\n`],
  ['no tag', [], `error: the tag must be ${tag}, as in package.json, got ""\n`],
])('fails with %s', (_, args, stderr) => {
  expect(release(...args)).toEqual({ status: 1, stdout: '', stderr });
});

test('fails where something is not committed', () => {
  writeFileSync(join(folder, 'new'), '');
  const outcome = release(tag);
  rmSync(join(folder, 'new'));
  expect(outcome).toEqual({ status: 1, stdout: '', stderr: 'error: there are changes that are not committed\n' });
});

test('fails where the changelog says nothing of the version, or the lock file says another one', () => {
  writeFileSync(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## Unreleased\n\n- Something.\n');
  commit();
  const stderr = `error: CHANGELOG.md has no section "## ${manifest.version} - DATE"\n`;
  expect(release(tag)).toEqual({ status: 1, stdout: '', stderr });
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...lock, version: '9.9.9' }));
  expect(release(tag).stderr).toBe(
    'error: package-lock.json has another version: run "npm install --package-lock-only"\n',
  );
});

test('the workflow is one for GitHub, and takes actions by their commits', () => {
  const text = readFileSync(join(root, '.github/workflows/release.yaml'), 'utf8');
  const program = join(root, 'test/examples/workflow-problems.mts');
  const problems = execFileSync(join(root, 'node_modules/.bin/tsx'), [program], { input: JSON.stringify([text]) });
  expect(JSON.parse(String(problems))).toEqual([[]]);
  const actions = [...text.matchAll(/uses: (.*)/g)].map(([, action]) => action as string);
  expect(actions.filter((action) => !/^actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  expect(text).toContain('run: .ci/release "$GITHUB_REF_NAME"\n');
});
