import { expect, test } from 'vitest';
import { printYamlDocuments } from '../../src/yaml/print';
import { helmApplication, onHost, SAVES } from '../application/applications';
import { templateUser } from './applications';
import { fluxapp } from './run';

const SOURCE = { sourceRef: { kind: 'HelmRepository', name: 'charts' } };
const path = 'spec.fluxApp.spec.config.helmRelease.template';
const missing = `Application apps/user: ${path}: the input has no HelmChart "podinfo" in namespace "apps", and no Application there that saves it [template-unknown]`;

function chart(name: string, metadata: object = { namespace: 'apps' }) {
  const spec = { chart: name, sourceRef: { kind: 'HelmRepository', name: 'charts' }, interval: '1m' };
  return { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'HelmChart', metadata: { name, ...metadata }, spec };
}

const saver = (name: string, metadata: object = {}) =>
  helmApplication([onHost(name)], { source: SOURCE, metadata: { name, ...SAVES, ...metadata } });

async function lower(objects: readonly unknown[], ...args: string[]) {
  const { code, stderr, stdout } = await fluxapp(['lower', ...args], { stdin: printYamlDocuments(objects) });
  return { code, printed: stdout !== '', stderr: stderr.split('\n').slice(0, -1) };
}

test('a template that is not in the input is a warning', async () => {
  expect(await lower([templateUser('podinfo')])).toEqual({
    code: 0,
    printed: true,
    stderr: [`warning: <stdin>:17:11: ${missing}`],
  });
});

test('with --strict it is an error, and other warnings stay warnings', async () => {
  const member = { destination: { kubeConfig: { secretRef: { name: 'eu' } }, targetNamespace: 'a' }, interval: '1m' };
  const { code, printed, stderr } = await lower(
    [templateUser('podinfo'), helmApplication([member], { metadata: { name: 'a' } })],
    '--strict',
  );
  expect({ code, printed, stderr }).toEqual({
    code: 1,
    printed: false,
    stderr: [
      `error: <stdin>:17:11 (document 1): ${missing}`,
      expect.stringMatching(/^warning: <stdin>:\d+:\d+ \(document 2\): Application apps\/a: .*storageNamespace: /),
      '1 error in 1 file: nothing was printed',
    ],
  });
});

test.each([
  ['a HelmChart', chart('podinfo')],
  ['a HelmChart of an older version', { ...chart('podinfo'), apiVersion: 'source.toolkit.fluxcd.io/v1beta2' }],
  ['an Application that saves it', saver('podinfo')],
])('%s is a template', async (_, template) => {
  const good = { code: 0, printed: true, stderr: [] };
  expect(await lower([template, templateUser('podinfo')], '--strict')).toEqual(good);
  expect(await lower([templateUser('podinfo'), template], '--strict')).toEqual(good);
});

test.each([
  ['of another namespace', chart('podinfo', { namespace: 'other' })],
  ['without a namespace', chart('podinfo', {})],
  ['of another group', { ...chart('podinfo'), apiVersion: 'example.com/v1' }],
  ['that is not saved', saver('podinfo', { labels: {} })],
  ['that is saved by the Application of another engine', { ...saver('podinfo'), spec: { kind: 'argocd' } }],
])('a chart %s is none', async (_, chart) => {
  const { stderr } = await lower([templateUser('podinfo'), chart]);
  expect(stderr[0]).toBe(`warning: <stdin>:17:11 (document 1): ${missing}`);
});

test('without a namespace an Application takes a HelmChart without one', async () => {
  const user = templateUser('podinfo');
  const objects = [{ ...user, metadata: { name: 'user' } }, chart('podinfo', {})];
  expect(await lower(objects, '--strict')).toEqual({ code: 0, printed: true, stderr: [] });
  const { stderr } = await lower([objects[0]]);
  expect(stderr).toEqual([
    `warning: <stdin>:16:11: Application user: ${path}: the input has no HelmChart "podinfo" without a namespace, and no Application there that saves it [template-unknown]`,
  ]);
});

test('so are those of targets', async () => {
  const user = helmApplication([onHost('a'), onHost('b', { template: 'podinfo' })], { metadata: { name: 'user' } });
  const target = 'spec.fluxApp.spec.config.helmRelease.deploy[1].template';
  const { stderr } = await lower([user]);
  expect(stderr).toEqual([expect.stringContaining(missing.replace(path, target))]);
  expect((await lower([user, chart('podinfo')])).stderr).toEqual([]);
});

test('so are those of the compact form, each said once, where it is written', async () => {
  const helm = 'spec.fluxApp.spec.config.helmRelease';
  const target = (targetNamespace: string, own: object = {}) => ({ destination: { targetNamespace }, ...own });
  const user = helmApplication([], {
    ...{ source: SOURCE, metadata: { name: 'user' }, deploy: undefined },
    defaults: { interval: '10m', template: 'redis' },
    layers: [
      { name: 'prod', template: 'podinfo' },
      { name: 'unused', template: 'nowhere' },
    ],
    targets: [
      target('a'),
      target('b', { layers: ['prod'] }),
      target('c', { layers: ['prod'] }),
      target('d', { layers: ['prod'], template: 'mail' }),
    ],
  });
  const { stderr } = await lower([user]);
  const said = (template: string) => missing.replace('podinfo', template);
  expect(stderr.map((line) => line.replace(/^warning: <stdin>:\d+:\d+: /, ''))).toEqual([
    said('redis').replace(path, `${helm}.defaults.template`),
    said('podinfo').replace(path, `${helm}.layers[0].template`),
    said('mail').replace(path, `${helm}.targets[3].template`),
  ]);
  expect((await lower([user, chart('podinfo'), chart('redis'), chart('mail')], '--strict')).stderr).toEqual([]);
});

test('the template that is meant is named', async () => {
  const { stderr } = await lower([chart('podinfo'), chart('redis'), templateUser('podinof')]);
  expect(stderr[0]).toMatch(/ "podinof" .*; did you mean "podinfo"\? \[template-unknown\]$/);
});

test('an Application with errors saves its template all the same', async () => {
  const wrong = saver('podinfo');
  wrong.spec.fluxApp.spec.config.helmRelease.deploy[0].interval = '1';
  const { stderr } = await lower([wrong, templateUser('podinfo')]);
  expect(stderr.filter((line) => line.includes('HelmChart'))).toEqual([]);
});

test('a HelmChart that stands twice is nobody’s business here', async () => {
  expect(await lower([chart('podinfo'), chart('podinfo'), templateUser('podinfo')])).toEqual({
    code: 0,
    printed: true,
    stderr: [],
  });
});

test('a HelmChart of the name of a template that is saved is an error, wherever it stands', async () => {
  for (const objects of [
    [chart('podinfo'), saver('podinfo')],
    [saver('podinfo'), chart('podinfo')],
  ]) {
    const { code, stderr } = await lower(objects);
    expect(code).toBe(1);
    expect(stderr[0]).toMatch(
      /^error: <stdin>:\d+:\d+ \(document [12]\): Application apps\/podinfo: spec\.fluxApp\.spec\.config\.helmRelease\.chart: makes HelmChart apps\/podinfo, which HelmChart apps\/podinfo \(<stdin>:\d+:1 \(document [12]\)\) makes as well \[object-clash\]$/,
    );
  }
});

test('what was lowered before may stand beside what it was lowered from', async () => {
  const { stdout } = await fluxapp(['lower'], { stdin: printYamlDocuments([saver('podinfo')]) });
  const again = await fluxapp(['lower'], { stdin: `${stdout}---\n${printYamlDocuments([saver('podinfo')])}` });
  expect(again).toEqual({ code: 0, stdout, stderr: 'ignored: 1 HelmRelease\n' });
});
