import { helmApplication } from '../applications';
import { testProblems, web } from '../problems';

const valid = helmApplication([web]);
testProblems([
  ['nothing', undefined, 'an Application must be a map, got undefined'],
  ['null', null, 'an Application must be a map, got null'],
  ['a list', [], 'an Application must be a map, got a list'],
  ['a text', 'Application', 'an Application must be a map, got a string'],
  [
    'an empty map',
    {},
    'apiVersion: required, but missing',
    'kind: required, but missing',
    'spec: required, but missing',
    'metadata: required, but missing',
  ],
  [
    'another API version',
    { ...valid, apiVersion: 'gitops.kubesphere.io/v1' },
    'apiVersion: must be gitops.kubesphere.io/v1alpha1, got "gitops.kubesphere.io/v1"',
  ],
  ['another kind', { ...valid, kind: 'HelmRelease' }, 'kind: must be Application, got "HelmRelease"'],
  ['an unknown field', { ...valid, sepc: {} }, 'sepc: unknown field; did you mean "spec"?'],
  ['metadata that is no map', { ...valid, metadata: 'podinfo' }, 'metadata: must be a map, got a string'],
  ['no name', { ...valid, metadata: {} }, 'metadata.name: required, but missing'],
  [
    'an unknown field of metadata',
    { ...valid, metadata: { name: 'podinfo', lables: {} } },
    'metadata.lables: unknown field; did you mean "labels"?',
  ],
  [
    'a name that is a number',
    { ...valid, metadata: { name: 1, namespace: 2 } },
    'metadata.name: must be a string, got a number (1)',
    'metadata.namespace: must be a string, got a number (2)',
  ],
  [
    'a label that is a boolean',
    { ...valid, metadata: { name: 'podinfo', labels: { 'gitops.kubesphere.io/save-helm-template': true } } },
    'metadata.labels["gitops.kubesphere.io/save-helm-template"]: must be a string, got a boolean (true)',
  ],
  [
    'an annotation that is a number',
    { ...valid, metadata: { name: 'podinfo', annotations: { pin: 1234 } } },
    'metadata.annotations.pin: must be a string, got a number',
  ],
  ['a spec that is no map', { ...valid, spec: [] }, 'spec: must be a map, got a list'],
  ['no engine', { ...valid, spec: {} }, 'spec.kind: required, but missing'],
  [
    'an unknown field of spec',
    { ...valid, spec: { ...valid.spec, fluxapp: {} } },
    'spec.fluxapp: unknown field; did you mean "fluxApp"?',
  ],
  ['no fluxApp', { ...valid, spec: { kind: 'fluxcd' } }, 'spec.fluxApp: required if spec.kind is fluxcd, but missing'],
  ['an empty fluxApp', { ...valid, spec: { kind: 'fluxcd', fluxApp: {} } }, 'spec.fluxApp.spec: required, but missing'],
  [
    'a fluxApp that is no map',
    { ...valid, spec: { kind: 'fluxcd', fluxApp: 1 } },
    'spec.fluxApp: must be a map, got a number',
  ],
  [
    "the other engine's part",
    { ...valid, spec: { ...valid.spec, argoApp: {} } },
    'warning: spec.argoApp: has no effect if spec.kind is fluxcd',
  ],
]);
