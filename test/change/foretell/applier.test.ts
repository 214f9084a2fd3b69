import { describe, expect, test } from 'vitest';
import { applierOf } from '../../../src/change/foretell/applier';
import recorded from './recorded-objects.json';

const { edited, ofFlux, service, settings, old } = recorded;

const marked = (object: Readonly<Record<string, unknown>>, metadata: object) => ({
  ...object,
  metadata: { ...(object.metadata as object), ...metadata },
});
const appliedBy = (manager: string) => ({
  managedFields: [{ manager, operation: 'Apply', fieldsV1: { 'f:spec': { 'f:interval': {} } } }],
});
const labelsOf = (prefix: string) => ({ labels: { [`${prefix}/name`]: 'web', [`${prefix}/namespace`]: 'apps' } });
const web = { namespace: 'apps', name: 'web' };
const trackedAs = (id: string) => ({ annotations: { 'argocd.argoproj.io/tracking-id': id } });
const HELM = { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'apps' };
const RELEASED = labelsOf('helm.toolkit.fluxcd.io').labels;
/** An object that this command applies, with marks written by a manager. */
function copied(manager: string, field: 'labels' | 'annotations', marks: object) {
  const names = Object.fromEntries(Object.keys(marks).map((name) => [`f:${name}`, {}]));
  const entry = { manager, operation: 'Update', fieldsV1: { 'f:metadata': { [`f:${field}`]: names } } };
  return marked(service, { [field]: marks, managedFields: [...service.metadata.managedFields, entry] });
}

test.each([
  ['this command', edited, { by: 'fluxapp' }],
  ['kubectl apply', settings, { by: 'kubectl-client-side' }],
  ['kubectl apply --server-side', marked(edited, appliedBy('kubectl')), { by: 'kubectl-server-side' }],
  [
    'a Kustomization',
    ofFlux,
    { by: 'kustomize-controller', kustomization: { namespace: 'flux-system', name: 'apps' } },
  ],
  [
    'a Kustomization, of what has no spec',
    marked(old, {
      ...labelsOf('kustomize.toolkit.fluxcd.io'),
      managedFields: [{ manager: 'kustomize-controller', operation: 'Apply', fieldsV1: { 'f:metadata': {} } }],
    }),
    { by: 'kustomize-controller', kustomization: web },
  ],
  [
    'whoever applies the spec under labels of Flux',
    marked(edited, labelsOf('kustomize.toolkit.fluxcd.io')),
    { by: 'fluxapp' },
  ],
  [
    'a ResourceSet',
    marked(edited, { ...labelsOf('resourceset.fluxcd.controlplane.io'), ...appliedBy('flux-operator') }),
    { by: 'resource-set', resourceSet: web },
  ],
  ['a HelmRelease', marked(service, labelsOf('helm.toolkit.fluxcd.io')), { by: 'helm', release: web, isOfFlux: true }],
  [
    'helm',
    marked(service, { annotations: { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'apps' } }),
    { by: 'helm', release: web, isOfFlux: false },
  ],
  ['Argo CD', marked(service, trackedAs('site:/Service:shop/web')), { by: 'argo-cd', application: 'site' }],
  [
    'Argo CD, of a group',
    marked(edited, trackedAs('site:helm.toolkit.fluxcd.io/HelmRelease:shop/edited')),
    { by: 'argo-cd', application: 'site' },
  ],
  [
    'fluxapp, of a copy of what Argo CD applies',
    marked(service, trackedAs('site:/Service:shop/api')),
    { by: 'fluxapp' },
  ],
  [
    'helm, with annotations that it has written itself',
    copied('helm', 'annotations', HELM),
    { by: 'helm', release: web, isOfFlux: false },
  ],
  [
    'a controller',
    marked(old, {
      ownerReferences: [
        { kind: 'Team', name: 'a' },
        { kind: 'Job', name: 'b', controller: true },
      ],
    }),
    { by: 'controller', owner: { kind: 'Job', name: 'b' } },
  ],
  ['another program', marked(edited, appliedBy('terraform')), { by: 'other', manager: 'terraform' }],
  ['nobody', old, { by: 'nobody' }],
])('an object that is applied by %s', (_, object, applier) => {
  expect(applierOf(object)).toEqual(applier);
});

describe.each(['kubectl-edit', 'fluxapp'])(
  'marks that %s has written came with the text of another object',
  (manager) => {
    test.each([
      ['of Helm', copied(manager, 'annotations', HELM)],
      ['of Flux', copied(manager, 'labels', RELEASED)],
      ['of Argo CD', copied(manager, 'annotations', trackedAs('site:/Service:shop/web').annotations)],
    ])('%s', (_, object) => {
      expect(applierOf(object)).toEqual({ by: 'fluxapp' });
    });
  },
);
