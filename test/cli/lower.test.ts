import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valueAt } from '../../src/json/read';
import { parseYaml } from '../../src/yaml/parse';
import { printYaml } from '../../src/yaml/print';
import { helmApplication, kustomizationApplication, onHost, onMember } from '../application/applications';
import { anyValues } from '../values/arbitrary';
import { applicationYaml } from './applications';
import { fluxapp, folderOf } from './run';

const upstream = join(__dirname, '..', 'fixtures', 'upstream');
const lowered = (name: string) => readFileSync(join(upstream, 'lowered', `${name}.yaml`), 'utf8');

test.each(['helm', 'kustomization', 'members'])('lowers the sample %s', async (name) => {
  expect(await fluxapp(['lower', '-f', join(upstream, `${name}.yaml`)])).toEqual({
    code: 0,
    stdout: lowered(name),
    stderr: '',
  });
});

test('lowers the sample template, beside the one that saves it', async () => {
  const files = ['template', 'helm'].flatMap((name) => ['-f', join(upstream, `${name}.yaml`)]);
  expect(await fluxapp(['lower', '--strict', ...files])).toEqual({
    code: 0,
    stdout: `${lowered('template')}---\n${lowered('helm')}`,
    stderr: '',
  });
});

test('prints one List in JSON', async () => {
  const { code, stdout, stderr } = await fluxapp(['lower', '-f', join(upstream, 'kustomization.yaml'), '-o', 'json']);
  const expected = parseYaml(lowered('kustomization'));
  const list = { apiVersion: 'v1', kind: 'List', items: expected.map(({ value }) => value) };
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${JSON.stringify(list, null, 2)}\n`, stderr: '' });
});

test('an application that has no targets makes nothing', async () => {
  const stdin = printYaml(helmApplication([]));
  const deploy = 'spec.fluxApp.spec.config.helmRelease.deploy';
  expect(await fluxapp(['lower', '-o', 'json'], { stdin })).toEqual({
    code: 0,
    stdout: '{\n  "apiVersion": "v1",\n  "kind": "List",\n  "items": []\n}\n',
    stderr: `warning: <stdin>:19:11: Application apps/podinfo: ${deploy}: is empty: the application has no targets [deploy-empty]\n`,
  });
  expect((await fluxapp(['lower'], { stdin })).stdout).toBe('');
});

test('reads standard input, by name and without one', async () => {
  const stdin = applicationYaml('one');
  const { code, stdout } = await fluxapp(['lower'], { stdin });
  expect({ code, names: namesOf(stdout) }).toEqual({ code: 0, names: ['one--host--one'] });
  const file = folderOf({ 'two.yaml': applicationYaml('two') });
  const both = await file.fluxapp(['lower', '-f', '-', '-f', './two.yaml'], stdin);
  expect(namesOf(both.stdout)).toEqual(['one--host--one', 'two--host--two']);
});

test('reads documents, Lists in Lists, and JSON', async () => {
  const item = (name: string) => parseYaml(applicationYaml(name))[0]?.value;
  const list = (...items: unknown[]) => ({ apiVersion: 'v1', kind: 'List', items });
  const { stdout, stderr, code } = await fluxapp(['lower'], {
    stdin: [
      `\ufeff# a comment\r\n${applicationYaml('a').replaceAll('\n', '\r\n')}`,
      printYaml(list(item('b'), list(item('c')), list())),
      JSON.stringify({ ...list(item('d')), kind: 'ApplicationList' }),
      '',
    ].join('\n---\n'),
  });
  expect({ code, stderr, names: namesOf(stdout) }).toEqual({
    code: 0,
    stderr: '',
    names: ['a--host--a', 'b--host--b', 'c--host--c', 'd--host--d'],
  });
});

test('reads JSON objects one after the other, as jq prints them', async () => {
  const json = ['a', 'b'].map((name) => JSON.stringify(parseYaml(applicationYaml(name))[0]?.value)).join('\n');
  expect(namesOf((await fluxapp(['lower'], { stdin: json })).stdout)).toEqual(['a--host--a', 'b--host--b']);
});

test('reads the files of a directory by path, its subdirectories when told to', async () => {
  const { fluxapp } = folderOf({
    'b.yml': applicationYaml('b'),
    'a.yaml': applicationYaml('a'),
    'c.json': JSON.stringify(parseYaml(applicationYaml('c'))[0]?.value),
    'notes.txt': 'not read',
    'empty.yaml': '# nothing\n',
    'a/b.yaml': applicationYaml('ab'),
  });
  const names = async (...args: string[]) => namesOf((await fluxapp(['lower', ...args])).stdout).map((name) => name[0]);
  expect(await names('-f', '.')).toEqual(['a', 'b', 'c']);
  expect(namesOf((await fluxapp(['lower', '-f', '.', '-R'])).stdout)).toEqual([
    'a--host--a',
    'ab--host--ab',
    'b--host--b',
    'c--host--c',
  ]);
  expect(await names('-f', './c.json', '-f', './a.yaml')).toEqual(['c', 'a']);
});

test('the order of the files changes the order of what is printed, and nothing else', async () => {
  const names = ['a', 'b', 'c'];
  const { fluxapp } = folderOf(Object.fromEntries(names.map((name) => [`${name}.yaml`, applicationYaml(name)])));
  const loweredFrom = async (order: readonly string[]) =>
    (await fluxapp(['lower', ...order.flatMap((name) => ['-f', `./${name}.yaml`])])).stdout.split('---\n');
  const documents = await loweredFrom(names);
  expect(await loweredFrom(['c', 'a', 'b'])).toEqual([documents[2], documents[0], documents[1]]);
});

test('an application is the same in YAML and in JSON, whatever its values', async () => {
  await fc.assert(
    fc.asyncProperty(anyValues, anyValues, async (host, member) => {
      const application = helmApplication([
        onHost('web', { values: host }),
        onMember('eu', 'web', { values: member, valuesFrom: null }),
      ]);
      const yaml = await fluxapp(['lower'], { stdin: printYaml(application) });
      expect(yaml).toEqual(await fluxapp(['lower'], { stdin: JSON.stringify(application) }));
      expect(yaml.code).toBe(0);
      const json = await fluxapp(['lower', '-o', 'json'], { stdin: JSON.stringify(application) });
      expect(parseYaml(yaml.stdout).map(({ value }) => value)).toEqual(JSON.parse(json.stdout).items);
    }),
  );
});

/** The names of printed objects. */
function namesOf(yaml: string): string[] {
  return parseYaml(yaml).map(({ value }) => (value as { metadata: { name: string } }).metadata.name);
}

test('says once what many targets share, at the first of them', async () => {
  const on = (number: number) => onMember(`eu-${number}`, `Web_${number}`, { maxHistory: 'many' });
  const application = helmApplication(Array.from({ length: 60 }, (_, number) => on(number)));
  const stdin = printYaml({ apiVersion: 'v1', kind: 'List', items: [application] });
  const at = 'Application apps/podinfo: items[0].spec.fluxApp.spec.config.helmRelease.deploy[0]';
  const others = '(and 59 more: deploy[1..59])';
  const label = "is not a DNS label: lower-case letters, digits and '-', with a letter or digit at both ends";
  expect(await fluxapp(['lower'], { stdin })).toEqual({
    code: 1,
    stdout: '',
    stderr: [
      `error: <stdin>:27:21: ${at}.destination.targetNamespace ${others}: "Web_0" ${label} [name-invalid]`,
      `error: <stdin>:29:19: ${at}.storageNamespace ${others}: "Web_0" ${label} [name-invalid]`,
      `error: <stdin>:30:19: ${at}.maxHistory ${others}: must be an integer, got a string ("many") [type-wrong]`,
      '3 errors in 1 file: nothing was printed',
      '',
    ].join('\n'),
  });
});

test('an error that several targets share is counted once', async () => {
  const entries = [1, 2, 3].map((number) => onHost(`web-${number}`, { interval: '10', prune: true }));
  const stdin = printYaml(kustomizationApplication(entries));
  expect(await fluxapp(['lower'], { stdin })).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'error: <stdin>:18:13: Application apps/podinfo: spec.fluxApp.spec.config.kustomization[0].interval (and 2 more: ' +
      'kustomization[1, 2]): "10" is not a duration: numbers with a unit, ms, s, m or h, such as 10m or 1h30m [duration-invalid]\n' +
      '1 error in 1 file: nothing was printed\n',
  });
});

test('prints the Applications too, with what they were lowered to, on --with-application', async () => {
  const { code, stdout } = await fluxapp(['lower', '--with-application', '-f', join(upstream, 'helm.yaml')]);
  const [application, ...objects] = parseYaml(stdout).map(({ value }) => value);
  expect(code).toBe(0);
  expect(objects).toEqual(parseYaml(lowered('helm')).map(({ value }) => value));
  const digests = JSON.parse(String(valueAt(application, ['metadata', 'annotations', 'gitops.kubesphere.io/digests'])));
  expect(digests).toEqual({
    'helm-app': expect.stringMatching(/^[0-9a-f]{12}$/),
    'node-1-helm-app': expect.stringMatching(/^[0-9a-f]{12}$/),
  });
  const again = await fluxapp(['lower', '--with-application'], { stdin: stdout });
  expect(again.stdout).toBe(stdout);
});

test('takes --with-application or --explain', async () => {
  expect(await fluxapp(['lower', '--with-application', '--explain', '-f', join(upstream, 'helm.yaml')])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error: --with-application prints objects, --explain prints values: choose one\n',
  });
});
