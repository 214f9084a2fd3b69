/** The workflows of examples/ci/ are valid according to the parsers of GitHub and GitLab. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ci, root } from './repository';

const github = readdirSync(join(ci, 'github'));
const gitlab = readdirSync(ci).filter((name) => name.startsWith('gitlab-'));
const textOf = (name: string) => readFileSync(join(ci, name), 'utf8');
const all = [...github.map((name) => `github/${name}`), ...gitlab];

describe('for GitHub', () => {
  /**
   * The problems in each workflow. The parser runs in a separate program, because it imports JSON in a way that only
   * Node supports.
   */
  function problemsOf(contents: readonly string[]): string[][] {
    const program = join(__dirname, 'workflow-problems.mts');
    const input = JSON.stringify(contents);
    return JSON.parse(execFileSync(join(root, 'node_modules/.bin/tsx'), [program], { input, encoding: 'utf8' }));
  }

  test('each is a workflow', () => {
    expect(problemsOf(github.map((name) => textOf(`github/${name}`)))).toEqual(github.map(() => []));
  });

  test('what is none is found', () => {
    const text = textOf('github/plan.yaml');
    const [key, expression] = problemsOf([text.replace('runs-on', 'run-on'), text.replace('runner.temp', 'secrets.')]);
    expect(key).toContainEqual(expect.stringContaining("Unexpected value 'run-on'"));
    expect(expression).toHaveLength(1);
  });

  test.each(github)('%s takes actions by their commits', (name) => {
    const uses = [...textOf(`github/${name}`).matchAll(/uses: (.*)/g)].map(([, action]) => action as string);
    expect(uses.filter((action) => !/^actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  });

  test('the job that runs the code of a branch has no credentials', () => {
    expect(textOf('github/plan.yaml')).not.toMatch(/secrets|token|write/i);
    expect(textOf('github/plan.yaml')).toContain('permissions:\n  contents: read\n');
  });

  test('the job that has credentials checks out no code of a branch, and puts no text of it into a script', () => {
    const text = textOf('github/comment.yaml');
    expect(text).not.toMatch(/^ +ref:/m);
    expect([...text.matchAll(/run: (.*)/g)].filter(([, line]) => line?.includes('${{'))).toEqual([]);
  });
});

describe('for GitLab', () => {
  function previewOf(text: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'fluxapp-gitlab-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, '.gitlab-ci.yml'), text);
    writeFileSync(join(folder, '.gitlab-ci-local-inputs.yml'), 'pipeline: 7\n');
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder });
    git('init', '-q', '-b', 'main');
    git('remote', 'add', 'origin', 'git@gitlab.example.com:group/fleet.git');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-q', '--allow-empty', '-m', 'a');
    const local = join(root, 'node_modules/gitlab-ci-local/dist/index.js');
    return execFileSync(process.execPath, [local, '--preview'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  }

  test.each(gitlab)('%s is a pipeline', (name) => {
    expect(previewOf(textOf(name))).toContain('- ci/');
  });

  test('what is none is found', () => {
    expect(() => previewOf(textOf('gitlab-ci.yaml').replace('rules:', 'rule:'))).toThrow(
      "'rule' property is not expected to be here",
    );
  });
});

test.each(all)('the scripts of %s are there', (name) => {
  const scripts = [...textOf(name).matchAll(/\bci\/[a-z-]+\.sh/g)].map(([path]) => path.slice('ci/'.length));
  expect(scripts).not.toEqual([]);
  expect(scripts.filter((script) => !existsSync(join(ci, 'scripts', script)))).toEqual([]);
});

test('every script is in use', () => {
  const text = all.map(textOf).join('\n');
  expect(readdirSync(join(ci, 'scripts')).filter((script) => !text.includes(`ci/${script}`))).toEqual([]);
});

test('the page names every file, and no others', () => {
  const page = readFileSync(join(root, 'docs', 'ci.md'), 'utf8');
  const named = [...page.matchAll(/`((?:github\/)?[a-z-]+\.yaml)`/g)].map(([, name]) => name as string);
  const full = named.map((name) => (github.includes(name) ? `github/${name}` : name));
  expect([...new Set(full)].sort()).toEqual([...all].sort());
});
