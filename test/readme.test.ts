import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseYaml } from '../src/yaml/parse';

const root = join(__dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The code blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, code]) => code as string,
  );
}

let project: string;

/** Creates a project outside of the checkout with the built package and its peers, as after an installation. */
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'readme-'));
  const installed = join(project, 'node_modules', 'cdk8s-fluxapp');
  mkdirSync(installed, { recursive: true });
  execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', join(installed, 'lib')], { cwd: root });
  for (const part of ['package.json', 'crds', 'bin'])
    cpSync(join(root, part), join(installed, part), { recursive: true });
  for (const name of ['cdk8s', 'constructs', 'ajv', 'commander', 'fastest-levenshtein', 'yaml']) {
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
  }
}, 60_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

/** Runs a TypeScript file of the project, and returns its output on standard error. */
function runInProject(code: string): { stderr: string; failed: boolean } {
  const file = join(project, 'main.ts');
  writeFileSync(file, code);
  try {
    execFileSync(join(root, 'node_modules/.bin/tsx'), [file], { cwd: project, stdio: 'pipe' });
    return { stderr: '', failed: false };
  } catch (cause) {
    return { stderr: String((cause as { stderr: Buffer }).stderr), failed: true };
  }
}

const digest = /sha256:[0-9a-f]{64}/;

test('the example makes what the text says', () => {
  const [code] = blocks('ts') as [string];
  expect(runInProject(code)).toEqual({ stderr: '', failed: false });
  const text = readFileSync(join(project, 'dist', 'web.k8s.yaml'), 'utf8');
  const objects = parseYaml(text).map(({ value }) => value as { kind: string; metadata: { name: string } });
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'HelmRepository podinfo',
    'Application web',
    'HelmRelease web--host--web',
    'HelmRelease web--eu-1--web',
    'HelmRelease web--us-1--web',
  ]);
  const shown = text.split('---\n').find((document) => document.includes('name: web--eu-1--web')) as string;
  expect(shown.replace(digest, 'sha256:DIGEST')).toBe(blocks('yaml')[0]);
});

test('mistakes are reported as shown', () => {
  const [code] = blocks('ts') as [string];
  const wrong = code
    .replace('defaults: {', 'defaults: { intervall: "5m",')
    .replace('values: { replicaCount: 3 } }', 'values: { replicaCount: 3 }, timeout: "5" }')
    .replace("['eu-1', 'us-1']", "['eu-1']");
  const { stderr, failed } = runInProject(wrong);
  expect(failed).toBe(true);
  const reported = stderr.split('\n').filter((line) => line.startsWith('  [web/web]'));
  expect(`${reported.map((line) => line.trim()).join('\n')}\n`).toBe(blocks('text')[0]);
});

test('the commands run, and links lead somewhere', () => {
  expect(blocks('sh')).toEqual([
    'npm ci\nnpm pack\n', // test/package
    'npx fluxapp lower -f applications/\n',
    'npm run demo\n', // test/flux/demo.test.ts
  ]);
  const applications = join(project, 'applications');
  mkdirSync(applications);
  cpSync(join(root, 'test/fixtures/upstream/helm.yaml'), join(applications, 'helm.yaml'));
  const fluxapp = (...args: string[]) =>
    execFileSync(
      join(root, 'node_modules/.bin/node'),
      [join(project, 'node_modules/cdk8s-fluxapp/bin/fluxapp'), ...args],
      {
        cwd: project,
        encoding: 'utf8',
        stdio: 'pipe',
      },
    );
  expect(parseYaml(fluxapp('lower', '-f', 'applications/')).length).toBe(3);
  expect(fluxapp('crds')).toBe(readFileSync(join(root, 'crds/gitops.kubesphere.io_applications.yaml'), 'utf8'));
  expect(fluxapp('lower', '--help')).toContain('Usage: fluxapp lower');

  const links = [...readme.matchAll(/(?:\]\(|src(?:set)?=")([^)"]+)[)"]/g)].map(([, link]) => link as string);
  const local = links.filter((link) => !link.includes('://'));
  expect(local.length).toBeGreaterThan(5);
  expect(local.filter((link) => !existsSync(join(root, link.replace(/#.*/, ''))))).toEqual([]);
});
