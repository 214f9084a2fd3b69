import { helmApplication, kustomizationApplication } from '../applications';
import { entry, kustomization, manifests, release, testProblems, web } from '../problems';

const postRenderers = (kustomize: object) => [{ kustomize }];
testProblems([
  [
    'unknown ones',
    helmApplication([{ ...web, instal: {}, valueFrom: [] }]),
    `${entry}.instal: unknown field; did you mean "install"?`,
    `${entry}.valueFrom: unknown field; did you mean "valuesFrom"?`,
  ],
  [
    'one that is like no other',
    helmApplication([{ ...web, waitStrategy: { name: 'poller', wibble: 1 } }]),
    `${entry}.waitStrategy.wibble: unknown field; allowed: name`,
  ],
  [
    'enums',
    helmApplication([{ ...web, install: { crds: 'create' }, test: { enable: 'yes' } }], {
      chart: { chart: 'podinfo', version: '6.x', reconcileStrategy: 'revision' },
    }),
    `${release}.chart.reconcileStrategy: "revision" is not one of ChartVersion, Revision; did you mean "Revision"?`,
    `${entry}.install.crds: "create" is not one of Skip, Create, CreateReplace; did you mean "Create"?`,
    `${entry}.test.enable: must be a boolean, got a string ("yes")`,
  ],
  [
    'an enum of one',
    kustomizationApplication([{ ...manifests, decryption: { provider: 'age' } }]),
    `${kustomization}.decryption.provider: must be sops, got "age"`,
  ],
  [
    'lists and maps',
    helmApplication([{ ...web, valuesFrom: 'values', test: [] }]),
    `${entry}.test: must be a map, got a list`,
    `${entry}.valuesFrom: must be a list, got a string`,
  ],
  [
    'a chart without a name',
    helmApplication([web], { chart: { chart: '', version: '6.x' } }),
    `${release}.chart.chart: must not be empty`,
  ],
  [
    'a pattern',
    helmApplication([{ ...web, valuesFrom: [{ kind: 'Secret', name: 'a', valuesKey: 'a b' }] }]),
    `${entry}.valuesFrom[0].valuesKey: "a b" does not match ^[\\-._a-zA-Z0-9]+$`,
  ],
  [
    'rules of Flux',
    helmApplication([
      {
        ...web,
        install: { strategy: { name: 'RemediateOnFailure', retryInterval: '1m' } },
        upgrade: { strategy: { name: 'RemediateOnFailure', retryInterval: '1m' } },
      },
    ]),
    `${entry}.install.strategy: .retryInterval cannot be set when .name is 'RemediateOnFailure'`,
    `${entry}.upgrade.strategy: .retryInterval can only be set when .name is 'RetryOnFailure'`,
  ],
  [
    'crds against skipCRDs',
    helmApplication([{ ...web, install: { skipCRDs: true, crds: 'CreateReplace' } }]),
    `${entry}.install.crds: "CreateReplace" contradicts skipCRDs: true, which means Skip`,
  ],
  [
    'one without effect',
    helmApplication([{ ...web, rollback: { recreate: true } }]),
    `warning: ${entry}.rollback.recreate: is omitted: it no longer has an effect in Flux`,
  ],
  [
    'a patch that is no map',
    helmApplication([{ ...web, postRenderers: postRenderers({ patchesStrategicMerge: ['kind: Deployment', null] }) }]),
    `${entry}.postRenderers[0].kustomize.patchesStrategicMerge[0]: must be a map, got a string`,
    `${entry}.postRenderers[0].kustomize.patchesStrategicMerge[1]: must be a map, got null`,
  ],
  [
    'values that are no map',
    helmApplication([{ ...web, values: 'a: 1' }]),
    `${entry}.values: must be a map, got a string`,
  ],
  [
    'what is no JSON, wherever it stands',
    helmApplication([{ ...web, maxHistory: 2 ** 53, values: { a: [12345678901234567890n], b: Number.NaN } }], {
      metadata: { annotations: { a: '\ud800' } },
    }),
    'metadata.annotations.a: contains half of a surrogate pair, which is not text: cut strings between characters',
    `${entry}.maxHistory: is an integer beyond 2^53, which may have lost digits: write a string, or provide it through valuesFrom`,
    `${entry}.values.a[0]: is an integer beyond 2^53, or a bigint: write a string, or provide it through valuesFrom`,
    `${entry}.values.b: is not a number (NaN): write a string`,
  ],
]);
