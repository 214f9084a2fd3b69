import { expect, test } from 'vitest';
import { claimOf } from '../../../src/controllers/application-lowering/claim';
import { application } from '../../application/applications';

const BY = 'gitops.kubesphere.io/lowered-by';
const marked = (metadata: object) => application({}, metadata);
const asked = (annotations: object = {}, labels: object = {}) =>
  marked({ annotations: { [BY]: 'controller', ...annotations }, labels });
const byItself = { all: false };

test('takes what asks for it, by its annotation or the label of its Namespace', () => {
  expect(claimOf(asked(), byItself)).toEqual({ kind: 'taken' });
  expect(claimOf(marked({}), { all: false, namespaceLabel: 'controller' })).toEqual({ kind: 'taken' });
  expect(claimOf(marked({}), byItself)).toEqual({ kind: 'not-asked' });
  expect(claimOf(marked({}), { all: false, namespaceLabel: 'synthesis' })).toEqual({ kind: 'not-asked' });
  expect(claimOf(marked({}), { all: true })).toEqual({ kind: 'taken' });
});

test('an annotation that names somebody else wins over the label and over --all', () => {
  const synthesis = marked({ annotations: { [BY]: 'synthesis' } });
  expect(claimOf(synthesis, { all: true, namespaceLabel: 'controller' })).toEqual({ kind: 'not-asked' });
});

test('takes none that it is not Flux that delivers', () => {
  const other = { ...asked(), spec: { kind: 'argocd' } };
  expect(claimOf(other, { all: true })).toEqual({ kind: 'not-asked' });
});

test.each([
  ['Flux', { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' }, {}],
  ['flux-operator', { 'resourceset.fluxcd.controlplane.io/name': 'apps' }, {}],
  ['helm-controller', { 'helm.toolkit.fluxcd.io/name': 'apps' }, {}],
  ['Helm', {}, { 'meta.helm.sh/release-name': 'apps' }],
  ['Argo CD', {}, { 'argocd.argoproj.io/tracking-id': 'apps:gitops.kubesphere.io/Application:apps/podinfo' }],
  ['an ApplySet', { 'applyset.kubernetes.io/part-of': 'applyset-x-v1' }, {}],
  ['synthesis', {}, { 'gitops.kubesphere.io/digests': '{}' }],
])(
  'says that %s owns it where it asks, and leaves it alone without a word where all are taken',
  (_, labels, annotations) => {
    const claim = claimOf(asked(annotations, labels), byItself);
    const [mark] = [...Object.keys(labels), ...Object.keys(annotations)];
    expect(claim).toEqual({ kind: 'owned', message: expect.stringContaining(String(mark)) });
    expect(claimOf(marked({ labels, annotations }), { all: true })).toEqual({ kind: 'not-asked' });
  },
);

test('one that has an owner is not taken', () => {
  const owned = application(
    {},
    {
      annotations: { [BY]: 'controller' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: 'x' }],
    },
  );
  expect(claimOf(owned, byItself)).toEqual({
    kind: 'owned',
    message: expect.stringMatching(/^ConfigMap owner applies this Application \(metadata\.ownerReferences\)/),
  });
});
