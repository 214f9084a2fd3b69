import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../../src/json';
import { printYaml } from '../../../src/yaml';
import { helmApplication, onHost, onMember } from '../../application/applications';
import { folderOf } from '../run';
import { application, postData, readData, type Served, serve } from './served';

const FILES = { 'index.html': '', 'app.js': '', 'app.css': '', 'icon.svg': '' };

const textOf = (name: string) =>
  printYaml(helmApplication([onHost('web'), onMember('eu-1', 'web')], { metadata: { name, namespace: 'apps' } }));
const REPOSITORY = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata:\n  name: charts\n';

const ofFiles = async (files: Record<string, string>) => {
  const { path } = folderOf(files);
  return { path, served: await serve([...application('web'), ...application('shop')], FILES, { out: path }) };
};

/** Loads the file of `web`, and asks for the diff to another text. */
const edit = async (served: Served, text: string) => {
  const { digest } = (await readData(served, 'files/apps/web')).data;
  return await postData(served, 'change', { namespace: 'apps', name: 'web', text, digest });
};

test('says where an application is made', async () => {
  const { served } = await ofFiles({
    'apps/a.yaml': `# ours\n${REPOSITORY}---\n${textOf('web')}`,
    'apps/shop.ts': 'export class Shop {}',
    'node_modules/x.yaml': textOf('shop'),
    '.git/x.yaml': textOf('shop'),
    'broken.yaml': 'a: [ Application web',
  });
  const made = async (name: string) => (await readData(served, `made/apps/${name}`)).data;
  expect(await made('web')).toEqual({ yaml: 'apps/a.yaml', isSynthesized: false });
  expect(await made('shop')).toEqual({ typescript: 'apps/shop.ts', isSynthesized: false });
  expect((await readData(served, 'made/apps/none')).status).toBe(404);
  expect((await readData(served, `made/${encodeURIComponent('../..')}/etc`)).status).toBe(404);
  const { data } = await readData(served, 'files/apps/web');
  const text = `# ours\n${REPOSITORY}---\n${textOf('web')}`;
  expect(data).toEqual({ file: 'apps/a.yaml', text, digest: sha256(text) });
  expect((await readData(served, 'files/apps/shop')).status).toBe(404);
});

test('a file comes to the page as it is, with what cannot be seen', async () => {
  const text = textOf('web').replace('kind: Application', 'kind: Application # \u200b\u202e');
  const { served } = await ofFiles({ 'web.yaml': text });
  expect((await readData(served, 'files/apps/web')).data.text).toBe(text);
});

test('files that a link leads to outside of the folder are not read', async () => {
  const { path } = folderOf({ 'out/': '', 'elsewhere/web.yaml': textOf('web') });
  symlinkSync(join(path, 'elsewhere'), join(path, 'out/linked'));
  symlinkSync(join(path, 'elsewhere/web.yaml'), join(path, 'out/web.yaml'));
  const served = await serve(application('web'), FILES, { out: join(path, 'out') });
  expect((await readData(served, 'files/apps/web')).status).toBe(404);
});

test('an edit is a diff that git applies, and what Flux makes of it', async () => {
  const before = textOf('web');
  const { path, served } = await ofFiles({ 'deploy/web.yaml': before });
  execFileSync('git', ['init', '-q'], { cwd: path });
  const after = before.replace('version: 6.x', 'version: 6.9.0');
  expect(after).not.toBe(before);
  const { answer } = await edit(served, after);
  expect(answer.problems).toEqual([]);
  expect(answer.diff).toContain('--- a/deploy/web.yaml\n+++ b/deploy/web.yaml\n@@');
  expect(answer.plan).toContain('~ spec.chart.spec.version: "6.x" -> "6.9.0"');
  expect(readFileSync(join(path, 'deploy/web.yaml'), 'utf8')).toBe(before);
  execFileSync('git', ['apply', '-'], { cwd: path, input: answer.diff });
  expect(readFileSync(join(path, 'deploy/web.yaml'), 'utf8')).toBe(after);
  expect((await edit(served, after)).answer.diff).toBe('');
  expect(served.cluster.writes).toEqual([]);
});

test.each([
  ['all', (text: string) => text.replaceAll('\n', '\r\n')],
  ['some', (text: string) => text.replace(/(kind: .*)\n/g, '$1\r\n')],
  ['all but the last', (text: string) => text.trimEnd().replaceAll('\n', '\r\n')],
])('an edit keeps the line endings of Windows: %s', async (_, stored) => {
  const before = `# ours\n${textOf('web')}`;
  const { path, served } = await ofFiles({ 'web.yaml': stored(before) });
  execFileSync('git', ['init', '-q'], { cwd: path });
  const edited = stored(before).replaceAll('\r\n', '\n');
  expect((await edit(served, edited)).answer.diff).toBe('');
  const text = edited.replace('version: 6.x', 'version: 6.9.0');
  const { answer } = await edit(served, text);
  expect(answer.diff.match(/^[-+](?![-+]).*/gm)?.length).toBe(2);
  execFileSync('git', ['apply', '-'], { cwd: path, input: answer.diff });
  expect(readFileSync(join(path, 'web.yaml'), 'utf8').replaceAll('\r\n', '\n')).toBe(text);
});

test('new lines end like the others', async () => {
  const { path, served } = await ofFiles({ 'web.yaml': textOf('web').trimEnd().replaceAll('\n', '\r\n') });
  execFileSync('git', ['init', '-q'], { cwd: path });
  const text = `# a\n${textOf('web')}# b\n`;
  const { answer } = await edit(served, text);
  execFileSync('git', ['apply', '-'], { cwd: path, input: answer.diff });
  expect(readFileSync(join(path, 'web.yaml'), 'utf8')).toBe(text.replaceAll('\n', '\r\n'));
});

test('a file of almost 1 MiB can be edited', async () => {
  // in JSON, a quote takes two bytes
  const before = `${`# ${'"'.repeat(997)}\n`.repeat(1040)}${textOf('web')}`;
  const { served } = await ofFiles({ 'web.yaml': before });
  const { status, answer } = await edit(served, before.replace('version: 6.x', 'version: 6.9.0'));
  expect([status, answer.problems]).toEqual([200, []]);
  expect(answer.plan).toContain('~ spec.chart.spec.version: "6.x" -> "6.9.0"');
});

test('a removal says what it uninstalls, and git applies it: of a file alone, and of one with others', async () => {
  const { path, served } = await ofFiles({
    'web.yaml': textOf('web').trimEnd(),
    'more.yaml': `${textOf('shop')}---\n${REPOSITORY}`,
  });
  execFileSync('git', ['init', '-q'], { cwd: path });
  const remove = async (name: string) => {
    const { answer } = await postData(served, 'change', { namespace: 'apps', name, text: null });
    execFileSync('git', ['apply', '-'], { cwd: path, input: answer.diff });
    return answer;
  };
  const { diff, plan } = await remove('web');
  expect(diff).toContain('--- a/web.yaml\n+++ /dev/null\n');
  expect(plan).toMatch(/uninstall/);
  expect(plan).toContain('eu-1');
  expect(existsSync(join(path, 'web.yaml'))).toBe(false);
  await remove('shop');
  expect(readFileSync(join(path, 'more.yaml'), 'utf8')).toBe(REPOSITORY);
});

test('a diff in a folder of a repository has the path from its root', async () => {
  const { path } = folderOf({ 'repo/.git/': '', 'repo/deploy/apps/web.yaml': textOf('web') });
  const served = await serve(application('web'), FILES, { out: join(path, 'repo/deploy') });
  const { answer } = await postData(served, 'change', { namespace: 'apps', name: 'web', text: null });
  expect(answer.diff).toContain('--- a/deploy/apps/web.yaml\n');
});

test('a removal beside a document with errors has their lines in the file', async () => {
  const wrong = textOf('shop').replace('kind: fluxcd', 'kind: fluxdc');
  const { served } = await ofFiles({ 'web.yaml': `${textOf('web')}---\n${wrong}` });
  const { answer } = await postData(served, 'change', { namespace: 'apps', name: 'web', text: null });
  const lines = `${textOf('web')}---\n${wrong}`.split('\n');
  expect(answer).toEqual({
    problems: [
      { line: lines.indexOf('  kind: fluxdc') + 1, severity: 'error', message: expect.stringMatching(/^spec.kind: /) },
    ],
  });
});

test('an edit with errors has no diff', async () => {
  const { served } = await ofFiles({ 'web.yaml': textOf('web') });
  const text = textOf('web').replace('kind: fluxcd', 'kind: fluxdc');
  const { status, answer } = await edit(served, text);
  expect([status, Object.keys(answer), answer.problems[0].line]).toEqual([200, ['problems'], expect.any(Number)]);
});

test.each([
  [{ namespace: 'apps', name: 'none', text: null }, [422, 'no file below --out holds apps/none']],
  [{ namespace: 'apps', name: 'web' }, [400, 'the body is not a change of an application']],
  [{ namespace: 'apps', name: 'web', text: '' }, [400, 'the body is not a change of an application']],
  [{ namespace: 'apps', name: 'web', text: 1, digest: '' }, [400, 'the body is not a change of an application']],
] as const)('%j is refused', async (order, [status, message]) => {
  const { served } = await ofFiles({ 'web.yaml': textOf('web') });
  expect(await postData(served, 'change', order)).toEqual({ status, answer: { message } });
});

test('a file that changes meanwhile is read anew', async () => {
  const { path, served } = await ofFiles({ 'web.yaml': textOf('web') });
  writeFileSync(join(path, 'web.yaml'), textOf('other'));
  expect((await readData(served, 'files/apps/web')).status).toBe(404);
});

test('an edit of a text that is not that of the file any more is refused, and a removal is cut out of the present one', async () => {
  const before = textOf('web');
  const { path, served } = await ofFiles({ 'web.yaml': before });
  const { digest } = (await readData(served, 'files/apps/web')).data;
  writeFileSync(join(path, 'web.yaml'), `# of a colleague\n${before}`);
  const order = { namespace: 'apps', name: 'web' };
  const text = before.replace('version: 6.x', 'version: 6.9.0');
  expect(await postData(served, 'change', { ...order, text, digest })).toEqual({
    status: 422,
    answer: { message: 'web.yaml has changed since it was loaded: load it again' },
  });
  const { answer } = await postData(served, 'change', { ...order, text: null });
  expect(answer.diff).toContain('-# of a colleague\n');
  expect((await edit(served, `# of a colleague\n${text}`)).answer.diff.match(/^[-+](?![-+]).*/gm)?.length).toBe(2);
});
