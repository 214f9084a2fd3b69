import { expect, test } from 'vitest';
import { project, schemaOfKind } from '../../src/status/schema';

test('what the API server would prune is left out', () => {
  const schema = {
    properties: {
      known: { type: 'string' },
      map: { additionalProperties: { properties: { a: {} } } },
      list: { items: { properties: { a: {} } } },
      free: { 'x-kubernetes-preserve-unknown-fields': true },
      closed: { additionalProperties: false },
    },
  };
  const value = {
    known: 'x',
    unknown: 'x',
    map: { any: { a: 1, b: 2 } },
    list: [{ a: 1, b: 2 }, 3],
    free: { b: 2 },
    closed: { b: 2 },
    toString: 1,
  };
  expect(project(value, schema)).toEqual({
    known: 'x',
    map: { any: { a: 1 } },
    list: [{ a: 1 }, 3],
    free: { b: 2 },
    closed: {},
  });
});

test('a kind is found in what the API server publishes', () => {
  const kinds = (kind: string) => [{ group: 'g', version: 'v1', kind }];
  const document = {
    components: {
      schemas: {
        list: { 'x-kubernetes-group-version-kind': kinds('ApplicationList') },
        other: { type: 'object' },
        found: { 'x-kubernetes-group-version-kind': kinds('Application'), properties: {} },
      },
    },
  };
  expect(schemaOfKind(document, 'g', 'v1', 'Application')).toBe(document.components.schemas.found);
  expect(schemaOfKind(document, 'g', 'v2', 'Application')).toBeUndefined();
  for (const none of [undefined, null, 'text', {}, { components: [] }, { components: { schemas: { a: 1 } } }]) {
    expect(schemaOfKind(none, 'g', 'v1', 'Application')).toBeUndefined();
  }
});
