import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Draft, EMPTY_DRAFT, EMPTY_TARGET } from '../../../src/page';
import { fluxapp, folderOf } from '../run';
import { application, postData, readData, serve } from './served';

const FILES = { 'index.html': '', 'app.js': '', 'app.css': '', 'icon.svg': '' };

const DRAFT: Draft = {
  ...EMPTY_DRAFT,
  ...{ namespace: 'shop', name: 'web', source: 'HelmRepository/podinfo', chart: 'podinfo', version: '6.9.0' },
  targets: [{ ...EMPTY_TARGET, cluster: 'eu-1', namespace: 'web' }],
};

const named = (kind: string, namespace: string, name: string, labels: object = {}) => ({
  ...{ apiVersion: 'source.toolkit.fluxcd.io/v1', kind },
  metadata: { name, namespace, labels, uid: `${kind}-${namespace}-${name}` },
});

test('a form has an answer, and the API server is not asked for it', async () => {
  const served = await serve(application('web'), FILES);
  // watch requests may still arrive
  const asked = () => served.cluster.requests.filter((request) => !request.includes('watch=')).length;
  const before = asked();
  const { status, answer } = await postData(served, 'draft', DRAFT);
  expect([status, answer.problems]).toEqual([200, []]);
  expect(answer.texts.typescript).toContain("Cluster.member('eu-1')");
  expect(answer.texts.yaml).toMatch(/^apiVersion: gitops\.kubesphere\.io\/v1alpha1\nkind: Application\n/);
  expect(answer.texts.objects).toMatchObject([{ kind: 'HelmRelease', name: 'web--eu-1--web' }]);
  expect(asked()).toBe(before);
  expect(await postData(served, 'draft', { ...DRAFT, name: 3 })).toEqual({
    ...{ status: 400, answer: { message: 'the body is not a form' } },
  });
});

test('a form offers the clusters, sources and templates that there are, by their metadata alone', async () => {
  const served = await serve(
    [
      ...application('web'),
      ...[named('HelmRepository', 'apps', 'charts'), named('GitRepository', 'flux-system', 'fleet')],
      named('HelmChart', 'apps', 'podinfo'),
      named('HelmChart', 'apps', 'apps-web', { 'helm.toolkit.fluxcd.io/name': 'web' }),
    ],
    FILES,
  );
  expect(await readData(served, 'choices')).toEqual({
    status: 200,
    data: {
      clusters: ['host', 'eu-1'],
      sources: ['GitRepository/flux-system/fleet', 'HelmRepository/apps/charts'],
      templates: ['apps/podinfo'],
    },
  });
  expect(served.cluster.requests.filter((request) => /secrets|configmaps/.test(request))).toEqual([]);
});

test('what may not be listed is no choice, and no error', async () => {
  const served = await serve([...application('web'), named('HelmRepository', 'apps', 'charts')], FILES);
  served.cluster.faults.push({ on: 'list', path: /helmrepositories/, fault: { kind: 'status', status: 403 } });
  expect((await readData(served, 'choices')).data).toEqual({ clusters: ['host', 'eu-1'], sources: [], templates: [] });
});

test('--out saves new files, and leaves those alone that are there', async () => {
  const { path } = folderOf({ 'shop/other.yaml': 'other' });
  const served = await serve(application('web'), FILES, { out: path, readOnly: true });
  expect((await readData(served, 'overview')).data).toMatchObject({ maySave: true, mayPause: false });
  const save = (format: string, draft: object = DRAFT) => postData(served, 'save', { draft, format });
  expect(await save('typescript')).toEqual({ status: 200, answer: { file: 'shop/web.ts' } });
  expect(await save('yaml')).toEqual({ status: 200, answer: { file: 'shop/web.yaml' } });
  expect(await save('yaml', { ...DRAFT, namespace: ' cart ' })).toEqual({
    status: 200,
    answer: { file: 'cart/web.yaml' },
  });
  expect(readFileSync(join(path, 'cart/web.yaml'), 'utf8')).toContain('  namespace: cart\n');
  expect(readdirSync(path).sort()).toEqual(['cart', 'shop']);
  const { answer } = await postData(served, 'draft', DRAFT);
  expect(readFileSync(join(path, 'shop/web.ts'), 'utf8')).toBe(answer.texts.typescript);
  expect(readFileSync(join(path, 'shop/web.yaml'), 'utf8')).toBe(answer.texts.yaml);

  const there = { status: 422, answer: { message: 'shop/other.yaml already exists and was not changed' } };
  expect(await save('yaml', { ...DRAFT, name: 'other' })).toEqual(there);
  expect(readFileSync(join(path, 'shop/other.yaml'), 'utf8')).toBe('other');
  expect(await save('yaml', { ...DRAFT, chart: '' })).toMatchObject({ status: 422 });
  expect(await save('json')).toEqual({ status: 400, answer: { message: 'the body is not an order to save' } });
  expect(readdirSync(join(path, 'shop')).sort()).toEqual(['other.yaml', 'web.ts', 'web.yaml']);
});

test('a file where the folder of a namespace would be is named', async () => {
  const { path } = folderOf({ blocked: 'ours' });
  const served = await serve(application('web'), FILES, { out: path });
  const draft = { ...DRAFT, namespace: 'blocked' };
  expect(await postData(served, 'save', { draft, format: 'typescript' })).toEqual({
    status: 422,
    answer: { message: 'blocked exists in the folder of --out and is not a folder' },
  });
  expect(readFileSync(join(path, 'blocked'), 'utf8')).toBe('ours');
});

test.each([
  ['../shop', 'web'],
  ['shop', '../web'],
  ['shop', '/etc/web'],
  ['..', 'web'],
  ['shop', 'web\u0000'],
])('nothing is saved outside of the folder: %j, %j', async (namespace, name) => {
  const { path } = folderOf({ 'out/': '' });
  const served = await serve(application('web'), FILES, { out: join(path, 'out') });
  const order = { draft: { ...DRAFT, namespace, name }, format: 'yaml' };
  expect((await postData(served, 'save', order)).status).toBe(422);
  expect([readdirSync(path), readdirSync(join(path, 'out'))]).toEqual([['out'], []]);
});

test('a link does not lead outside of the folder', async () => {
  const { path } = folderOf({ 'out/': '', 'elsewhere/': '' });
  symlinkSync(join(path, 'elsewhere'), join(path, 'out', 'shop'));
  symlinkSync(join(path, 'elsewhere', 'new.yaml'), join(path, 'out', 'link.yaml'));
  const served = await serve(application('web'), FILES, { out: join(path, 'out') });
  expect(await postData(served, 'save', { draft: DRAFT, format: 'yaml' })).toEqual({
    status: 422,
    answer: { message: 'shop/web.yaml is outside of the folder of --out: a link leads there' },
  });
  expect(readdirSync(join(path, 'elsewhere'))).toEqual([]);
});

test('without --out nothing is saved', async () => {
  const served = await serve(application('web'), FILES);
  expect(await postData(served, 'save', { draft: DRAFT, format: 'yaml' })).toEqual({
    status: 403,
    answer: { message: 'fluxapp ui runs without --out: it saves and changes no files' },
  });
});

test('a folder that is not there is an error at the start', async () => {
  const outcome = await fluxapp(['ui', '--out', '/nonexistent/folder']);
  expect(outcome).toMatchObject({ code: 1, stdout: '' });
  expect(outcome.stderr).toContain('--out /nonexistent/folder: there is no such folder');
  expect(existsSync('/nonexistent')).toBe(false);
});
