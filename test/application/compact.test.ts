import { describe, expect, test } from 'vitest';
import { explainLayers, explicitForm, lower } from '../../src/application';
import { formatDiagnostic } from '../../src/diagnostics';
import { application } from './applications';
import { simulateApiServer } from './simulate-api-server';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const CONFIG = 'spec.fluxApp.spec.config';
const charts = { sourceRef: { kind: 'HelmRepository', name: 'charts' } };
const repo = { sourceRef: { kind: 'GitRepository', name: 'repo' } };

const compact = (set: object, config: object = {}) =>
  application({
    source: charts,
    config: { helmRelease: { chart: { chart: 'podinfo', version: '6.x' }, ...set }, ...config },
  });
const target = (namespace: string, own: object = {}) => ({ destination: { targetNamespace: namespace }, ...own });
const lines = (value: unknown) =>
  lower(value).diagnostics.map(
    (found) => `${found.severity} ${found.code} ${formatDiagnostic(found).replaceAll(CONFIG, '…')}`,
  );

const defaults = { interval: '10m', values: { replicas: 1, ui: { color: 'blue', logo: 'a.svg' } } };
const layers = [
  { name: 'prod', values: { replicas: 3 }, timeout: '5m' },
  { name: 'asia', values: { ui: { color: 'green' } } },
];

describe('an Application in compact form', () => {
  test('is its explicit form to all that reads it', () => {
    const written = compact({
      defaults,
      layers,
      targets: [
        target('web'),
        target('shop', { layers: ['prod', 'asia'], values: { ui: { logo: 'b.svg' } }, suspend: true }),
      ],
    });
    const explicit = explicitForm(written) as Any;
    expect(explicit.spec.fluxApp.spec.config).toEqual({
      helmRelease: {
        chart: { chart: 'podinfo', version: '6.x' },
        deploy: [
          { destination: { targetNamespace: 'web' }, ...defaults },
          {
            destination: { targetNamespace: 'shop' },
            interval: '10m',
            timeout: '5m',
            suspend: true,
            values: { replicas: 3, ui: { color: 'green', logo: 'b.svg' } },
          },
        ],
      },
    });
    expect(lower(written)).toEqual(lower(explicit));
    expect(lower(written).objects).toHaveLength(2);
    expect(explainLayers(explicit).map(({ target, value }) => `${target} ${value}`)).toEqual([
      'web 1',
      'web blue',
      'web a.svg',
      'shop 3',
      'shop green',
      'shop b.svg',
    ]);
  });

  test('has its values explained by the layers that they are from, nulls too', () => {
    const written = compact({
      defaults: {
        interval: '10m',
        valuesFrom: [{ kind: 'ConfigMap', name: 'a' }],
        values: { a: 0, b: 0, hosts: ['a'] },
      },
      layers: [
        { name: 'prod', values: { a: 1 }, nulls: '{"redis":null}' },
        { name: 'asia', values: { hosts: ['b', 'c'] } },
      ],
      targets: [target('web'), target('shop', { layers: ['prod', 'asia'], values: { b: 2 } })],
    });
    const layers = explainLayers(written).map((each) => `${each.target} ${each.path?.join('.') ?? '*'} ${each.layer}`);
    expect(layers).toEqual([
      'web * defaults.valuesFrom[0]',
      'web a defaults.values',
      'web b defaults.values',
      'web hosts.0 defaults.values',
      'shop * defaults.valuesFrom[0]',
      'shop a prod.values',
      'shop b values',
      'shop hosts.0 asia.values',
      'shop hosts.1 asia.values',
      'shop redis prod.values',
    ]);
  });

  test('may be one with a kustomization, beside the empty list that the console writes', () => {
    const set = {
      defaults: { interval: '10m', prune: true, path: './a' },
      targets: [{ destination: {}, path: './b' }],
    };
    const written = application({ source: repo, config: { kustomizationSet: set, kustomization: [] } });
    expect(lower(written)).toEqual(
      lower(
        application({
          source: repo,
          config: { kustomization: [{ destination: {}, interval: '10m', prune: true, path: './b' }] },
        }),
      ),
    );
    expect(lower(written).objects).toHaveLength(1);
  });
});

describe('what is wrong with it is said where it is written', () => {
  test('in the defaults and in layers once, in a target for each', () => {
    const written = compact({
      defaults: { interval: '10 minutes', values: { password: 'hunter2hunter2' } },
      layers: [{ name: 'prod', install: { crds: 'create' } }],
      targets: [
        target('web', { layers: ['prod'] }),
        target('shop', { layers: ['prod'], timeout: '1d' }),
        target('shop', { intervall: '1m' }),
      ],
    });
    expect(lines(written)).toEqual([
      'error value-not-allowed ….helmRelease.layers[0].install.crds: "create" is not one of Skip, Create, CreateReplace; did you mean "Create"?',
      'error duration-invalid ….helmRelease.defaults.interval: "10 minutes" is not a duration: numbers with a unit, ms, s, m or h, such as 10m or 1h30m',
      'error duration-invalid ….helmRelease.targets[1].timeout: "1d" is not a duration: numbers with a unit, ms, s, m or h, such as 10m or 1h30m',
      'error field-unknown ….helmRelease.targets[2].intervall: unknown field; did you mean "interval"?',
      'error target-clash ….helmRelease.targets[2].destination: has the KEY "shop", as [1] has: give them different explicit names',
      expect.stringMatching(
        /^warning inline-secret ….helmRelease.defaults.values.password: looks like a secret given inline, which/,
      ),
    ]);
  });

  test('in a target where a field is in no part', () => {
    expect(lines(compact({ targets: [target('web')] }))).toEqual([
      'error field-missing ….helmRelease.targets[0].interval: required, but missing',
    ]);
    const set = { targets: [{ destination: {}, interval: '1m' }] };
    expect(lines(application({ source: repo, config: { kustomizationSet: set } }))).toEqual([
      'error field-missing ….kustomizationSet.targets[0].prune: required, but missing',
    ]);
  });

  test.each([
    ['no targets', {}, ['error field-missing ….helmRelease.deploy: required, but missing']],
    [
      'an empty list',
      { targets: [] },
      ['warning deploy-empty ….helmRelease.targets: is empty: the application has no targets'],
    ],
    [
      'targets that are no list',
      { targets: {} },
      [
        'error type-wrong ….helmRelease.targets: must be a list, got a map',
        'warning deploy-empty ….helmRelease.targets: is empty: the application has no targets',
      ],
    ],
    [
      'both forms',
      { deploy: [], targets: [] },
      [
        'error forms-mixed ….helmRelease: deploy and targets are both set: exactly one is allowed',
        'warning deploy-empty ….helmRelease.deploy: is empty: the application has no targets',
      ],
    ],
    [
      'defaults of the explicit form',
      { deploy: [target('web', { interval: '1m' })], defaults, layers },
      [
        'error forms-mixed ….helmRelease.defaults: is only valid with targets, not with deploy',
        'error forms-mixed ….helmRelease.layers: is only valid with targets, not with deploy',
      ],
    ],
    [
      'a layer that is not there',
      { defaults, layers, targets: [target('web', { layers: ['prod', 'prd', 'elsewhere'] })] },
      [
        'error layer-unknown ….helmRelease.targets[0].layers[1]: there is no layer "prd"; did you mean "prod"?',
        'error layer-unknown ….helmRelease.targets[0].layers[2]: there is no layer "elsewhere"; there are prod, asia',
      ],
    ],
    [
      'no layer at all',
      { defaults, targets: [target('web', { layers: ['prod'] })] },
      ['error layer-unknown ….helmRelease.targets[0].layers[0]: there is no layer "prod"; there are none'],
    ],
    [
      'two layers of one name',
      { defaults, layers: [{ name: 'a' }, { name: 'a' }], targets: [target('web', { layers: ['a'] })] },
      [
        'error layer-clash ….helmRelease.layers[1].name: "a" is the name of [0] too: every layer needs a different name',
      ],
    ],
    [
      'parts that are no maps',
      { defaults: [], layers: [0], targets: [1, target('web', { layers: 'a', interval: '1m' })] },
      [
        'error type-wrong ….helmRelease.defaults: must be a map, got a list',
        'error type-wrong ….helmRelease.layers[0]: must be a map, got a number',
        'error type-wrong ….helmRelease.targets[1].layers: must be a list, got a string',
        'error type-wrong ….helmRelease.targets[0]: must be a map, got a number',
      ],
    ],
    [
      'a text of nulls that is none',
      { defaults: { ...defaults, nulls: '[]' }, targets: [target('web', { nulls: '{' })] },
      [
        'error nulls-invalid ….helmRelease.defaults.nulls: must be a map, as JSON: the nulls of values',
        'error nulls-invalid ….helmRelease.targets[0].nulls: must be a map, as JSON: the nulls of values',
      ],
    ],
  ])('%s', (_, set, expected) => {
    expect(lines(compact(set))).toEqual(expected);
  });

  test('two configurations', () => {
    const set = { targets: [{ destination: {}, interval: '1m', prune: true }] };
    expect(lines(compact({ defaults, targets: [target('web')] }, { kustomizationSet: set }))).toEqual([
      'error delivery-ambiguous …: helmRelease and kustomizationSet are both set: exactly one is allowed',
    ]);
    const config = { kustomizationSet: set, kustomization: set.targets };
    expect(lines(application({ source: repo, config }))).toEqual([
      'error delivery-ambiguous …: kustomization and kustomizationSet are both set: exactly one is allowed',
    ]);
  });

  test('data that holds itself', () => {
    const values: Any = {};
    values.again = values;
    const set = { defaults: { interval: '1m', values }, targets: [target('web', { values })] };
    expect(lines(compact(set))).toEqual(
      ['defaults', 'targets[0]'].map(
        (part) =>
          `error data-invalid ….helmRelease.${part}.values.again: is an object that contains itself: write a copy without the reference back`,
      ),
    );
  });
});

describe('nulls of values', () => {
  const written = compact({
    defaults: { interval: '10m', values: { a: 1, list: [1], kept: { b: 2 } } },
    layers: [{ name: 'l', values: { list: [1, null] } }],
    targets: [target('web', { values: { a: null } }), target('shop', { layers: ['l'], values: { kept: { b: null } } })],
  });
  const [own, ...objects] = lower(written, { withApplication: true }).objects as Any[];

  test('are carried as text by --with-application, and by nothing else', () => {
    expect(own.spec.fluxApp.spec.config.helmRelease).toEqual({
      chart: { chart: 'podinfo', version: '6.x' },
      defaults: { interval: '10m', values: { a: 1, list: [1], kept: { b: 2 } } },
      layers: [{ name: 'l', values: {}, nulls: '{"list":[1,null]}' }],
      targets: [
        target('web', { values: {}, nulls: '{"a":null}' }),
        target('shop', { layers: ['l'], values: { kept: {} }, nulls: '{"kept":{"b":null}}' }),
      ],
    });
    expect(Object.keys(own.metadata.annotations)).toEqual(['gitops.kubesphere.io/digests']);
  });

  test('come back whatever an applier and an API server do', () => {
    expect(lower(own).diagnostics).toEqual([]);
    expect(lower(own).objects).toEqual(objects);
    expect(lower(simulateApiServer(own)).objects).toEqual(objects);
    expect(lower(own, { withApplication: true }).objects[0]).toEqual(own);
  });

  test('that no text carries are worth a warning, as the layer below would come through', () => {
    const message = (what: string) =>
      `values: ${what} is null, which appliers drop from the stored Application, so that the layer below would come ` +
      'through: write it into nulls too, as fluxapp lower --with-application does';
    expect(lines(written)).toEqual([
      `warning nulls-not-carried ….helmRelease.layers[0].${message('list[1]')}`,
      `warning nulls-not-carried ….helmRelease.targets[0].${message('a')}`,
      `warning nulls-not-carried ….helmRelease.targets[1].${message('kept.b')}`,
    ]);
    expect(lower(written).objects).toEqual(objects);
  });
});
