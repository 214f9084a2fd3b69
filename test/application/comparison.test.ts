import { describe, expect, test } from 'vitest';
import {
  type ComparedObject,
  comparableDigest,
  comparableSpec,
  differingFields,
  hatchedAnnotation,
} from '../../src/application/comparison';

const ANNOTATION = 'gitops.kubesphere.io/hatched';

function release(spec: object, annotations?: Record<string, string>): ComparedObject {
  return { kind: 'HelmRelease', metadata: { name: 'web--eu-1--web', annotations }, spec };
}

const CHART = { chart: 'web', sourceRef: { kind: 'HelmRepository', name: 'charts' } };
const WANTED = { interval: '10m', chart: { spec: CHART }, values: { host: 'a', list: [1, 2], deep: { key: true } } };

describe('what makes no difference', () => {
  const same: readonly [string, object][] = [
    ['the same', WANTED],
    [
      'defaults of the CRD',
      { ...WANTED, chart: { spec: { ...CHART, version: '*', reconcileStrategy: 'ChartVersion' } } },
    ],
    ['an empty map', { ...WANTED, values: { ...WANTED.values, more: {} }, install: { remediation: {} } }],
    ['a null', { ...WANTED, values: { ...WANTED.values, more: null }, timeout: null }],
    ['a pause', { ...WANTED, suspend: true }],
    [
      'the reference to its nulls',
      { ...WANTED, valuesFrom: [{ kind: 'ConfigMap', name: 'web--eu-1--web-values', valuesKey: 'values-0.yaml' }] },
    ],
  ];

  test.each(same)('%s', (_, spec) => {
    expect(differingFields(release(WANTED), release(spec))).toEqual([]);
    expect(comparableDigest(release(spec))).toBe(comparableDigest(release(WANTED)));
  });

  test('a list that is carried with its nulls', () => {
    const reference = { kind: 'ConfigMap', name: 'web--eu-1--web-values', valuesKey: 'values-0.yaml' };
    const { list: _, ...values } = WANTED.values;
    expect(differingFields(release(WANTED), release({ ...WANTED, values, valuesFrom: [reference] }))).toEqual([]);
    expect(differingFields(release(WANTED), release({ ...WANTED, values }))).toEqual([['spec', 'values', 'list']]);
  });

  test('what an escape hatch has changed', () => {
    const live = { ...WANTED, timeout: '1m', values: { ...WANTED.values, 'a/b': 1, list: [1, 3] } };
    const hatched = JSON.stringify(['/spec/timeout', '/spec/values/a~1b', '/spec/values/list/1']);
    expect(differingFields(release(WANTED), release(live, { [ANNOTATION]: hatched }))).toEqual([]);
    expect(differingFields(release(WANTED), release(live, { [ANNOTATION]: 'not JSON' }))).toEqual([
      ['spec', 'timeout'],
      ['spec', 'values', 'a/b'],
      ['spec', 'values', 'list', 1],
    ]);
  });
});

describe('what makes one', () => {
  const others: readonly [string, object, (string | number)[][]][] = [
    ['a value', { ...WANTED, values: { ...WANTED.values, host: 'b' } }, [['spec', 'values', 'host']]],
    ['an item of a list', { ...WANTED, values: { ...WANTED.values, list: [1, 3] } }, [['spec', 'values', 'list', 1]]],
    ['a longer list', { ...WANTED, values: { ...WANTED.values, list: [1, 2, 3] } }, [['spec', 'values', 'list']]],
    [
      'fields of a map that is missing, each',
      { ...WANTED, driftDetection: { mode: 'warn', ignore: [{ paths: ['/x'] }] } },
      [
        ['spec', 'driftDetection', 'ignore'],
        ['spec', 'driftDetection', 'mode'],
      ],
    ],
    ['a duration in another form', { ...WANTED, interval: '600s' }, [['spec', 'interval']]],
    ['another reference', { ...WANTED, valuesFrom: [{ kind: 'Secret', name: 'x' }] }, [['spec', 'valuesFrom']]],
    [
      'no spec at all',
      {},
      [
        ['spec', 'chart', 'spec', 'chart'],
        ['spec', 'chart', 'spec', 'reconcileStrategy'],
        ['spec', 'chart', 'spec', 'sourceRef', 'kind'],
        ['spec', 'chart', 'spec', 'sourceRef', 'name'],
        ['spec', 'chart', 'spec', 'version'],
        ['spec', 'interval'],
        ['spec', 'values', 'deep', 'key'],
        ['spec', 'values', 'host'],
        ['spec', 'values', 'list'],
      ],
    ],
  ];

  test.each(others)('%s', (_, spec, paths) => {
    expect(differingFields(release(WANTED), release(spec))).toEqual(paths);
    expect(comparableDigest(release(spec))).not.toBe(comparableDigest(release(WANTED)));
  });

  test('a pause that the Application says and the object does not', () => {
    const wanted = { ...WANTED, suspend: true };
    expect(differingFields(release(wanted), release(WANTED))).toEqual([['spec', 'suspend']]);
    expect(differingFields(release(wanted), release(wanted))).toEqual([]);
  });
});

test('a Kustomization has the defaults of its own CRD', () => {
  const kustomization = (spec: object): ComparedObject => ({ kind: 'Kustomization', metadata: { name: 'x' }, spec });
  const one = { prune: true, postBuild: { substituteFrom: [{ kind: 'Secret', name: 's' }] } };
  const stored = {
    prune: true,
    force: false,
    postBuild: { substituteFrom: [{ kind: 'Secret', name: 's', optional: false }] },
  };
  expect(differingFields(kustomization(one), kustomization(stored))).toEqual([]);
  expect(comparableSpec(kustomization(one))).toEqual(stored);
});

test('the annotation of patched fields takes just those out', () => {
  const changed = { ...WANTED, timeout: '1m', values: { ...WANTED.values, 'a/b~c': 1, list: [2, 2] } };
  const annotation = hatchedAnnotation(release(WANTED), release(changed)) ?? '';
  expect(annotation).toBe('["/spec/timeout","/spec/values/a~1b~0c","/spec/values/list/0"]');
  expect(differingFields(release(WANTED), release(changed, { [ANNOTATION]: annotation }))).toEqual([]);
  const more = { ...changed, interval: '1h' };
  expect(differingFields(release(WANTED), release(more, { [ANNOTATION]: annotation }))).toEqual([['spec', 'interval']]);
  expect(hatchedAnnotation(release(WANTED), release(WANTED))).toBeUndefined();
});
