import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reachableFiles } from '../../build/reachable';
import { type Packed, pack } from '../../harness/pack';
import { dumped, listOf } from '../cli/dump';

const root = join(__dirname, '..', '..');
const bin = (name: string) => join(root, 'node_modules', '.bin', name);

let packed: Packed;
beforeAll(() => {
  packed = pack();
}, 120_000);
afterAll(() => packed.remove());

const filesWith = (ending: string) => packed.files.map(({ path }) => path).filter((path) => path.endsWith(ending));

test('publint and attw find nothing', () => {
  const node = (script: string, ...args: string[]) =>
    execFileSync(process.execPath, [script, ...args], { stdio: 'pipe' });
  expect(String(node(bin('publint'), 'run', packed.tarball, '--strict'))).toContain('All good!');
  expect(String(node(bin('attw'), packed.tarball))).toContain('No problems found');
}, 60_000);

test('the tarball holds the code, the types and the page that its entries lead to, and no other', () => {
  const { code, types, files } = reachableFiles(join(packed.folder, 'lib'));
  const inLib = packed.files.map(({ path }) => path).filter((path) => path.startsWith('lib/'));
  expect(inLib.sort()).toEqual([...code, ...types, ...files].map((path) => `lib/${path}`).sort());
});

test('nothing else is in it than code, types, the CRD, the schema of a list of clusters, pages, examples, and what every package has', () => {
  const others = packed.files.map(({ path }) => path).filter((path) => !/^(?:lib|docs|examples)\//.test(path));
  expect(others.sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'api/renames.md',
    'api/types.d.ts.txt',
    'bin/fluxapp',
    'crds/gitops.kubesphere.io_applications.yaml',
    'package.json',
    'schemas/cluster-list-v1.json',
  ]);
});

test('the links of the README lead to what is in it, or to the web', () => {
  const readme = readFileSync(join(packed.folder, 'README.md'), 'utf8');
  const links = [...readme.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link]) => link as string);
  const local = links.filter((link) => !link.includes('://'));
  expect(local.length).toBeGreaterThan(20);
  const isThere = (link: string) =>
    packed.files.some(({ path }) => path === link || path.startsWith(`${link.replace(/\/$/, '')}/`));
  expect(local.filter((link) => !isThere(link))).toEqual([]);
});

test('the command finds its page: one file, small as it is sent', () => {
  const command = [join(packed.folder, 'bin', 'fluxapp'), 'status', '-f', '-', '-o', 'html'];
  const env = { ...process.env, NODE_PATH: join(root, 'node_modules') };
  const html = execFileSync(process.execPath, command, { input: listOf(dumped('apps', 'web', [{}])), env });
  expect(String(html)).toMatch(/^<!doctype html>\n<html lang="en">.*"name":"web".*<\/html>\n$/s);
  expect(gzipSync(html).length).toBeLessThan(60_000);
});

test.each([
  'http://json-schema.org/draft-04/schema#',
  'http://json-schema.org/draft-06/schema#',
  'http://json-schema.org/draft-07/schema#',
  'https://json-schema.org/draft/2019-09/schema',
  'https://json-schema.org/draft/2020-12/schema',
])('the command as it is built imports a chart with a schema of %s', ($schema) => {
  const folder = mkdtempSync(join(tmpdir(), 'chart-'));
  try {
    writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 1.0.0\n');
    writeFileSync(join(folder, 'values.schema.json'), JSON.stringify({ $schema, type: 'object' }));
    const command = [join(packed.folder, 'bin', 'fluxapp'), 'import', 'chart', folder, '--out', folder];
    const env = { ...process.env, NODE_PATH: join(root, 'node_modules') };
    execFileSync(process.execPath, command, { env, stdio: 'pipe' });
    expect(readFileSync(join(folder, 'web.ts'), 'utf8')).toContain('typedChart');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the size is what docs/performance.md says', () => {
  const page = readFileSync(join(root, 'docs', 'performance.md'), 'utf8');
  const [, stated] = /tarball has (\d+) kB/.exec(page) ?? [];
  expect(Math.abs(packed.size / 1000 - Number(stated))).toBeLessThan(15);
});

test('the types name nothing that an older compiler or another environment lacks', () => {
  const types = filesWith('.d.ts').map((path) =>
    readFileSync(join(packed.folder, path), 'utf8').replace(/\/\*[\s\S]*?\*\//g, ''),
  );
  const modules = new Set(
    types.flatMap((text) => [...text.matchAll(/from ['"]([^.'"][^'"]*)['"]/g)].map(([, name]) => name)),
  );
  expect([...modules].sort()).toEqual(['cdk8s', 'constructs']);
  expect(types.filter((text) => /\b(?:NodeJS|Buffer|import\()/.test(text))).toEqual([]);
});
