import { expect, test } from 'vitest';
import { printYamlDocuments } from '../../src/yaml/print';
import { helmApplication, onHost } from '../application/applications';
import { fluxapp, folderOf } from './run';

const gitops = { apiVersion: 'gitops.kubesphere.io/v1alpha1', kind: 'Application' };
const others = [
  { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' } },
  { ...gitops, metadata: { name: 'a' }, spec: { kind: 'argocd', argoApp: { spec: {} } } },
  { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', spec: { kind: 'fluxcd', fluxApp: {} } },
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { ...gitops, spec: {} },
  { ...gitops, spec: { kind: 'fluxless', fluxApp: {} } },
  { ...gitops },
  { apiVersion: 'v2', name: 'chart' },
  { apiVersion: 'gitops.kubesphere.io/v1alpha1', kind: 'ImageUpdater', spec: { kind: 'fluxcd' } },
];
const passedOver =
  'passed over: 2 ConfigMap, 1 Application of argocd, 1 Application of argoproj.io, 2 Application without spec.kind, ' +
  '1 Application of fluxless, 1 document without kind, 1 ImageUpdater';

test('passes over what is not for Flux, and says so', async () => {
  const stdin = printYamlDocuments([...others, helmApplication([onHost('web')])]);
  const { code, stdout, stderr } = await fluxapp(['lower'], { stdin });
  expect({ code, stderr }).toEqual({ code: 0, stderr: `${passedOver}\n` });
  expect(stdout.match(/^kind: .*/gm)).toEqual(['kind: HelmRelease']);
});

test('an input without a fluxcd Application is an error', async () => {
  const folder = folderOf({ 'apps/a.yaml': printYamlDocuments(others), 'apps/b.yaml': '' });
  expect(await folder.fluxapp(['lower', '-f', './apps', '-f', '-'], '{}')).toEqual({
    code: 1,
    stdout: '',
    stderr: `error: no fluxcd Application in ./apps, <stdin>; ${passedOver.replace('1 document', '2 document')}
1 error: nothing was printed
`,
  });
  expect((await fluxapp(['lower'], { stdin: 'kind: List\nitems: []\n' })).stderr).toBe(
    'error: no fluxcd Application in <stdin>\n1 error: nothing was printed\n',
  );
});

test.each([
  [{ kind: undefined }, '1:1: Application apps/podinfo: kind: '],
  [{ apiVersion: undefined }, '1:1: Application apps/podinfo: apiVersion: '],
  [{ spec: { kind: 'fluxCD', fluxApp: {} } }, '7:3: Application apps/podinfo: spec.kind: '],
  [{ spec: { fluxApp: {} } }, '6:1: Application apps/podinfo: spec.kind: '],
  [{ spec: { kind: 'fluxcd' } }, '6:1: Application apps/podinfo: spec.fluxApp: '],
])('what is meant for Flux is not passed over: %j', async (change, start) => {
  const stdin = printYamlDocuments([{ ...helmApplication([onHost('web')]), ...change }]);
  const { code, stderr } = await fluxapp(['lower'], { stdin });
  expect(code).toBe(1);
  expect(stderr.startsWith(`error: <stdin>:${start}`), stderr).toBe(true);
});
