import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Packed, pack } from '../../harness/pack';
import { parseYaml } from '../../src/yaml/parse';
import { applicationYaml } from '../cli/applications';
import { kubeconfigOf } from '../recorded/api-server';
import { type Consumer, consumers } from './consumers';

const root = join(__dirname, '..', '..');
const [, example = ''] = /^```ts\n(.*?)^```$/ms.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];

let packed: Packed;
let work: string;
const folderOf = (name: string) => join(work, name.replaceAll(' ', '-'));

/** Runs a command in the folder of a consumer, with its installed packages. Rejects with the whole output. */
async function run(folder: string, command: string, args: readonly string[]): Promise<string> {
  // nothing of this project may be found: only the packages of the consumer, and otherwise those of the machine
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
  const env = { ...process.env, PATH: [join(folder, 'node_modules/.bin'), ...path].join(delimiter), CI: 'true' };
  for (const name of Object.keys(env))
    if (/^(?:npm_|NODE_|VITEST)/i.test(name)) delete (env as NodeJS.ProcessEnv)[name];
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, { cwd: folder, env, timeout: 300_000 });
    return `${stdout}${stderr}`;
  } catch (cause) {
    const { stdout, stderr, message } = cause as Error & { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}${message}`);
  }
}

beforeAll(async () => {
  packed = pack();
  work = mkdtempSync(join(tmpdir(), 'consumers-'));
  for (const [name, { dependencies, manifest, files }] of Object.entries(consumers)) {
    const folder = folderOf(name);
    mkdirSync(folder);
    const all = { ...dependencies, 'cdk8s-fluxapp': `file:${packed.tarball}` };
    const description = { name: 'consumer', version: '1.0.0', private: true, ...manifest, dependencies: all };
    const written = { ...files(example), 'package.json': JSON.stringify(description) };
    for (const [file, text] of Object.entries(written)) writeFileSync(join(folder, file), text);
    await run(folder, 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline']);
  }
}, 600_000);

afterAll(() => {
  packed.remove();
  rmSync(work, { recursive: true, force: true });
}, 60_000);

describe.each(Object.entries(consumers))('%s', (name, { compile, test: unitTest }) => {
  if (compile) {
    test('compiles, types of libraries included', async () => {
      const [command, ...args] = compile;
      expect(await run(folderOf(name), command as string, args)).toBe('');
    }, 120_000);
  }

  test('runs its unit test', async () => {
    const [command, ...args] = unitTest;
    await run(folderOf(name), command as string, args);
  }, 120_000);

  test("synthesizes the README's example", async () => {
    await run(folderOf(name), 'cdk8s', ['synth', '--check-upgrade=false']);
    const objects = parseYaml(readFileSync(join(folderOf(name), 'dist/web.k8s.yaml'), 'utf8'));
    expect(objects.length).toBe(5);
  }, 120_000);
});

test('all of them write the same', () => {
  const texts = Object.keys(consumers).map((name) => readFileSync(join(folderOf(name), 'dist/web.k8s.yaml'), 'utf8'));
  expect(new Set(texts).size).toBe(1);
});

/** The input files of commands that do not contact a cluster. */
const MANIFESTS = {
  'new/app.yaml': applicationYaml('web'),
  'old/app.yaml': applicationYaml('web').replace(/interval: .*/, 'interval: 1h'),
};

/** Command lines that need no cluster, and their output. */
const OFFLINE: readonly (readonly [line: string, prints: RegExp])[] = [
  ['--version', /^\d+\.\d+\.\d+\n$/],
  ['--help', /^Usage: fluxapp /],
  ['help lower', /^Usage: fluxapp lower /],
  ['version', /^Client Version: .*\nNode Version: v/],
  ['completion bash', /fluxapp/],
  ['crds', /kind: CustomResourceDefinition/],
  ['lower -f new', /kind: Kustomization/],
  ['plan -f new --base old', /^fluxapp plan: 1 application/],
  ['status -f new -A', /web/],
];

/** The output of the command on a Node version, with the packages installed in a folder. */
function fluxapp(folder: string, node: string, line: string): Promise<string> {
  return run(folder, node, ['node_modules/cdk8s-fluxapp/bin/fluxapp', ...line.split(' ')]);
}

function writeManifests(folder: string): void {
  for (const [path, text] of Object.entries(MANIFESTS)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

test('on Node 20 every command works that needs no cluster, and the others say which one they need', async () => {
  const folder = folderOf('plain JavaScript');
  writeManifests(folder);
  for (const [line, prints] of OFFLINE) expect(await fluxapp(folder, 'node', line)).toMatch(prints);
  writeFileSync(join(folder, 'kubeconfig'), kubeconfigOf('https://127.0.0.1:1'));
  await expect(fluxapp(folder, 'node', 'status --kubeconfig kubeconfig')).rejects.toThrow(
    /error: connecting to a cluster needs Node 22\.19 or newer, this is v20\.[\d.]+: install a newer one\n/,
  );
}, 120_000);

test('installed by Node 20 and run on a newer one, commands with a cluster ask to install again', async () => {
  const folder = join(work, 'installed-by-20');
  mkdirSync(folder);
  const { dependencies } = consumers['plain JavaScript'] as Consumer;
  const { cdk8s, constructs } = dependencies;
  const all = { cdk8s, constructs, 'cdk8s-fluxapp': `file:${packed.tarball}` };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, dependencies: all }));
  const node20 = join(folderOf('plain JavaScript'), 'node_modules/.bin/node');
  const npm = (await run(folder, 'sh', ['-c', 'realpath "$(command -v npm)"'])).trim();
  await run(folder, node20, [npm, 'install', '--no-audit', '--no-fund', '--prefer-offline']);
  writeManifests(folder);
  for (const [line, prints] of OFFLINE) expect(await fluxapp(folder, process.execPath, line)).toMatch(prints);
  writeFileSync(join(folder, 'kubeconfig'), kubeconfigOf('https://127.0.0.1:1'));
  await expect(fluxapp(folder, process.execPath, 'status --kubeconfig kubeconfig')).rejects.toThrow(
    /error: undici is not installed: npm ran on a Node older than 22\.19, and skipped it; install again with a newer one\n/,
  );
}, 120_000);

test('without what is optional everything is there but the commands that talk to a cluster, in 25 MB', async () => {
  const folder = join(work, 'synthesis-only');
  mkdirSync(folder);
  const { dependencies } = consumers['plain JavaScript'] as Consumer;
  const { cdk8s, constructs } = dependencies;
  const all = { cdk8s, constructs, 'cdk8s-fluxapp': `file:${packed.tarball}` };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, dependencies: all }));
  await run(folder, 'npm', ['install', '--omit=optional', '--no-audit', '--no-fund', '--prefer-offline']);
  writeManifests(folder);
  for (const [line, prints] of OFFLINE) expect(await fluxapp(folder, process.execPath, line)).toMatch(prints);
  await expect(fluxapp(folder, process.execPath, 'watch')).rejects.toThrow(
    /error: \S+ is not installed: optional packages were omitted, and this command needs it\n/,
  );
  const installed = await run(folder, 'npm', ['ls', '--all', '--parseable']);
  expect(installed).not.toMatch(/undici|client-node|pino|prom-client/);
  expect(megabytesIn(join(folder, 'node_modules'))).toBeLessThan(25);
}, 120_000);

/** The size of all files in a folder, in megabytes. */
function megabytesIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0) / 1e6;
}
