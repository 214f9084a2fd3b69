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
  { ...gitops, spec: { argoApp: { spec: {} } } },
  { ...gitops, spec: { kind: 'helm' } },
  { ...gitops, spec: { kind: 'argocd', fluxApp: {} } },
  { apiVersion: 'devops.kubesphere.io/v1', kind: 'Application', spec: { kind: 'docker' } },
  { apiVersion: 'v2', name: 'chart' },
  { apiVersion: 'gitops.kubesphere.io/v1alpha1', kind: 'ImageUpdater', spec: { kind: 'fluxcd' } },
];
const passedOver =
  'ignored: 2 ConfigMap, 2 Application of argocd, 1 Application of argoproj.io, 1 Application without spec.kind, ' +
  '1 Application of helm, 1 Application of devops.kubesphere.io, 1 document without kind, 1 ImageUpdater';

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
  [{ kind: undefined }, '1:1: Application apps/podinfo: kind: required, but missing [field-missing]'],
  [{ kind: 1 }, '2:1: Application apps/podinfo: kind: must be Application, got 1 [value-not-allowed]'],
  [
    { kind: 'application' },
    '2:1: Application apps/podinfo: kind: must be Application, got "application" [value-not-allowed]',
  ],
  [
    { kind: 'Applications' },
    '2:1: Application apps/podinfo: kind: must be Application, got "Applications" [value-not-allowed]',
  ],
  [{ kind: 'FluxApp' }, '2:1: Application apps/podinfo: kind: must be Application, got "FluxApp" [value-not-allowed]'],
  [{ kind: undefined, spec: undefined }, '1:1: Application apps/podinfo: kind: required, but missing [field-missing]'],
  [{ apiVersion: undefined }, '1:1: Application apps/podinfo: apiVersion: required, but missing [field-missing]'],
  [
    { apiVersion: 'gitops.kubesphere.oi/v1alpha1' },
    '1:1: Application apps/podinfo: apiVersion: must be gitops.kubesphere.io/v1alpha1, got "gitops.kubesphere.oi/v1alpha1" [value-not-allowed]',
  ],
  [{ spec: undefined }, '1:1: Application apps/podinfo: spec: required, but missing [field-missing]'],
  [{ spec: null }, '6:1: Application apps/podinfo: spec: required, but missing [field-missing]'],
  [{ spec: [] }, '6:1: Application apps/podinfo: spec: must be a map, got a list [type-wrong]'],
  [{ spec: {} }, '6:1: Application apps/podinfo: spec.kind: required, but missing [field-missing]'],
  [
    { spec: { kind: 'fluxCD' } },
    '7:3: Application apps/podinfo: spec.kind: must be fluxcd, got "fluxCD" [value-not-allowed]',
  ],
  [
    { spec: { kind: 'fluxless', fluxApp: {} } },
    '7:3: Application apps/podinfo: spec.kind: must be fluxcd, got "fluxless" [value-not-allowed]',
  ],
  [{ spec: { fluxApp: {} } }, '6:1: Application apps/podinfo: spec.kind: required, but missing [field-missing]'],
  [
    { spec: { kind: 'fluxcd' } },
    '6:1: Application apps/podinfo: spec.fluxApp: required if spec.kind is fluxcd, but missing [fluxapp-missing]',
  ],
])(
  'an Application that can only be meant for Flux is an error, beside others that are valid: %j',
  async (change, error) => {
    const podinfo = helmApplication([onHost('web')]);
    const folder = folderOf({
      'apps/a.yaml': printYamlDocuments([{ ...podinfo, metadata: { ...podinfo.metadata, name: 'valid' } }]),
      'apps/b.yaml': printYamlDocuments([{ ...podinfo, ...change }]),
    });
    const { code, stdout, stderr } = await folder.fluxapp(['lower', '-f', './apps']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.split('\n')[0]).toBe(`error: ./apps/b.yaml:${error}`);
  },
);
