import { expect, test } from 'vitest';
import { printYaml } from '../../src/yaml/print';
import { helmApplication, onHost } from '../application/applications';
import { applicationYaml } from './applications';
import { fluxapp, folderOf } from './run';

const kustomization = 'spec.fluxApp.spec.config.kustomization';

test('says where an error is, by file, line, column and field', async () => {
  const { fluxapp } = folderOf({
    'a.yaml': applicationYaml('a', { interval: '"10"', extra: '            forse: true\n' }),
  });
  expect(await fluxapp(['lower', '-f', './a.yaml'])).toEqual({
    code: 1,
    stdout: '',
    stderr: `error: ./a.yaml:18:13: Application apps/a: ${kustomization}[0].interval: "10" is not a duration: numbers with a unit, ms, s, m or h, such as 10m or 1h30m [duration-invalid]
error: ./a.yaml:20:13: Application apps/a: ${kustomization}[0].forse: unknown field; did you mean "force"? [field-unknown]
2 errors in 1 file: nothing was printed
`,
  });
});

test('says which document of several it is, and which item of a List', async () => {
  const list = { apiVersion: 'v1', kind: 'List', items: [{}, helmApplication([onHost('web', { interval: null })])] };
  const { code, stdout, stderr } = await fluxapp(['lower'], { stdin: `a: 1\n---\n${printYaml(list)}` });
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: '',
    stderr: `error: <stdin>:28:19 (document 2): Application apps/podinfo: items[1].spec.fluxApp.spec.config.helmRelease.deploy[0].interval: required, but missing [field-missing]
1 error in 1 file: nothing was printed
`,
  });
});

test('reports everything, in the order of the input, and prints nothing', async () => {
  const { fluxapp } = folderOf({
    'a.yaml': applicationYaml('a', { interval: '1' }),
    'b.yaml': 'b: 1\nb: 2\n',
    'c.yaml': `${applicationYaml('c')}---\n${applicationYaml('d', { interval: '2' })}`,
  });
  const { code, stdout, stderr } = await fluxapp([
    'lower',
    '-f',
    './c.yaml',
    '-f',
    './gone.yaml',
    '-f',
    './b.yaml',
    '-f',
    './a.yaml',
  ]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.split('\n').map((line) => line.replace(/(?<=interval:).*/, ' …'))).toEqual([
    'error: ./gone.yaml: no such file or directory',
    `error: ./c.yaml:38:13 (document 2): Application apps/d: ${kustomization}[0].interval: …`,
    'error: ./b.yaml:2:1: this key occurs twice in its map',
    `error: ./a.yaml:18:13: Application apps/a: ${kustomization}[0].interval: …`,
    '4 errors in 4 files: nothing was printed',
    '',
  ]);
});

test('prints warnings beside the result', async () => {
  const application = helmApplication([
    { destination: { kubeConfig: { secretRef: { name: 'eu' } }, targetNamespace: 'web' }, interval: '1m' },
  ]);
  const { code, stdout, stderr } = await fluxapp(['lower'], { stdin: printYaml(application) });
  const place = 'warning: <stdin>:20:15: Application apps/podinfo: spec.fluxApp.spec.config.helmRelease.deploy[0]';
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: `${place}.storageNamespace: is not set: Helm stores the release in the application's namespace on the member, which must exist there [storage-namespace-missing]\n`,
  });
  expect(stdout).toContain('kind: HelmRelease\n');
});

test('an Application that stands twice is an error', async () => {
  const { fluxapp } = folderOf({ 'a.yaml': applicationYaml('a'), 'b.yaml': `{}\n---\n${applicationYaml('a')}` });
  const { code, stdout, stderr } = await fluxapp(['lower', '-f', '.']);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(
    /^error: \.\/b\.yaml:6:3 \(document 2\): Application apps\/a: metadata\.name: .*Application apps\/a.* \(\.\/a\.yaml:1:1\).*\n1 error in 1 file: nothing was printed\n$/,
  );
});

test('Applications that get into each other’s way are an error', async () => {
  const release = (name: string) => helmApplication([onHost('web', { releaseName: 'web' })], { metadata: { name } });
  const { code, stdout, stderr } = await fluxapp(['lower'], {
    stdin: JSON.stringify(release('a')) + JSON.stringify(release('b')),
  });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(
    /^error: <stdin>:1:\d+ \(document 2\): Application apps\/b: .*makes the same Helm release as Application apps\/a/,
  );
  expect(stderr.split('\n').length).toBe(3);
});

test('explicit nulls are absent where Applications are held against each other', async () => {
  const stdin = ['a', 'b']
    .map((name) =>
      helmApplication([onHost(name, { name: null, dependsOn: null })], { template: null, metadata: { name } }),
    )
    .map((application) => JSON.stringify(application))
    .join('\n');
  expect(await fluxapp(['lower', '-o', 'json'], { stdin })).toMatchObject({ code: 0, stderr: '' });
});

test('a name that is none cannot break a line', async () => {
  const application = helmApplication([onHost('web')], { metadata: { name: 'a\nerror: b', namespace: '\u001b[31m' } });
  const nameless = helmApplication([onHost('web')], { metadata: { name: null } });
  const { stderr } = await fluxapp(['lower'], { stdin: `${printYaml(application)}---\n${printYaml(nameless)}` });
  expect(stderr.split('\n').filter((line) => !/^(?:error: <stdin>:\d+:\d+ |\d+ errors )/.test(line))).toEqual(['']);
  expect(stderr).toContain('(document 1): Application "\\u001b[31m/a\\nerror: b": metadata.name: ');
  expect(stderr).toContain('(document 2): Application without a name: metadata.name: required, but missing');
});

test('an Application of another version is an error', async () => {
  const stdin = applicationYaml('a').replace('v1alpha1', 'v1');
  const { code, stderr } = await fluxapp(['lower'], { stdin });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `error: <stdin>:1:1: Application apps/a: apiVersion: must be gitops.kubesphere.io/v1alpha1, got "gitops.kubesphere.io/v1" [value-not-allowed]
1 error in 1 file: nothing was printed
`,
  });
});

test('colours are for terminals', async () => {
  const stdin = applicationYaml('a', { interval: '1' });
  const { stderr } = await fluxapp(['lower', '-f', '-'], { stdin, isTTY: true });
  const isColoured = !process.env.NO_COLOR;
  expect(stderr.startsWith(isColoured ? '\u001b[31merror:\u001b[39m <stdin>:' : 'error: <stdin>:')).toBe(true);
});
