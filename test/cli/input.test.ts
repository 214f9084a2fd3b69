import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { systemMessage } from '../../src/cli/input/input-error';
import { applicationYaml } from './applications';
import { fluxapp, folderOf } from './run';

const MiB = 1024 * 1024;

/** The errors in a file with this content, without the line with the number of errors. */
async function errorsOf(content: string | Uint8Array): Promise<string[]> {
  const { fluxapp } = folderOf({ 'app.yaml': content });
  const { code, stdout, stderr } = await fluxapp(['lower', '-f', './app.yaml']);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  const lines = stderr.split('\n');
  const count = lines.length - 2;
  expect(lines.splice(count)).toEqual([`${count} error${count === 1 ? '' : 's'} in 1 file: nothing was printed`, '']);
  return lines;
}

const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)));

test.each([
  ['nothing', '', ['error: ./app.yaml: is empty']],
  ['comments', '# a\n---\n# b\n', ['error: ./app.yaml: is empty']],
  ['text', 'hello\n', ['error: ./app.yaml:1:1: this is a string, not an object with apiVersion and kind']],
  ['a list', '# a\n- b\n', ['error: ./app.yaml:2:1: this is a list, not an object with apiVersion and kind']],
  [
    'a List of anything',
    'kind: List\nitems:\n  - 1\n  - kind: List\n    items: [~]\n',
    [
      'error: ./app.yaml:3:5: this is a number, not an object with apiVersion and kind',
      'error: ./app.yaml:5:13: this is null, not an object with apiVersion and kind',
    ],
  ],
  [
    'malformed YAML',
    'a: [b\n---\n\nc: d: e\n',
    [
      'error: ./app.yaml:2:1 (document 1): a list that begins with "[" must end with "]", and be indented like the text around it',
      'error: ./app.yaml:4:4 (document 2): a string with ": " in it needs quotes, and a map as a value needs separate lines',
    ],
  ],
  [
    'malformed JSON',
    '{"kind": "List", "items": [}',
    ['error: ./app.yaml:1:28: a list that begins with "[" must end with "]", and be indented like the text around it'],
  ],
  [
    'duplicate keys',
    'a: 1\nb: 2\na: 3\nb: 4\n',
    [
      'error: ./app.yaml:3:1: this key occurs twice in its map',
      'error: ./app.yaml:4:1: this key occurs twice in its map',
    ],
  ],
  [
    'an alias bomb',
    [...'abcdefg'].map((name, i) => `${name}: &${name} [${Array(10).fill(i ? `*${'abcdefg'[i - 1]}` : 1)}]`).join('\n'),
    ['error: ./app.yaml:6:29: up to here, aliases expand to more than 1000000 nodes, which is too many'],
  ],
  ['what is nested too deep', '['.repeat(100_000), ['error: ./app.yaml:1:1: maps and lists are nested too deep']],
  ['zero bytes', bytes('kind: ', [0, 1]), ['error: ./app.yaml: is not text: byte 6 is zero']],
  ['no UTF-8', bytes('a: ', [0xe9]), ['error: ./app.yaml: is not UTF-8 text']],
  ['UTF-16', bytes([0xff, 0xfe], [0x61, 0]), ['error: ./app.yaml: looks like UTF-16 text: save it as UTF-8']],
  ['UTF-16, the other way', bytes([0xfe, 0xff]), ['error: ./app.yaml: looks like UTF-16 text: save it as UTF-8']],
  ['gzip', gzipSync('kind: List'), ['error: ./app.yaml: looks like a gzip archive: unpack it first']],
  ['zip', bytes('PK', [3, 4]), ['error: ./app.yaml: looks like a zip archive: unpack it first']],
  ['too much', Buffer.alloc(50 * MiB, '#'), ['error: ./app.yaml: is too large: 50 MiB, at most 32 MiB are read']],
])('refuses a file that holds %s', async (_, content, errors) => {
  expect(await errorsOf(content)).toEqual(errors);
});

test.each([
  ['a JSON patch', '- op: replace\n  path: /spec/replicas\n  value: 2\n'],
  ['a list of texts', '["a", "b"]'],
  ['an empty list', '[]'],
  ['values', 'replicas: 2\n'],
  ['comments', '# nothing\n'],
  ['nothing', ''],
])('passes over %s in a directory', async (_, content) => {
  const { fluxapp } = folderOf({ 'apps/a.yaml': applicationYaml('a'), 'apps/other.yaml': content });
  const alone = await fluxapp(['lower', '-f', './apps/a.yaml']);
  const { code, stdout, stderr } = await fluxapp(['lower', '-f', './apps']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: alone.stdout });
  expect(['', 'ignored: 1 document without kind\n']).toContain(stderr);
});

test.each([
  [
    'a list of Applications',
    JSON.stringify([{ apiVersion: 'gitops.kubesphere.io/v1alpha1', kind: 'Application', spec: {} }]),
    '1:1: this is a list of objects: write each as a separate document, or put them into the items of a List',
  ],
  [
    'a List of another kind',
    'kind: list\nitems: [{ apiVersion: v1, kind: ConfigMap }]\n',
    '1:1: its items are objects: kind must be List, got "list"',
  ],
  ['a text', 'apiVersion:v1\n', '1:1: this is a string, not an object with apiVersion and kind'],
  ['a List of numbers', 'kind: List\nitems: [1]\n', '2:9: this is a number, not an object with apiVersion and kind'],
])('refuses %s in a directory: nothing applies it', async (_, content, error) => {
  const { fluxapp } = folderOf({ 'apps/a.yaml': applicationYaml('a'), 'apps/other.yaml': content });
  const { code, stderr } = await fluxapp(['lower', '-f', './apps']);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `error: ./apps/other.yaml:${error}\n1 error in 1 file: nothing was printed\n`,
  });
});

test('-R reads neither hidden folders nor node_modules, unless they are named', async () => {
  const { fluxapp } = folderOf({
    'apps/a.yaml': applicationYaml('a'),
    'apps/eu/.b.yaml': applicationYaml('b'),
    'apps/eu/.git/c.yaml': applicationYaml('c'),
    'apps/node_modules/pkg/d.yaml': applicationYaml('d'),
    '.config/e.yaml': applicationYaml('e'),
    'only/.git/f.yaml': applicationYaml('f'),
  });
  const namesOf = (stdout: string) =>
    stdout.match(/^ {2}name: .*/gm)?.map((line) => line.slice('  name: '.length, '  name: '.length + 1));
  const all = await fluxapp(['lower', '-R', '-f', './apps']);
  expect({ ...all, stdout: namesOf(all.stdout) }).toEqual({ code: 0, stdout: ['a', 'b'], stderr: '' });
  const named = await fluxapp(['lower', '-R', '-f', './.config', '-f', './apps/node_modules']);
  expect({ ...named, stdout: namesOf(named.stdout) }).toEqual({ code: 0, stdout: ['e', 'd'], stderr: '' });
  const { stderr } = await fluxapp(['lower', '-f', './only']);
  expect(stderr.split('\n')[0]).toBe('error: ./only: contains no .yaml, .yml or .json file');
});

test('reads standard input no further than it must', async () => {
  let read = 0;
  function* endless() {
    for (const chunk = Buffer.alloc(MiB, '#'); ; read++) yield chunk;
  }
  const { code, stderr } = await fluxapp(['lower', '-f', '-'], { stdin: endless() });
  expect({ code, stderr, read }).toEqual({
    code: 1,
    stderr: 'error: <stdin>: is too large: at most 32 MiB are read\n1 error in 1 file: nothing was printed\n',
    read: 32,
  });
});

test('refuses standard input that is empty', async () => {
  const { stderr } = await fluxapp(['lower']);
  expect(stderr).toBe('error: <stdin>: is empty\n1 error in 1 file: nothing was printed\n');
});

test('says what is wrong with every path', async () => {
  const { fluxapp } = folderOf({
    'empty/': '',
    'texts/read.me': 'a',
    'nested/app/app.yaml': applicationYaml('a'),
    'app.yaml': applicationYaml('a'),
  });
  const paths = ['./missing.yaml', './empty', './texts', './nested', './app.yaml', './app.yaml/b', './app/../app.yaml'];
  const { code, stdout, stderr } = await fluxapp([
    'lower',
    ...paths.flatMap((path) => ['-f', path]),
    '-f',
    '-',
    '-f',
    '-',
  ]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.split('\n')).toEqual([
    'error: ./missing.yaml: no such file or directory',
    'error: ./empty: contains no .yaml, .yml or .json file',
    'error: ./texts: contains no .yaml, .yml or .json file',
    'error: ./nested: contains no .yaml, .yml or .json file; -R also looks into its subdirectories',
    'error: ./app.yaml/b: no such file or directory',
    'error: ./app/../app.yaml: no such file or directory',
    'error: <stdin>: is given twice',
    'error: <stdin>: is empty',
    '8 errors in 7 files: nothing was printed',
    '',
  ]);
});

test('refuses a file that is given twice, whatever it is called', async () => {
  const { fluxapp, path } = folderOf({ 'apps/a.yaml': applicationYaml('a') });
  symlinkSync('a.yaml', join(path, 'apps', 'b.yaml'));
  const { stderr } = await fluxapp(['lower', '-f', './apps', '-f', './apps/a.yaml']);
  expect(stderr.split('\n')).toEqual([
    'error: ./apps/b.yaml: is given twice, first as ./apps/a.yaml',
    'error: ./apps/a.yaml: is given twice',
    '2 errors in 2 files: nothing was printed',
    '',
  ]);
});

test('follows links to files, but not to directories', async () => {
  const { fluxapp, path } = folderOf({ 'data/a.yaml': applicationYaml('a'), 'apps/': '' });
  symlinkSync('../data/a.yaml', join(path, 'apps', 'a.yaml'));
  symlinkSync('.', join(path, 'apps', 'loop'));
  symlinkSync('../data', join(path, 'apps', 'folder.yaml'));
  const { code, stderr } = await fluxapp(['lower', '-R', '-f', './apps']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('a broken link is said to be missing', async () => {
  const { fluxapp, path } = folderOf({ 'apps/a.yaml': applicationYaml('a') });
  symlinkSync('nowhere', join(path, 'apps', 'b.yaml'));
  const { stderr } = await fluxapp(['lower', '-f', './apps']);
  expect(stderr).toContain('error: ./apps/b.yaml: no such file or directory\n');
});

test('what the operating system refuses is said in words', () => {
  const messageOf = (code: string) => systemMessage(Object.assign(new Error('open /secret'), { code }));
  expect(['EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'EIO'].map(messageOf)).toEqual([
    'permission denied',
    'permission denied',
    'no such file or directory',
    'no such file or directory',
    'cannot be read (EIO)',
  ]);
  const bug = new TypeError('x is not a function');
  expect(() => systemMessage(bug)).toThrow(bug);
});
