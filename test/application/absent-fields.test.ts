import { describe, expect, test } from 'vitest';
import { withoutAbsent } from '../../src/application/absent-fields';
import { application, helmApplication, onHost } from './applications';

const config = (value: unknown) =>
  (withoutAbsent(application({ config: value })) as ReturnType<typeof application>).spec.fluxApp.spec.config;
const entry = (value: object) => config({ helmRelease: { deploy: [value] } }).helmRelease.deploy[0];

describe('nulls', () => {
  test('and undefined mean absent, at every depth', () => {
    expect(withoutAbsent({ a: null, b: undefined, c: { d: null }, e: [{ f: null }] })).toEqual({ c: {}, e: [{}] });
    expect(Object.keys(withoutAbsent({ a: undefined, b: 1 }) as object)).toEqual(['b']);
  });

  test('stay as items of lists, for validation to find', () => {
    expect(withoutAbsent({ a: [null, 1] })).toEqual({ a: [null, 1] });
  });

  test('stay within values', () => {
    expect(entry({ values: { a: null, b: [null, { c: null }] } })).toEqual({
      values: { a: null, b: [null, { c: null }] },
    });
    expect(entry({ values: null })).toEqual({});
  });

  test('stay within patches of the old forms', () => {
    const patchesStrategicMerge = [{ data: { a: null } }];
    const patchesJson6902 = [{ target: {}, patch: [{ op: 'add', path: '/a', value: { b: null } }] }];
    const renderers = { postRenderers: [{ kustomize: { patchesStrategicMerge, patchesJson6902 } }] };
    expect(entry(renderers)).toEqual(renderers);
  });

  test('stay as the value of an operation of a JSON patch, and mean absent in its other fields', () => {
    const patch = { op: 'add', path: '/a', from: null, value: null };
    const { postRenderers } = entry({
      postRenderers: [{ kustomize: { patchesJson6902: [{ target: { kind: null }, patch: [patch] }] } }],
    });
    expect(postRenderers[0].kustomize.patchesJson6902).toEqual([
      { target: {}, patch: [{ op: 'add', path: '/a', value: null }] },
    ]);
  });

  test('of what happens to be called values or value mean absent', () => {
    const { kustomization } = config({
      kustomization: [{ postBuild: { substitute: { value: null, values: null, a: 'b' } } }],
    });
    expect(kustomization).toEqual([{ postBuild: { substitute: { a: 'b' } } }]);
  });
});

describe('an empty kustomization', () => {
  test('beside a helmRelease is absent', () => {
    expect(config({ helmRelease: { deploy: [] }, kustomization: [] })).toEqual({ helmRelease: { deploy: [] } });
  });

  test('beside an absent helmRelease stays, as does one that is not empty', () => {
    expect(config({ helmRelease: null, kustomization: [] })).toEqual({ kustomization: [] });
    expect(config({ helmRelease: {}, kustomization: [{}] })).toEqual({ helmRelease: {}, kustomization: [{}] });
    expect(config({ helmRelease: {}, kustomization: {} })).toEqual({ helmRelease: {}, kustomization: {} });
  });
});

test('the very same object comes back where nothing is absent', () => {
  const whole = helmApplication([onHost('web', { values: { a: null } })]);
  delete whole.metadata.labels;
  expect(withoutAbsent(whole)).toBe(whole);
});

test.each([[undefined], [null], ['text'], [1], [[]]])('%o stays what it is', (value) => {
  expect(withoutAbsent(value)).toBe(value);
});

test('keys that are special in JavaScript are keys like others', () => {
  const map = JSON.parse('{"__proto__": {"a": null}, "constructor": null, "toString": 1}');
  expect(JSON.stringify(withoutAbsent(map))).toBe('{"__proto__":{},"toString":1}');
});
