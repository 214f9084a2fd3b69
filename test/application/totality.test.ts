import fc from 'fast-check';
import { expect, test } from 'vitest';
import applicationSchema from '../../imports/schemas/application.json';
import { lower } from '../../src/application/lower/lower';
import { limit, runs } from '../random-runs';
import { application as applicationOf, helmApplication, kustomizationApplication } from './applications';
import { applications } from './arbitrary-application';
import type { Schema } from './arbitrary-from-schema';
import { mutatedApplications, places } from './arbitrary-mutation';
import { web } from './problems';

// biome-ignore lint/suspicious/noExplicitAny: what is mutated may be anything
type Any = any;

/** Lowers a value, which must return either objects or errors. */
function lowers(value: unknown): void {
  const { objects, diagnostics } = lower(value);
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
  if (hasErrors) expect(objects).toEqual([]);
  for (const { message } of diagnostics) expect(message).toMatch(/^[^\n]+[^.\n]$/);
}

const ODD: readonly unknown[] = [
  '',
  0,
  -1,
  1.5,
  true,
  null,
  [],
  {},
  [null],
  { toString: 1, valueOf: 1 },
  10n,
  Number.NaN,
];
const odd = fc.constantFrom(...ODD);
const anything = fc.oneof(odd, fc.jsonValue(), fc.string({ unit: 'binary' }));

test('any JSON is lowered or refused', () => {
  fc.assert(fc.property(anything, lowers), { numRuns: runs(200) });
  fc.assert(
    fc.property(
      fc.record({
        apiVersion: anything,
        kind: anything,
        metadata: anything,
        spec: fc.record({ kind: anything, fluxApp: anything }),
      }),
      lowers,
    ),
    { numRuns: runs(200) },
  );
});

const replaced = fc.tuple(applications, fc.nat(), anything).map(([application, at, value]) => {
  const all = places(application);
  const [holder, key] = all[at % all.length] as (typeof all)[number];
  holder[key] = value;
  return application;
});

test('an Application with fields replaced, renamed, doubled or gone is lowered or refused', {
  timeout: limit(60_000),
}, () => {
  fc.assert(fc.property(mutatedApplications, lowers), { numRuns: runs(400) });
  fc.assert(fc.property(replaced, lowers), { numRuns: runs(200) });
});

/** Data with every field of a schema. */
function full(schema: Schema, field = 'a'): unknown {
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, child]) => [name, full(child, name)]));
  }
  if (schema.items) return [full(schema.items, field)];
  if (schema.type === 'boolean') return true;
  return schema.type === 'object' ? { key: 'a' } : field;
}

test('so is one with every field, whichever is replaced by something odd', { timeout: limit(60_000) }, () => {
  const schema = applicationSchema.properties.spec as Schema;
  for (const config of ['helmRelease', 'kustomization']) {
    const application = (): Any => {
      const spec = full(schema) as Any;
      for (const entry of [...spec.config.helmRelease.deploy, ...spec.config.kustomization]) {
        delete entry.destination.kubeConfig.configMapRef; // with both, the target would be ambiguous
      }
      return applicationOf({ source: spec.source, config: { [config]: spec.config[config] } });
    };
    const count = places(application()).length;
    expect(count).toBeGreaterThan(100);
    for (let at = 0; at < count; at++) {
      for (const value of ['', 1.5, null, [], { toString: 1, valueOf: 1 }, 10n]) {
        const changed = application();
        const [holder, key] = places(changed)[at] as [Any, string];
        holder[key] = value;
        lowers(changed);
      }
    }
  }
});

test('so is one that is nested very deeply, at any place', () => {
  let nested: unknown = 'a';
  for (let depth = 0; depth < 100_000; depth++) nested = depth % 2 ? [nested] : { a: nested };
  const entry = (part: object) => helmApplication([{ ...web, ...part }]);
  for (const application of [
    nested,
    { ...entry({}), metadata: nested },
    { ...entry({}), spec: nested },
    entry({ values: { nested } }),
    entry({ install: nested }),
    entry({ postRenderers: [{ kustomize: { patchesStrategicMerge: [{ nested }] } }] }),
    entry({
      postRenderers: [
        { kustomize: { patchesJson6902: [{ target: {}, patch: [{ op: 'add', path: '/a', value: nested }] }] } },
      ],
    }),
    kustomizationApplication([{ nested }]),
  ]) {
    lowers(application);
    expect(lower(application).objects).toEqual([]);
  }
  expect(lower({ ...entry({}), status: nested }).diagnostics).toEqual([]); // other writers own the status
});

test('values of the greatest depth are lowered, nulls and all', () => {
  let nested: unknown = { leaf: null };
  for (let depth = 0; depth < 990; depth++) nested = { a: nested };
  const { objects, diagnostics } = lower(helmApplication([{ ...web, values: nested }]));
  expect(diagnostics).toEqual([]);
  expect(objects.map(({ kind }) => kind)).toEqual(['ConfigMap', 'HelmRelease']);
});
