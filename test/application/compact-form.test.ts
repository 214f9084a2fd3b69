import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compactForm, explicitForm, withoutAbsent } from '../../src/application';
import { runs } from '../random-runs';
import { anyValues, sameShapeValues } from '../values/arbitrary';
import { application, helmApplication, kustomizationApplication, onHost } from './applications';
import { applications } from './arbitrary-application';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const configOf = (value: Any) => value.spec.fluxApp.spec.config;
const setOf = (value: Any) => configOf(value).helmRelease ?? configOf(value).kustomizationSet;
const entry = (namespace: string, values: object, others: object = {}) => onHost(namespace, { values, ...others });

describe('the compact form that is made of an explicit one', () => {
  test('says once what most targets say, and in a target what is different', () => {
    const list = [{ name: 'A' }];
    const compact = compactForm(
      helmApplication([
        entry('a', { replicas: 1, ui: { color: 'blue', logo: 'x' }, list }, { timeout: '5m' }),
        entry('b', { replicas: 1, ui: { color: 'green', logo: 'x' }, list: [{ name: 'B' }] }),
        entry('c', {
          replicas: 2,
          ui: { color: 'blue', logo: 'x', more: {} },
          list: structuredClone(list),
          none: null,
        }),
      ]),
    );
    expect(configOf(compact)).toEqual({
      helmRelease: {
        chart: { chart: 'podinfo', version: '6.x' },
        defaults: { interval: '10m', values: { replicas: 1, ui: { color: 'blue', logo: 'x' }, list } },
        targets: [
          { destination: { targetNamespace: 'a' }, timeout: '5m' },
          { destination: { targetNamespace: 'b' }, values: { ui: { color: 'green' }, list: [{ name: 'B' }] } },
          { destination: { targetNamespace: 'c' }, values: { replicas: 2, ui: { more: {} }, none: null } },
        ],
      },
    });
  });

  test('takes what is known to be shared rather than what most targets say', () => {
    const values = (replicas: number, more: object = {}) => ({ replicas, color: 'blue', ...more });
    const deploy = [
      entry('a', values(1), { timeout: '1m' }),
      entry('b', values(3), { timeout: '1m' }),
      entry('c', values(3), { timeout: '1m' }),
      entry('d', values(3, { color: 'green', own: 1 })),
      entry('e', values(4, { color: 'green' }), { timeout: '5m' }),
    ];
    const layers = [[], [0], [0], [0, 1, 2], [0, 1, 2]];
    const compact = compactForm(helmApplication(deploy), {
      defaults: { values: { replicas: 1 }, timeout: '1m' },
      layers: [
        { name: 'prod', fields: { values: { replicas: 3 } } },
        { name: 'asia', fields: { values: undefined } },
        { name: 'same', fields: { interval: '10m' } },
      ],
      layersOf: (target) => layers[target] ?? [],
    });
    expect(setOf(compact)).toEqual({
      chart: { chart: 'podinfo', version: '6.x' },
      defaults: { interval: '10m', values: { replicas: 1, color: 'blue' } },
      layers: [
        { name: 'prod', values: { replicas: 3 } },
        { name: 'asia', values: { replicas: 3, color: 'green' } },
      ],
      targets: [
        { destination: { targetNamespace: 'a' }, timeout: '1m' },
        { destination: { targetNamespace: 'b' }, timeout: '1m', layers: ['prod'] },
        { destination: { targetNamespace: 'c' }, timeout: '1m', layers: ['prod'] },
        { destination: { targetNamespace: 'd' }, layers: ['prod', 'asia'], values: { own: 1 } },
        { destination: { targetNamespace: 'e' }, timeout: '5m', layers: ['prod', 'asia'], values: { replicas: 4 } },
      ],
    });
    expect(explicitForm(compact)).toEqual(helmApplication(deploy));
  });

  test('is a set of kustomizations for a kustomization', () => {
    const written = kustomizationApplication([onHost('a', { prune: true }), onHost('b', { prune: true, path: 'b' })]);
    expect(configOf(compactForm(written))).toEqual({
      kustomizationSet: {
        defaults: { interval: '10m', prune: true },
        targets: [{ destination: { targetNamespace: 'a' } }, { destination: { targetNamespace: 'b' }, path: 'b' }],
      },
    });
  });

  test('is as short as can be for one target, and for none', () => {
    const one = entry('a', { b: 1 });
    expect(setOf(compactForm(helmApplication([one]))).targets).toEqual([one]);
    expect(setOf(compactForm(helmApplication([]))).targets).toEqual([]);
  });
});

const LAYERS = [0, 1, 2];
const values = fc.oneof(
  anyValues,
  sameShapeValues,
  fc.constantFrom({ a: { m: 1 } }, { a: 'text' }, { a: null }, { a: {} }),
);
const known = fc.oneof(values, fc.constant(undefined));
const sharings = fc.record({ defaults: fc.record({ values: known }), layers: fc.tuple(known, known, known) });
const fleets = fc.array(fc.tuple(values, fc.subarray(LAYERS)), { minLength: 2, maxLength: 8 });

function sharing({ defaults, layers }: Any, ofTargets: readonly (readonly number[])[]) {
  return {
    defaults,
    layers: layers.map((own: unknown, index: number) => ({
      name: `l${index}`,
      fields: { values: own, install: undefined },
    })),
    layersOf: (target: number) => ofTargets[target] ?? [],
  };
}

describe('its explicit form is the Application again', () => {
  test('whatever the values and the layers are', () => {
    fc.assert(
      fc.property(fleets, sharings, (fleet, made) => {
        const written = helmApplication(fleet.map(([own], index) => entry(`n${index}`, own)));
        const ofTargets = fleet.map(([, layers]) => layers);
        expect(explicitForm(compactForm(written, sharing(made, ofTargets)))).toEqual(written);
        expect(explicitForm(compactForm(written))).toEqual(written);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('whatever its fields are', () => {
    const ofTargets = fc.array(fc.subarray(LAYERS), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(applications, ofTargets, sharings, (made, layers, shared) => {
        const written = withoutAbsent(made) as Any;
        const compact = compactForm(written, sharing(shared, layers));
        expect(configOf(explicitForm(compact))).toEqual(configOf(written));
      }),
      { numRuns: runs(500) },
    );
  });
});

test('the rest of the Application stays', () => {
  const { spec: _, ...rest } = application({});
  const { spec: __, ...made } = compactForm(helmApplication([onHost('a')])) as Any;
  expect(made).toEqual(rest);
});
