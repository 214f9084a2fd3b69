import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { validateSource } from '../../src/application';
import { readClusterList } from '../../src/clusters';
import { parseYaml } from '../../src/yaml';
import { type Any, objectsOfProgram } from '../adopt/run-program';
import { fluxapp, folderOf } from './run';

const GIT = 'https://git.example.com/fleet.git';
const JETSTACK = ['--repository', 'https://charts.jetstack.io', '--chart-version', 'v1.19.1'];
const root = join(__dirname, '../..');

/** A new project with these options. */
async function init(...options: string[]) {
  const folder = folderOf({ 'fleet/': '' });
  const outcome = await folder.fluxapp(['init', './fleet', '--yes', '--git', GIT, ...options]);
  const read = (path: string) => readFileSync(join(folder.path, 'fleet', path), 'utf8');
  return { folder, outcome, read, stdout: outcome.stdout.replaceAll(folder.path, '.') };
}

test('writes a project and lists its files', async () => {
  const { outcome, stdout, read, folder } = await init('--cluster', 'eu-1', '--cluster', 'us-1');
  expect([outcome.code, outcome.stderr]).toEqual([
    0,
    '19 files written; next: cd ./fleet && npm install && npm test, and README.md\n',
  ]);
  expect(stdout.split('\n')).toMatchInlineSnapshot(`
    [
      "./fleet/.github/workflows/comment.yaml",
      "./fleet/.github/workflows/git.yaml",
      "./fleet/.github/workflows/plan.yaml",
      "./fleet/.gitignore",
      "./fleet/README.md",
      "./fleet/cdk8s.yaml",
      "./fleet/ci/check-dist.sh",
      "./fleet/ci/comment-github.sh",
      "./fleet/ci/flux-applied.sh",
      "./fleet/ci/plan.sh",
      "./fleet/ci/trusted-plan.sh",
      "./fleet/ci/wait.sh",
      "./fleet/clusters.yaml",
      "./fleet/flux/fleet.yaml",
      "./fleet/main.ts",
      "./fleet/package.json",
      "./fleet/src/podinfo.ts",
      "./fleet/test/podinfo.test.ts",
      "./fleet/tsconfig.json",
      "",
    ]
  `);
  const { name, scripts, dependencies, devDependencies } = JSON.parse(read('package.json'));
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect([name, Object.keys(scripts)]).toEqual(['fleet', ['synth', 'test']]);
  expect(dependencies['cdk8s-fluxapp']).toBe(`^${own.version}`);
  expect(Object.keys({ ...dependencies, ...devDependencies }).sort()).toEqual([
    ...['@types/node', 'cdk8s', 'cdk8s-cli', 'cdk8s-fluxapp', 'constructs', 'tsx', 'typescript'],
  ]);
  expect(JSON.stringify([dependencies, devDependencies])).not.toContain('undefined');
  expect(readClusterList(read('clusters.yaml'))).toMatchObject({
    clusters: [{ host: true }, { name: 'eu-1' }, { name: 'us-1' }],
    problems: [],
  });
  const [source, kustomization] = parseYaml(read('flux/fleet.yaml')).map(({ value }) => value) as Any[];
  expect(source.spec.url).toBe(GIT);
  expect(kustomization.spec).toMatchObject({ sourceRef: { name: source.metadata.name }, path: './dist', prune: true });
  expect(read('README.md')).toContain('kubectl create secret generic us-1 -n apps --from-file=value=us-1.kubeconfig\n');
  expect(read('.gitignore')).toBe('node_modules/\n*.kubeconfig\n');
  // the programs that CI runs exist and are executable
  const workflows = readdirSync(join(folder.path, 'fleet/.github/workflows')).map((file) =>
    read(`.github/workflows/${file}`),
  );
  const scriptsOfCi = new Set(workflows.flatMap((text) => text.match(/\bci\/[\w-]+\.sh/g) ?? []));
  expect(readdirSync(join(folder.path, 'fleet/ci')).map((file) => `ci/${file}`)).toEqual([...scriptsOfCi].sort());
  for (const script of scriptsOfCi) expect(statSync(join(folder.path, 'fleet', script)).mode & 0o111).toBe(0o111);
});

test('takes what the options say', async () => {
  const { read, folder } = await init(
    ...['--ci', 'none', '--chart', 'cert-manager', '--chart-version', 'v1.19.1', '--namespace', 'platform'],
    ...['--repository', 'https://charts.jetstack.io', '--package', 'file:../fluxapp.tgz'],
  );
  const files = readdirSync(join(folder.path, 'fleet'));
  expect(files).not.toContain('.github');
  expect(files).not.toContain('ci');
  expect(JSON.parse(read('package.json')).dependencies['cdk8s-fluxapp']).toBe('file:../fluxapp.tgz');
  expect(read('src/cert-manager.ts')).toContain('export class CertManagerApplication extends Chart');
  expect(read('src/cert-manager.ts')).toContain("chart: { chart: 'cert-manager', version: 'v1.19.1' }");
  expect(read('main.ts')).toContain("name: 'platform'");
});

test('takes a repository in an OCI registry', async () => {
  const url = 'oci://ghcr.io/stefanprodan/charts';
  const { outcome, read } = await init('--repository', url);
  expect(outcome.code).toBe(0);
  expect(read('src/podinfo.ts')).toContain(`new HelmRepository(this, 'charts', { type: 'oci', url: '${url}' })`);
  expect(validateSource('HelmRepository', { name: 'charts' }, { type: 'oci', url, interval: '5m' })).toEqual([]);
});

test('the next command is quoted for the shell', async () => {
  const folder = folderOf({});
  const { stderr } = await folder.fluxapp(['init', "./it's a b", '--yes', '--git', GIT, '--ci', 'none']);
  expect(stderr).toBe(`10 files written; next: cd './it'\\''s a b' && npm install && npm test, and README.md\n`);
});

test('writes a pipeline for GitLab, and the scripts that it runs', async () => {
  const { outcome, read, folder } = await init('--ci', 'gitlab');
  expect(outcome.code).toBe(0);
  const files = readdirSync(join(folder.path, 'fleet'), { recursive: true, encoding: 'utf8' });
  expect(files).not.toContain('.github');
  const pipeline = read('.gitlab-ci.yml');
  // test/examples/ci-files.test.ts validates it with GitLab's schema
  expect(pipeline).toBe(readFileSync(join(root, 'examples/ci/gitlab-git-ci.yaml'), 'utf8'));
  const scripts = [...new Set(pipeline.match(/\bci\/[\w-]+\.sh/g))].sort();
  expect(scripts).toEqual(
    ['check-dist', 'flux-applied', 'install-kubectl', 'plan', 'wait'].map((name) => `ci/${name}.sh`),
  );
  expect(files.filter((path) => path.startsWith('ci/')).sort()).toEqual(scripts);
  for (const script of scripts) expect(statSync(join(folder.path, 'fleet', script)).mode & 0o111).toBe(0o111);
  expect(read('README.md')).toContain('.gitlab-ci.yml plans every merge request');
});

test('an unknown CI system is a usage error', async () => {
  const { code, stderr } = await folderOf({}).fluxapp(['init', './fleet', '--yes', '--git', GIT, '--ci', 'jenkins']);
  expect([code, stderr]).toEqual([1, expect.stringContaining('Allowed choices are github, gitlab, none.')]);
});

test.each(['base', 'charts', 'flux', '3scale', 'c'.repeat(53)])('the program of the chart %s runs', async (chart) => {
  const { read, folder } = await init('--chart', chart, ...JETSTACK);
  const code = [read(`src/${chart}.ts`).replaceAll('export ', ''), read('main.ts')].join('');
  const program = code
    .replaceAll(/^import .*$/gm, '')
    .replace('clusters.yaml', join(folder.path, 'fleet/clusters.yaml'));
  const objects = objectsOfProgram(`import { ApiObject, App, Chart } from 'cdk8s';
import { ApplicationCrd, ClusterSet, FluxApplication, HelmRepository, target } from 'cdk8s-fluxapp';
${program}`);
  expect(objects.map(({ kind }) => kind).sort()).toEqual([
    ...['Application', 'CustomResourceDefinition', 'HelmRelease', 'HelmRepository', 'Namespace'],
  ]);
});

test('overwrites nothing, and writes nothing then', async () => {
  const folder = folderOf({ 'main.ts': 'mine', 'a.txt': '' });
  expect(await folder.fluxapp(['init', './', '--yes', '--git', GIT])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error: ./main.ts: there already; nothing was written\n',
  });
  expect(readdirSync(folder.path).sort()).toEqual(['a.txt', 'main.ts']);
  writeFileSync(join(folder.path, 'README.md'), '');
  expect((await folder.fluxapp(['init', './', '--yes', '--git', GIT])).stderr).toContain(
    './README.md, ./main.ts: there',
  );
});

test('a file cannot be the folder of a project', async () => {
  const { stderr } = await folderOf({ a: '' }).fluxapp(['init', './a', '--yes', '--git', GIT]);
  expect(stderr).toBe('error: ./a/package.json: a file is in the place of its directory\n');
});

describe('on a terminal', () => {
  const ask = async (lines: readonly string[], ...options: string[]) => {
    const folder = folderOf({ 'fleet/': '' });
    const outcome = await fluxapp(['init', join(folder.path, 'fleet'), ...options], {
      typed: lines.map((line) => `${line}\n`).join(''),
      isTTY: true,
    });
    const stderr = stripVTControlCharacters(outcome.stderr).replaceAll(folder.path, '.');
    return {
      outcome: { ...outcome, stderr },
      read: (path: string) => readFileSync(join(folder.path, 'fleet', path), 'utf8'),
    };
  };

  test('it asks, again where an answer is wrong, and an empty answer is the default', async () => {
    const { outcome, read } = await ask(['', 'git@host:fleet', GIT, 'eu-1, us-1', '', '', '', '', 'none']);
    expect(outcome.stderr.split('\n')).toMatchInlineSnapshot(`
      [
        "Git repository that Flux reads, a URL: an answer is needed",
        "Git repository that Flux reads, a URL: "git@host:fleet" is not a URL that Flux reads: write ssh://git@host/fleet",
        "Git repository that Flux reads, a URL: Member clusters, in addition to the one that runs Flux, separated by commas (none): Namespace (apps): Chart (podinfo): Chart repository (https://stefanprodan.github.io/podinfo): Version (6.9.0): CI system: github, gitlab or none (github): 10 files written; next: cd ./fleet && npm install && npm test, and README.md",
        "",
      ]
    `);
    expect(read('clusters.yaml')).toContain('name: us-1');
    expect(read('main.ts')).toContain("name: 'apps'");
  });

  test('it asks for the repository and the version of another chart than podinfo, without a default', async () => {
    const { outcome, read } = await ask(
      ['', '', 'cert-manager', '', 'https://charts.jetstack.io', '', 'v1.19.1', 'none'],
      ...['--git', GIT],
    );
    expect(outcome.stderr.replaceAll('\n', '')).toContain(
      'Chart (podinfo): Chart repository: an answer is neededChart repository: Version: an answer is neededVersion: CI system',
    );
    expect(read('src/cert-manager.ts')).toContain("chart: { chart: 'cert-manager', version: 'v1.19.1' }");
  });

  test('it does not ask for what an option says', async () => {
    const { outcome } = await ask(['eu-1'], '--git', GIT, '--namespace', 'apps', '--chart', 'podinfo', '--ci', 'none');
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toBe(
      'Member clusters, in addition to the one that runs Flux, separated by commas (none): ' +
        'Chart repository (https://stefanprodan.github.io/podinfo): ' +
        'error: nothing was written: the questions were not answered\n',
    );
  });
});

test('the defaults of podinfo are not those of another chart', async () => {
  const refused = async (...options: string[]) => (await init(...options)).outcome.stderr;
  const why = 'required with --yes and --chart cert-manager\n';
  expect([
    await refused('--chart', 'cert-manager'),
    await refused('--chart', 'cert-manager', '--repository', 'https://charts.jetstack.io'),
  ]).toEqual([
    `error: nothing was written: --repository and --chart-version are ${why}`,
    `error: nothing was written: --chart-version is ${why}`,
  ]);
  expect((await init('--chart', 'podinfo')).outcome.code).toBe(0);
});

test.each([
  [['--yes'], 'nothing was written: --git is required with --yes'],
  [['--git', GIT], 'nothing was written: without a terminal to ask on, --yes is needed'],
  [
    ['--yes', '--git', 'git@host:a/b.git'],
    '--git: "git@host:a/b.git" is not a URL that Flux reads: write ssh://git@host/a/b.git',
  ],
  [
    ['--yes', '--git', './fleet'],
    '--git: "./fleet" is not a URL that Flux reads: https://…, http://… or ssh://git@HOST/PATH',
  ],
  [['--yes', '--git', GIT, '--cluster', 'EU'], /^--cluster: "EU" has "EU", which is not a DNS label/],
  [['--yes', '--git', GIT, '--cluster', 'a', '--cluster', 'a'], '--cluster: "a,a" has "a" twice'],
  [['--yes', '--git', GIT, '--cluster', 'host'], '--cluster: "host" has "host", which is the cluster that runs Flux'],
  [
    ['--yes', '--git', GIT, '--chart', 'c'.repeat(54)],
    /^--chart: "c{54}" has 54 characters, at most 53 are allowed in the name of a Helm release$/,
  ],
  [['--yes', '--git', GIT, '--chart-version', '1.x'], '--chart-version: "1.x" is not a version, such as 1.2.3'],
  [
    ['--yes', '--git', GIT, '--repository', 'ftp://a'],
    '--repository: "ftp://a" is not the URL of a chart repository: https://…, http://… or oci://…',
  ],
  [
    ['--yes', '--git', 'https://me:TOKEN@git.example.com/fleet.git'],
    '--git: "https://***@git.example.com/fleet.git" has credentials, which would be committed: put them into a Secret, and name it in secretRef',
  ],
  [['--yes', '--git', 'https://TOKEN@git.example.com/fleet.git'], /^--git: "https:\/\/\*\*\*@git\S+ has credentials, /],
  [['--yes', '--git', 'ssh://git:TOKEN@git.example.com/a'], /^--git: "ssh:\/\/\*\*\*@git\S+ has credentials, /],
  [['--yes', '--git', "https://me:TO'KEN@git.example.com/a"], /^--git: "https:\/\/\*\*\*@git\S+ is not a URL/],
  [['--yes', '--git', 'https://me:TO/KEN@git.example.com/a'], /^--git: "https:\/\/\*\*\*@git\S+ is not a URL/],
  [['--yes', '--git', 'me:TOKEN@git.example.com/a'], /^--git: "\*\*\*@git\S+ is not a URL/],
  [
    ['--yes', '--git', GIT, '--repository', 'https://me:TOKEN@charts.example.com'],
    /^--repository: "https:\/\/\*\*\*@charts\S+ has credentials, /,
  ],
])('%j is refused', async (options, message) => {
  const folder = folderOf({});
  const { code, stderr } = await folder.fluxapp(['init', './fleet', ...options]);
  expect(code).toBe(1);
  const text = stderr.replace(/^error: /, '').trimEnd();
  if (typeof message === 'string') expect(text).toBe(message);
  else expect(text).toMatch(message);
  expect(text).not.toMatch(/TOKEN|KEN@/);
  expect(readdirSync(folder.path)).toEqual([]);
});

test('the user of ssh:// is no credential, and Flux gets a Secret with a key', async () => {
  const url = 'ssh://git@git.example.com/fleet.git';
  const { read, outcome } = await init('--git', url, '--cluster', 'eu-1');
  expect(outcome.code).toBe(0);
  const [source] = parseYaml(read('flux/fleet.yaml')).map(({ value }) => value) as Any[];
  expect(source.spec).toEqual({ url, ref: { branch: 'main' }, interval: '1m', secretRef: { name: 'fleet-git' } });
  expect(validateSource('GitRepository', source.metadata, source.spec)).toEqual([]);
  expect(read('flux/fleet.yaml')).toContain('have left it. README.md shows how to create the Secret.\n');
  expect(read('README.md')).toContain(`
kubectl create secret generic eu-1 -n apps --from-file=value=eu-1.kubeconfig
flux create secret git fleet-git --url=${url}
kubectl apply -f flux/fleet.yaml
\`\`\`

\`flux create secret git\` creates a key pair and prints the public key: give it read access to the repository, as a deploy key.

Cluster API creates`);
});

test('a repository without ssh:// needs no Secret', async () => {
  const { read } = await init();
  expect(read('flux/fleet.yaml')).not.toContain('secretRef:');
  expect(read('README.md')).not.toContain('flux create secret');
});

test('the README.md waits for the commit, before it waits for the application', async () => {
  const { read } = await init('--ci', 'none');
  expect(read('README.md')).toContain(`
git add -A && git commit -m 'What changes' && git push
kubectl annotate gitrepository/fleet -n flux-system --overwrite reconcile.fluxcd.io/requestedAt="$(date +%s)"
kubectl wait kustomization/fleet -n flux-system --timeout=5m \\
  --for=jsonpath='{.status.lastAppliedRevision}'="main@sha1:$(git rev-parse HEAD)"
npx fluxapp wait podinfo -n apps
\`\`\`
`);
});
