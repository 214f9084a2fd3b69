import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kubeconfigOf } from '../recorded/api-server';
import { applicationYaml } from './applications';
import { installedPackage } from './installed';

const root = join(__dirname, '..', '..');
const { path: installed, fluxapp, env } = installedPackage();

/** Runs Node in a separate process, without a terminal. */
function node(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    input,
    encoding: 'utf8',
    cwd: installed,
    env,
  });
  return { status, stdout, stderr };
}

test('lowers a file and a pipe', () => {
  const yaml = applicationYaml('a');
  writeFileSync(join(installed, 'a.yaml'), yaml);
  const fromFile = node([fluxapp, 'lower', '-f', 'a.yaml']);
  expect(fromFile).toEqual({ status: 0, stdout: expect.stringContaining('name: a--host--a\n'), stderr: '' });
  expect(node([fluxapp, 'lower'], yaml)).toEqual(fromFile);
});

test('fails with the exit code 1, and words alone', () => {
  expect(node([fluxapp, 'lower', '-f', 'gone.yaml'])).toEqual({
    status: 1,
    stdout: '',
    stderr: 'error: gone.yaml: no such file or directory\n1 error in 1 file: nothing was printed\n',
  });
});

test('prints the CRD of the package', () => {
  const crd = readFileSync(join(root, 'crds/gitops.kubesphere.io_applications.yaml'), 'utf8');
  expect(node([fluxapp, 'crds'])).toEqual({ status: 0, stdout: crd, stderr: '' });
});

test('is quiet when nobody reads on', () => {
  const many = Array.from({ length: 2000 }, (_, index) => applicationYaml(`a${index}`)).join('---\n');
  writeFileSync(join(installed, 'many.yaml'), many);
  const command = `"${process.execPath}" "${fluxapp}" lower -f many.yaml; echo "exit $?" >&2`;
  const { stdout, stderr } = spawnSync('sh', ['-c', `{ ${command}; } | head -n 1`], {
    encoding: 'utf8',
    cwd: installed,
  });
  expect({ stdout, stderr }).toEqual({ stdout: 'apiVersion: kustomize.toolkit.fluxcd.io/v1\n', stderr: 'exit 0\n' });
});

test('says which Node it needs', () => {
  const pretend = join(installed, 'pretend.cjs');
  const run = (version: string) => {
    writeFileSync(pretend, `Object.defineProperty(process.versions, 'node', { value: '${version}' });`);
    return node(['--require', pretend, fluxapp, '--version']);
  };
  for (const version of ['8.17.0', '18.20.8']) {
    expect(run(version)).toEqual({
      status: 1,
      stdout: '',
      stderr: `fluxapp needs Node 20 or newer, this is v${version}: install a newer one\n`,
    });
  }
  for (const version of ['20.0.0', '22.18.0', '24.1.0']) expect(run(version).status).toBe(0);
});

test('says which Node a command with a cluster needs', () => {
  const pretend = join(installed, 'pretend.cjs');
  writeFileSync(pretend, "Object.defineProperty(process.versions, 'node', { value: '22.18.0' });");
  const kubeconfig = join(installed, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigOf('https://127.0.0.1:1'));
  expect(node(['--require', pretend, fluxapp, 'status', '--kubeconfig', kubeconfig])).toEqual({
    status: 1,
    stdout: '',
    stderr: 'error: connecting to a cluster needs Node 22.19 or newer, this is v22.18.0: install a newer one\n',
  });
});

test('is written so that an old Node can say so', () => {
  const script = readFileSync(fluxapp, 'utf8');
  expect(script).toMatch(/^#!\/usr\/bin\/env node\n/);
  expect(script).not.toMatch(/=>|`|\b(?:const|let|async|import)\b|\?[.?]/);
});

test.each(['--help', '--version'])('loads nothing for %s that it does not need', (option) => {
  const list = join(installed, 'list.cjs');
  writeFileSync(
    list,
    `process.on('exit', () => {
       const names = Object.keys(require.cache).map((file) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1]);
       process.stderr.write([...new Set(names)].filter(Boolean).join(' '));
     });`,
  );
  expect(node(['--require', list, fluxapp, option])).toMatchObject({
    status: 0,
    stderr: 'commander fastest-levenshtein',
  });
});
