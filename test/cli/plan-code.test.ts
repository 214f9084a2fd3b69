import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { printYamlDocuments } from '../../src/yaml';
import { release } from '../change/plan/objects';
import { fluxapp, folderOf } from './run';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A script that writes the release of each cluster in clusters.txt, with the tag from a package. */
const APP = `
const { readFileSync, writeFileSync } = require('node:fs');
const { tag } = require('tag');
console.error('the app runs');
const release = ${JSON.stringify(release('CLUSTER', { spec: { values: { image: { tag: 'TAG' } } } }).value)};
const clusters = readFileSync('clusters.txt', 'utf8').trim().split('\\n');
const texts = clusters.map((cluster) => JSON.stringify(release).replaceAll('CLUSTER', cluster).replace('TAG', tag));
writeFileSync(process.env.CDK8S_OUTDIR + '/shop.yaml', texts.join('\\n---\\n'));
`;

const IDENTITY = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'a' };

/** A repository with an app in one of its folders, and one commit on the branch `main`. */
function repository() {
  const { path } = folderOf({
    'app/main.js': APP,
    'app/cdk8s.yaml': 'language: typescript\napp: node main.js\n',
    'app/clusters.txt': 'eu-1\n',
    'app/package-lock.json': '{}\n',
    'app/node_modules/tag/index.js': 'exports.tag = "1";\n',
    '.gitignore': 'node_modules\n',
    'app/dist/shop.yaml': printYamlDocuments([release('eu-1').value]),
  });
  const env = { ...process.env, ...IDENTITY, GIT_COMMITTER_EMAIL: 'a@example.com' };
  const git = (...args: string[]) => execFileSync('git', args, { cwd: path, env, encoding: 'utf8' }).trim();
  git('init', '--quiet', '--initial-branch=main');
  git('add', '-A');
  git('commit', '--quiet', '-m', 'first');
  const app = join(path, 'app');
  vi.spyOn(process, 'cwd').mockReturnValue(app);
  const commit = git('rev-parse', '--short=7', 'HEAD');
  return { path, app, git, commit, main: `main (${commit})` };
}

/** Runs the command with a separate folder for temporary files, and expects that it is empty afterwards. */
async function plan(...args: string[]) {
  const { path } = folderOf({ 'temporary/': '' });
  vi.stubEnv('TMPDIR', join(path, 'temporary'));
  const { code, stdout, stderr } = await fluxapp(['plan', ...args]);
  expect(readdirSync(join(path, 'temporary'))).toEqual([]);
  return { code, stdout: stdout.split('\n'), stderr: stderr.split('\n') };
}

describe('--app', () => {
  it('runs the app now and as it was', async () => {
    const { app, main, git } = repository();
    appendFileSync(join(app, 'clusters.txt'), 'eu-2\n');
    const { code, stdout, stderr } = await plan('--app', '--base', 'main');
    expect({ code, stderr }).toEqual({ code: 0, stderr: ['the app runs', 'the app runs', ''] });
    expect(stdout.filter((line) => !line.startsWith('      '))).toEqual([
      `fluxapp plan: 1 application, 2 targets, the app against ${main}`,
      'Evidence: offline (two sets of files; no cluster was contacted)',
      '',
      'shop/web',
      '  + HelmRelease web--eu-2--web  (eu-2)   # Flux installs Helm release web/web',
      '',
      'Plan: 1 to add, 0 to change, 0 to destroy. 1 unchanged. (1 of 2 targets of 1 application)',
      '',
    ]);
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('takes the command', async () => {
    repository();
    const { code, stdout } = await plan('--app', 'node ./main.js', '--base', 'HEAD');
    expect({ code, last: stdout.at(-2) }).toEqual({ code: 0, last: 'No changes. 1 object unchanged.' });
  });

  it('installs the dependencies of a revision whose lock file differs', async () => {
    const { app, main } = repository();
    writeFileSync(join(app, 'package-lock.json'), '{"lockfileVersion":3}\n');
    const bin = folderOf({ npm: '' });
    const npm = join(bin.path, 'npm');
    writeFileSync(
      npm,
      '#!/bin/sh\nmkdir -p node_modules/tag; echo "exports.tag = \'$1\'" > node_modules/tag/index.js\n',
    );
    chmodSync(npm, 0o755);
    vi.stubEnv('PATH', `${bin.path}:${process.env.PATH}`);
    const { stdout } = await plan('--app', '--base', 'main');
    expect(stdout).toContain('      ~ spec.values.image.tag: "ci" -> "1"');
    writeFileSync(npm, '#!/bin/sh\necho "npm error network timeout" >&2; exit 1\n');
    expect((await plan('--app', '--base', 'main')).stderr.slice(1)).toEqual([
      `error: --base ${main}: its dependencies cannot be installed by npm ci: npm error network timeout; without a network, commit the output and name it with -f, or keep a copy of it and name that with --base`,
      '',
    ]);
  });

  it.each([
    ['fails', 'echo no >&2; exit 3', 'exit 3: it ended with exit code 3', ['no']],
    [
      'writes nothing',
      'true',
      'true: it wrote nothing to the folder in CDK8S_OUTDIR; an App that sets outdir ignores it',
      [],
    ],
  ])('that %s', async (_, command, message, said) => {
    repository();
    const { code, stderr } = await plan('--app', command, '--base', 'main');
    expect(code).toBe(1);
    expect(stderr).toEqual([...said, expect.stringMatching(new RegExp(`^error: --app: .*${message}$`)), '']);
  });

  it('without a command, where cdk8s.yaml has none', async () => {
    const { app } = repository();
    const remedy = 'pass the command that runs the app, such as --app "npx tsx main.ts"';
    writeFileSync(join(app, 'cdk8s.yaml'), 'language: typescript\n');
    expect((await plan('--app', '--base', 'main')).stderr).toEqual([
      `error: --app: cdk8s.yaml has no field app; ${remedy}`,
      '',
    ]);
  });
});

describe('--base REVISION', () => {
  it('reads what was committed, wherever the files are named from', async () => {
    const { app, main, git } = repository();
    writeFileSync(
      join(app, 'dist/shop.yaml'),
      printYamlDocuments([release('eu-1', { spec: { interval: '1h' } }).value]),
    );
    for (const path of [join(app, 'dist'), join(app, 'dist/shop.yaml')]) {
      const { code, stdout, stderr } = await plan('-f', path, '--base', 'main');
      expect({ code, stdout, stderr }).toEqual({
        code: 0,
        stdout: [
          `fluxapp plan: 1 application, 1 target, ${path} against ${main}`,
          'Evidence: offline (two sets of files; no cluster was contacted)',
          '',
          'shop/web',
          '  ~ HelmRelease web--eu-1--web  (eu-1)   # one reconciliation, without a Helm release',
          '      ~ spec.interval: "5m" -> "1h"',
          '',
          'Plan: 0 to add, 1 to change, 0 to destroy. 0 unchanged. (1 of 1 target of 1 application)',
          '',
        ],
        stderr: [''],
      });
    }
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('has nothing of a file that is new beside others', async () => {
    const { app, main } = repository();
    writeFileSync(join(app, 'dist/more.yaml'), printYamlDocuments([release('eu-2').value]));
    const files = ['shop', 'more'].flatMap((name) => ['-f', join(app, `dist/${name}.yaml`)]);
    expect((await plan(...files, '--base', 'main')).stdout.at(-2)).toBe(
      'Plan: 1 to add, 0 to change, 0 to destroy. 1 unchanged. (1 of 2 targets of 1 application)',
    );
    expect((await plan('-f', join(app, 'dist/more.yaml'), '--base', 'main')).stderr).toEqual([
      `error: --base ${main}: it has no ${join(app, 'dist/more.yaml')}; its output was not committed: run the app with --app, or name a folder with --base`,
      '',
    ]);
  });

  it.each([
    ['a directory that had no manifests', { 'dist/README.md': 'x\n' }, 'dist'],
    ['one whose subdirectories had none', { 'dist/old/README.md': 'x\n' }, 'dist'],
    ['a file that was empty', { 'dist/shop.yaml': '' }, 'dist/shop.yaml'],
  ])('has nothing of %s', async (_, files, path) => {
    const { app, git } = repository();
    git('rm', '--quiet', 'app/dist/shop.yaml');
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(app, name)), { recursive: true });
      writeFileSync(join(app, name), text);
    }
    git('add', '-A');
    git('commit', '--quiet', '-m', 'nothing');
    writeFileSync(join(app, 'dist/shop.yaml'), printYamlDocuments([release('eu-1').value]));
    const { code, stdout, stderr } = await plan('-f', join(app, path), '--base', 'HEAD');
    expect({ code, stderr, last: stdout.at(-2) }).toEqual({
      code: 0,
      stderr: [''],
      last: 'Plan: 1 to add, 0 to change, 0 to destroy. 0 unchanged. (1 of 1 target of 1 application)',
    });
  });

  it.each([
    ['app/dist', 'app/dist'],
    ['the repository itself', '.'],
  ])('says that it needs -R for the manifests in subdirectories: %s', async (_, folder) => {
    const { path, git } = repository();
    git('rm', '-r', '--quiet', '.');
    const values = join(path, folder, 'charts/web/templates/values.yaml');
    mkdirSync(dirname(values), { recursive: true });
    writeFileSync(values, '{{ .Values.a }}\n');
    git('add', '-A');
    git('commit', '--quiet', '-m', 'only a chart');
    writeFileSync(join(path, folder, 'shop.yaml'), printYamlDocuments([release('eu-1').value]));
    const { code, stdout, stderr } = await plan('-f', join(path, folder), '--base', 'HEAD');
    expect({ code, stderr, last: stdout.at(-2) }).toEqual({
      code: 0,
      stderr: [
        `warning: HEAD (${git('rev-parse', '--short=7', 'HEAD')}): ${folder}: has .yaml, .yml or .json files only in its subdirectories, which are not read: -R reads them`,
        '',
      ],
      last: 'Plan: 1 to add, 0 to change, 0 to destroy. 0 unchanged. (1 of 1 target of 1 application)',
    });
  });

  it('is not of a path in another place than the repository', async () => {
    const { app, main } = repository();
    const { path } = folderOf({ 'more/shop.yaml': printYamlDocuments([release('eu-2').value]) });
    expect(await plan('-f', join(app, 'dist'), '-f', join(path, 'more'), '--base', 'main')).toEqual({
      code: 1,
      stdout: [''],
      stderr: [
        `error: --base ${main}: ${join(path, 'more')} is outside of its repository: name a folder with --base`,
        '',
      ],
    });
  });

  it('works within a hook of Git, which names its repository and index in variables', async () => {
    const { path, app } = repository();
    vi.stubEnv('GIT_DIR', '.git');
    vi.stubEnv('GIT_INDEX_FILE', join(path, '.git/other-index'));
    expect((await plan('-f', join(app, 'dist'), '--base', 'main')).stdout.at(-2)).toBe(
      'No changes. 1 object unchanged.',
    );
  });

  it('names the revision where its files have faults', async () => {
    const { app, git } = repository();
    writeFileSync(join(app, 'dist/shop.yaml'), 'a: [\n');
    git('commit', '--quiet', '-am', 'broken');
    const commit = git('rev-parse', '--short=7', 'HEAD');
    writeFileSync(join(app, 'dist/shop.yaml'), printYamlDocuments([release('eu-1').value]));
    const { code, stderr } = await plan('-f', join(app, 'dist'), '--base', 'HEAD');
    expect(code).toBe(1);
    expect(stderr[0]).toMatch(new RegExp(`^error: HEAD \\(${commit}\\): app/dist/shop\\.yaml:\\d+:\\d+: `));
  });

  it('says what is missing, and what to do', async () => {
    const { app, main } = repository();
    mkdirSync(join(app, 'out'));
    writeFileSync(join(app, 'out/shop.yaml'), printYamlDocuments([release('eu-1').value]));
    expect((await plan('-f', join(app, 'out'), '--base', 'main')).stderr).toEqual([
      `error: --base ${main}: it has no ${join(app, 'out')}; its output was not committed: run the app with --app, or name a folder with --base`,
      '',
    ]);
    expect((await plan('-f', join(app, 'dist'), '--base', 'origin/main')).stderr).toEqual([
      'error: --base origin/main: neither a path nor a revision of this repository; fetch remote revisions first: git fetch origin',
      '',
    ]);
    expect((await plan('-f', '-', '--base', 'main')).stderr).toEqual([
      `error: --base ${main}: standard input was not committed: name files, or a folder with --base`,
      '',
    ]);
  });

  it('is for one kind of input', async () => {
    expect((await plan('-f', 'dist', '--app', '--base', 'main')).stderr).toEqual([
      'error: --app runs the app, -f reads manifests: choose one',
      '',
    ]);
  });
});
