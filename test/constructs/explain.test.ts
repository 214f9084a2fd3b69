import { ApiObject, type Chart, Lazy, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Cluster,
  type ExplainedValue,
  FluxApplication,
  type HelmReleaseDefaults,
  type HelmReleaseTarget,
  HelmTemplate,
} from '../../src';
import { formatPath } from '../../src/json/json';
import { runs } from '../random-runs';
import { anyValues } from '../values/arbitrary';
import { fromLeaves } from '../values/from-leaves';
import { testChart } from './chart';

const web = Cluster.host().namespace('web');
const eu = Cluster.member('eu-1').namespace('web');

function application(targets: readonly Partial<HelmReleaseTarget>[], defaults?: HelmReleaseDefaults) {
  const chart = testChart();
  const template = HelmTemplate.fromName(chart, 'template', 'podinfo');
  const deploy = targets.map((target) => ({ destination: web, ...target }));
  return new FluxApplication(chart, 'podinfo', { helmRelease: { template, defaults, deploy } });
}

function lines(explained: readonly ExplainedValue[]): string[] {
  return explained.map(({ path, value, layer }) => `${formatPath(path)} = ${JSON.stringify(value)} of ${layer}`);
}

test('says of every value which layer it comes from', () => {
  const defaults = { values: { replicaCount: 1, ui: { message: 'Hello', color: 'blue' }, hosts: ['a', 'b'] } };
  const app = application(
    [
      {
        values: { ui: { color: null }, hosts: ['c', 'd'], extra: {} },
        set: ['ui.message=Hi', 'hosts[1]=e'],
        setString: ['tag=1'],
      },
    ],
    defaults,
  );
  const construct = 'test/podinfo';
  expect(app.explain(0)).toStrictEqual([
    { path: ['replicaCount'], value: 1, layer: 'defaults.values', construct },
    { path: ['ui', 'message'], value: 'Hi', layer: 'set[0]', construct },
    { path: ['ui', 'color'], value: null, layer: 'values', construct },
    { path: ['hosts', 0], value: 'c', layer: 'values', construct },
    { path: ['hosts', 1], value: 'e', layer: 'set[1]', construct },
    { path: ['extra'], value: {}, layer: 'values', construct },
    { path: ['tag'], value: '1', layer: 'setString[0]', construct },
  ]);
});

test('set of the defaults is called so, where the target has none of its own', () => {
  const app = application([{}, { set: ['a=3'] }, { set: [] }], { set: ['a=1', 'b=1'], setString: ['c=2'] });
  expect(lines(app.explain(0))).toEqual([
    'a = 1 of defaults.set[0]',
    'b = 1 of defaults.set[1]',
    'c = "2" of defaults.setString[0]',
  ]);
  expect(lines(app.explain(1))).toEqual(['a = 3 of set[0]', 'c = "2" of defaults.setString[0]']);
  expect(lines(app.explain(2))).toEqual(['c = "2" of defaults.setString[0]']);
});

test('takes a target by its index, its KEY and itself', () => {
  const app = application([
    { values: { a: 0 } },
    { destination: eu, values: { a: 1 } },
    { destination: eu, name: 'blue', values: { a: 2 } },
  ]);
  expect(app.targets.map(({ key }) => key)).toEqual(['web', 'eu-1-web', 'eu-1-web-blue']);
  app.targets.forEach((target, index) => {
    const expected = [{ path: ['a'], value: index, layer: 'values', construct: 'test/podinfo' }];
    for (const way of [index, target.key, target]) expect(app.explain(way)).toEqual(expected);
  });
});

test('a target that is not there is an error', () => {
  const app = application([{}, { destination: {} as never }]);
  const other = application([{ destination: eu }]);
  expect(() => app.explain('wep')).toThrow(
    new Error('target: the application has no target "wep"; did you mean "web"?'),
  );
  expect(() => app.explain(other.targets[0] as never)).toThrow(
    new Error('target: the application has no target "eu-1-web"'),
  );
  for (const index of [1, 2, -1, 0.5]) {
    expect(() => app.explain(index)).toThrow(new Error(`target: deploy[${index}] does not exist: there are 2 targets`));
  }
});

test('a target without values has none to explain, nor do manifests', () => {
  expect(application([{}]).explain(0)).toEqual([]);
  expect(application([{ values: {}, set: [''] }]).explain(0)).toEqual([]);
  const chart = testChart();
  const source = { kind: 'GitRepository', name: 'repo', namespace: 'apps' } as never;
  const kustomization = { source, deploy: [{ destination: web, prune: true }] };
  expect(new FluxApplication(chart, 'manifests', { kustomization }).explain('web')).toEqual([]);
});

test('a wrong expression is the error that synthesis reports, without its value', () => {
  const app = application([{ set: ['a=1', 'a.b=secret'] }]);
  expect(() => app.explain(0)).toThrow(
    new Error(
      'the application is not valid:\n' +
        '  helmRelease.deploy[0].set[1]: set: "a.b=…": the key at 1 holds a number, not a map',
    ),
  );
});

test('what a Lazy stands for is of the layer of the Lazy', () => {
  const app = application([{ values: { a: { b: 1 }, c: Lazy.any({ produce: () => ({ d: [1], e: null }) }) } }], {
    values: { a: Lazy.any({ produce: () => ({ x: 1 }) }), f: Lazy.any({ produce: () => 'g' }) },
  });
  expect(lines(app.explain(0))).toEqual([
    'a.b = 1 of values',
    'f = "g" of defaults.values',
    'c.d[0] = 1 of values',
    'c.e = null of values',
  ]);
});

test('explains the values of the Application, and changes nothing', () => {
  fc.assert(
    fc.property(anyValues, anyValues, (values, own) => {
      const make = () => application([{ values: own, set: ['s.t=1'] }], { values: { ...values, s: {} } });
      const app = make();
      const explained = app.explain(0);
      const synthesized = Testing.synth(app.application.chart);
      expect(JSON.stringify(synthesized)).toBe(JSON.stringify(Testing.synth(make().application.chart)));
      const [{ spec }] = synthesized.filter(({ kind }) => kind === 'Application');
      expect(JSON.stringify(fromLeaves(explained))).toBe(
        JSON.stringify(spec.fluxApp.spec.config.helmRelease.deploy[0].values),
      );
    }),
    { numRuns: runs(50) },
  );
});

describe('values of ConfigMaps and Secrets of the app', () => {
  const configMap = (scope: Construct, id: string, data: object) =>
    new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', data });

  /** The explanation of the only target. */
  function explained(
    valuesFrom: (scope: Chart) => HelmReleaseTarget['valuesFrom'],
    own: Partial<HelmReleaseTarget> = {},
  ) {
    const chart = testChart();
    const template = HelmTemplate.fromName(chart, 'template', 'podinfo');
    const defaults = { valuesFrom: valuesFrom(chart), values: { ui: { color: 'blue' }, hosts: ['a'] } };
    const helmRelease = { template, defaults, deploy: [{ destination: web, ...own }] };
    return new FluxApplication(chart, 'podinfo', { helmRelease })
      .explain(0)
      .map(({ path, value, layer, construct, coveredBy }) =>
        [`${formatPath(path)} = ${JSON.stringify(value)} of ${layer} of ${construct}`, coveredBy]
          .filter(Boolean)
          .join(', covered by '),
      );
  }

  const ofValues = [
    'ui.color = "blue" of defaults.values of test/podinfo',
    'hosts[0] = "a" of defaults.values of test/podinfo',
  ];

  test('come first, and values go over them', () => {
    const lines = explained((scope) => [
      {
        from: configMap(scope, 'a', { 'values.yaml': 'replicaCount: 1\nui: {color: red, message: Hi}\nhosts: [b, c]' }),
      },
      { kind: 'ConfigMap', name: 'unknown' },
      { from: configMap(scope, 'c', { more: 'replicaCount: 3' }), valuesKey: 'more' },
    ]);
    expect(lines).toEqual([
      'replicaCount = 1 of defaults.valuesFrom[0] of test/a, covered by defaults.valuesFrom[2]',
      'ui.color = "red" of defaults.valuesFrom[0] of test/a, covered by defaults.values',
      'ui.message = "Hi" of defaults.valuesFrom[0] of test/a',
      'hosts[0] = "b" of defaults.valuesFrom[0] of test/a, covered by defaults.values',
      'hosts[1] = "c" of defaults.valuesFrom[0] of test/a, covered by defaults.values',
      'replicaCount = 3 of defaults.valuesFrom[2] of test/c',
      ...ofValues,
    ]);
  });

  test('are those of the target where it has its own', () => {
    const chart = testChart();
    const template = HelmTemplate.fromName(chart, 'template', 'podinfo');
    const from = (id: string) => [{ from: configMap(chart, id, { 'values.yaml': 'a: 1' }) }];
    const eu = Cluster.member('eu', { labels: { region: 'eu' } }).namespace('web');
    const app = new FluxApplication(chart, 'podinfo', {
      helmRelease: {
        template,
        defaults: { valuesFrom: from('d') },
        overrides: [{ matchLabels: { region: 'eu' }, valuesFrom: from('o') }],
        deploy: [{ destination: web }, { destination: eu }, { destination: eu, name: 'own', valuesFrom: from('t') }],
      },
    });
    expect([0, 1, 2].flatMap((index) => app.explain(index)).map(({ layer }) => layer)).toEqual([
      'defaults.valuesFrom[0]',
      'overrides[0].valuesFrom[0]',
      'valuesFrom[0]',
    ]);
  });

  test('of a Secret are not shown', () => {
    const lines = explained((scope) => [
      {
        from: new ApiObject(scope, 's', {
          apiVersion: 'v1',
          kind: 'Secret',
          stringData: { 'values.yaml': 'db: {password: hunter2}' },
          data: { token: Buffer.from('hunter3').toString('base64') },
        }),
      },
      { from: scope.node.findChild('s') as ApiObject, valuesKey: 'token', targetPath: 'db.token' },
    ]);
    expect(lines).toEqual([
      'db.password = undefined of defaults.valuesFrom[0] of test/s',
      'db.token = undefined of defaults.valuesFrom[1] of test/s',
      ...ofValues,
    ]);
  });

  test('with a targetPath are texts, covered where Flux lets the values win', () => {
    const lines = explained((scope) => {
      const from = configMap(scope, 'a', { text: 'red' });
      return [
        { from, valuesKey: 'text', targetPath: 'message' },
        { from, valuesKey: 'text', targetPath: 'hosts' },
        { from, valuesKey: 'text', targetPath: 'ui..x' },
      ];
    });
    expect(lines).toEqual([
      'message = "red" of defaults.valuesFrom[0] of test/a',
      'hosts = "red" of defaults.valuesFrom[1] of test/a, covered by defaults.values',
      ...ofValues,
    ]);
  });

  function binary(scope: Chart, id: string): ApiObject {
    const binaryData = { 'values.yaml': Buffer.from('a: 1').toString('base64') };
    return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', binaryData });
  }

  test('that are not known are left out', () => {
    const lines = explained((scope) => [
      { from: configMap(scope, 'a', { other: 'a: 1' }) },
      { from: configMap(scope, 'b', { 'values.yaml': 'a: [' }) },
      { from: configMap(scope, 'c', { 'values.yaml': 'text' }) },
      { from: {} as never },
      { from: binary(scope, 'd') }, // Flux does not read it
    ]);
    expect(lines).toEqual(ofValues);
  });
});
