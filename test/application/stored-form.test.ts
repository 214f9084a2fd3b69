import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { storedForm } from '../../src/application/lower/object';

// biome-ignore lint/suspicious/noExplicitAny: schemas are plain YAML here
type Any = any;

test('an entry without nulls and defaults is stored as it is', () => {
  const entry = { destination: {}, interval: '10m', values: { a: [0, '', false, {}, []] } };
  expect(storedForm(entry)).toBe(entry);
  const withReference = { postBuild: { substituteFrom: [{ kind: 'Secret', name: 'a', optional: true }] } };
  expect(storedForm(withReference)).toBe(withReference);
});

test('nulls are dropped, in lists too', () => {
  const values = { a: null, b: [null, 1, [null]], c: { d: null } };
  expect(storedForm({ interval: '10m', values })).toEqual({ interval: '10m', values: { b: [1, []], c: {} } });
});

test('references of substitutions are not optional by default', () => {
  const substituteFrom = [
    { kind: 'Secret', name: 'a' },
    { kind: 'ConfigMap', name: 'b', optional: true },
  ];
  const postBuild = { substitute: { a: 'b' }, substituteFrom };
  expect(storedForm({ postBuild })).toEqual({
    postBuild: { ...postBuild, substituteFrom: [{ kind: 'Secret', name: 'a', optional: false }, substituteFrom[1]] },
  });
  expect(substituteFrom[0]).toEqual({ kind: 'Secret', name: 'a' });
});

/** The defaults in a schema, by path. */
function* defaultsOf(schema: Any, path: string): Generator<string> {
  if (schema.default !== undefined) yield `${path}: ${JSON.stringify(schema.default)}`;
  for (const [name, child] of Object.entries(schema.properties ?? {})) yield* defaultsOf(child, `${path}.${name}`);
  if (schema.items) yield* defaultsOf(schema.items, `${path}[]`);
  if (typeof schema.additionalProperties === 'object') yield* defaultsOf(schema.additionalProperties, `${path}{}`);
}

test('these are the defaults of the CRD: that of the version is filled in by the lowering in any case', () => {
  const crd = parse(
    readFileSync(join(__dirname, '..', '..', 'crds', 'gitops.kubesphere.io_applications.yaml'), 'utf8'),
  );
  const { spec } = crd.spec.versions[0].schema.openAPIV3Schema.properties;
  expect([...defaultsOf(spec.properties.fluxApp.properties.spec.properties.config, 'config')]).toEqual([
    'config.helmRelease.chart.version: "*"',
    'config.kustomization[].postBuild.substituteFrom[].optional: false',
  ]);
  expect([...defaultsOf(spec, 'spec')]).toHaveLength(2);
});
