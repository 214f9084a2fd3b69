/** References of schemas to other documents. */
import { describe, expect, test } from 'vitest';
import { missingSchemas, schemaWarnings, withBundledSchemas } from '../../src/charts';
import { chartOf } from './fixtures';

type Json = Readonly<Record<string, unknown>>;

/** The schema with the documents to which it refers, from files of the chart and from the network. */
function bundled(schema: Json, files: Readonly<Record<string, unknown>> = {}, remote: Json = {}): unknown {
  const texts = Object.entries({ ...files, 'values.schema.json': schema }).map(
    ([path, content]) => [path, JSON.stringify(content)] as const,
  );
  const documents = new Map(Object.entries(remote));
  const chart = chartOf(Object.fromEntries(texts));
  expect(missingSchemas(chart, documents)).toEqual([]);
  return withBundledSchemas(chart, documents).schema;
}

function failureOf(...given: Parameters<typeof bundled>): string {
  try {
    bundled(...given);
  } catch (cause) {
    return (cause as Error).message;
  }
  return 'nothing';
}

describe('what a schema refers to is put into it', () => {
  test('of a file', () => {
    const files = { 'schemas/web.json': { $defs: { port: { type: 'integer' } }, type: 'object' } };
    const properties = {
      port: { $ref: 'schemas/web.json#/$defs/port' },
      other: { $ref: './schemas/web.json#/$defs/port' },
    };
    expect(bundled({ properties }, files)).toEqual({
      properties: { port: { $ref: '#/$defs/port' }, other: { $ref: '#/$defs/port' } },
      $defs: { port: { type: 'integer' } },
    });
  });

  test('of documents that refer to each other, and back', () => {
    const remote = {
      'https://example.com/a/web.json': { items: { $ref: '../b.json' }, title: 'A' },
      'https://example.com/b.json': { properties: { a: { $ref: 'a/web.json' }, b: { $ref: '#' } } },
    };
    expect(bundled({ $ref: 'https://example.com/a/web.json', type: 'object' }, {}, remote)).toEqual({
      $ref: '#/$defs/web',
      type: 'object',
      $defs: {
        web: { items: { $ref: '#/$defs/b' }, title: 'A' },
        b: { properties: { a: { $ref: '#/$defs/web' }, b: { $ref: '#/$defs/b' } } },
      },
    });
  });

  test('no more than that of a large document', () => {
    const remote = {
      'https://example.com/all.json': {
        definitions: { 'a.b/c': { $ref: '#/definitions/d%20e' }, 'd e': { type: 'string' }, f: { type: 'null' } },
      },
    };
    const schema = { properties: { a: { $ref: 'https://example.com/all.json#/definitions/a.b~1c' } } };
    expect(bundled(schema, {}, remote)).toEqual({
      properties: { a: { $ref: '#/$defs/a.b-1c' } },
      $defs: { 'a.b-1c': { $ref: '#/$defs/d-e' }, 'd-e': { type: 'string' } },
    });
  });

  test('beside definitions of the same name', () => {
    const files = { 'port.json': { type: 'integer' }, 'b/port.json': { type: 'string' } };
    const schema = {
      $defs: { port: true },
      anyOf: [{ $ref: 'port.json' }, { $ref: 'b/port.json' }, { $ref: '#/$defs/port' }],
    };
    expect(bundled(schema, files)).toEqual({
      anyOf: [{ $ref: '#/$defs/port-2' }, { $ref: '#/$defs/port-3' }, { $ref: '#/$defs/port' }],
      $defs: { port: true, 'port-2': { type: 'integer' }, 'port-3': { type: 'string' } },
    });
  });

  test('by the address that a document gives itself or a part', () => {
    const remote = {
      'https://example.com/web.json': {
        $schema: 'http://json-schema.org/draft-07/schema#',
        $id: 'https://example.org/real.json',
        definitions: { a: { $id: '/other/a.json', $ref: '#b', definitions: { b: { $anchor: 'b', type: 'string' } } } },
        $ref: 'other/a.json',
      },
    };
    expect(bundled({ not: { $ref: 'https://example.com/web.json' } }, {}, remote)).toEqual({
      not: { $ref: '#/$defs/web' },
      $defs: {
        web: {
          definitions: { a: { $ref: '#/$defs/b', definitions: { b: { type: 'string' } } } },
          $ref: '#/$defs/a',
        },
        a: { $ref: '#/$defs/b', definitions: { b: { type: 'string' } } },
        b: { type: 'string' },
      },
    });
  });

  test('but nothing that only looks like a reference', () => {
    const data = { $ref: 'https://example.com/a.json' };
    const schema = {
      default: data,
      enum: [data],
      examples: [data],
      properties: { $ref: { const: data }, default: { type: 'object' } },
    };
    expect(bundled(schema)).toEqual(schema);
  });

  test('and what stands alone is left as it is', () => {
    const schema = {
      $id: 'https://example.com/own.json',
      $ref: '#/definitions/a',
      definitions: { a: { $ref: 'own.json#/b' } },
      b: {},
    };
    expect(bundled({ ...schema, definitions: { a: {} } })).toEqual({ ...schema, definitions: { a: {} } });
    expect(bundled(schema)).toEqual(schema);
  });
});

test('names what is missing, one after the other', () => {
  const chart = chartOf({
    'values.schema.json': '{ "items": { "$ref": "https://example.com/a.json#/b" } }',
    'charts/db/Chart.yaml': 'name: db\nversion: 1.0.0\n',
    'charts/db/values.schema.json': '{ "$ref": "http://example.com/db.json" }',
  });
  expect(missingSchemas(chart, new Map())).toEqual(['https://example.com/a.json', 'http://example.com/db.json']);
  const documents = new Map<string, unknown>([
    ['https://example.com/a.json', { b: { $ref: 'c.json' } }],
    ['http://example.com/db.json', {}],
  ]);
  expect(missingSchemas(chart, documents)).toEqual(['https://example.com/c.json']);
});

test.each<[string, ...Parameters<typeof bundled>]>([
  ['the chart lacks b/c.json, to which a "$ref" leads', { $ref: 'b/c.json#/d' }],
  ['the chart lacks c.json, to which a "$ref" leads', { $ref: 'b/a.json' }, { 'b/a.json': { $ref: '../c.json' } }],
  ['the chart lacks %zz.json, to which a "$ref" leads', { $ref: '%zz.json' }],
  ['a "$ref" leads to /a.json, out of the chart', { $ref: '../a.json' }],
  ['a "$ref" leads to /etc/passwd, out of the chart', { $ref: 'file:///etc/passwd' }],
  ['a "$ref" leads to ../values.schema.json, out of the chart', { $ref: 'file://../values.schema.json' }],
  ['"$ref": "a.json#/b" leads nowhere: a.json has no /b', { $ref: 'a.json#/b' }, { 'a.json': {} }],
  ['"$ref": "#" leads to itself, so that Helm refuses all values', { $ref: '#' }],
  [
    '"$ref": "#/$defs/b" leads to itself, so that Helm refuses all values',
    { $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } },
  ],
])('fails as %s', (message, ...given) => {
  expect(failureOf(...given)).toMatch(/^test(?: 1\.0\.0)?: values\.schema\.json: /);
  expect(
    failureOf(...given)
      .split('values.schema.json: ')
      .slice(1)
      .join('values.schema.json: '),
  ).toBe(message);
});

test('a file that is no JSON is named', () => {
  const files = { 'values.schema.json': '{ "$ref": "a.json" }', 'a.json': '{' };
  expect(() => chartOf(files)).toThrow('test: a.json: is not JSON');
});

test.each([
  ['http://json-schema.org/schema#'],
  ['http://json-schema.org/draft-04/schema#'],
  ['https://json-schema.org/draft-07/schema'],
  ['https://json-schema.org/draft/2020-12/schema'],
])('Helm knows the draft %s', ($schema) => {
  expect(schemaWarnings(chartOf({ 'values.schema.json': JSON.stringify({ $schema }) }), [])).toEqual([]);
});

test('warns of what may fail where Helm installs the chart', () => {
  const schema = JSON.stringify({ $schema: 'https://example.com/meta', $ref: 'a.json' });
  const chart = chartOf({ 'values.schema.json': schema, 'a.json': '{}' });
  expect(schemaWarnings(chart, ['https://example.com/b.json'])).toEqual([
    'values.schema.json refers to https://example.com/b.json: Helm fetches it whenever it installs or upgrades the chart, so Flux without network access fails unless install and upgrade have disableSchemaValidation',
    'values.schema.json refers to a.json: Helm does not look for it in the chart, so Flux fails unless install and upgrade have disableSchemaValidation',
    'values.schema.json has the $schema "https://example.com/meta", which is not a draft that Helm knows: Helm fetches it whenever it installs or upgrades the chart',
  ]);
});
