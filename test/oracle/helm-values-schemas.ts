import type { ValueMap } from '../../src/json';

/** A schema, and values to check with it. */
export interface WrittenSchema {
  readonly name: string;
  readonly schema: unknown;
  readonly values: readonly ValueMap[];
}

const DRAFT_4 = 'http://json-schema.org/draft-04/schema#';
const DRAFT_6 = 'http://json-schema.org/draft-06/schema#';
const DRAFT_7 = 'http://json-schema.org/draft-07/schema#';
const DRAFT_2019 = 'https://json-schema.org/draft/2019-09/schema';
const DRAFT_2020 = 'https://json-schema.org/draft/2020-12/schema';

/** A schema for one key of the values, in several drafts. */
function each(name: string, drafts: readonly (string | undefined)[], a: ValueMap, values: readonly unknown[]) {
  return drafts.map(
    ($schema): WrittenSchema => ({
      name: `${name}, ${$schema ?? 'without $schema'}`,
      schema: { ...($schema === undefined ? {} : { $schema }), properties: { a } },
      values: values.map((value) => ({ a: value })),
    }),
  );
}

const ALL = [undefined, DRAFT_4, DRAFT_6, DRAFT_7, DRAFT_2019, DRAFT_2020];
const NUMBERS = [0, 1, -1, 1.5, 0.3, 0.30000000000000004, 10, 1e21, 1e-7];

function format(name: string, texts: readonly string[]): WrittenSchema[] {
  return each(`format ${name}`, [DRAFT_7, DRAFT_2019], { format: name }, [...texts, '', 7]);
}

function pattern(source: string, texts: readonly string[]): WrittenSchema[] {
  return each(`pattern ${source}`, [undefined], { pattern: source }, [...texts, '', 7]);
}

const REFERENCES: WrittenSchema[] = [DRAFT_7, DRAFT_2020].flatMap(($schema) => [
  {
    name: `a reference with siblings, ${$schema}`,
    schema: {
      $schema,
      properties: { a: { $ref: '#/$defs/text', maxLength: 2, type: 'integer' } },
      $defs: { text: { type: 'string' } },
    },
    values: [{ a: 'x' }, { a: 'long' }, { a: 1 }],
  },
  {
    name: `a root that is a reference, ${$schema}`,
    schema: { $schema, $ref: '#/definitions/root', type: 'string', definitions: { root: { required: ['a'] } } },
    values: [{}, { a: 1 }],
  },
  {
    name: `a schema that refers to itself, ${$schema}`,
    schema: { $schema, properties: { a: { $ref: '#' } }, additionalProperties: false },
    values: [{}, { a: {} }, { a: { a: { a: {} } } }, { a: { b: 1 } }],
  },
  {
    name: `a reference by the id of the schema, ${$schema}`,
    schema: {
      ...{ $schema, $id: 'https://example.com/values.json' },
      properties: { a: { $ref: 'https://example.com/values.json#/$defs/n' }, b: { $ref: '#/$defs/n' } },
      $defs: { n: { type: 'number' } },
    },
    values: [{ a: 1 }, { a: 'x' }, { b: 'x' }],
  },
  {
    name: `a reference to a place that is no keyword, ${$schema}`,
    schema: {
      $schema,
      properties: { a: { $ref: '#/x-types/n' } },
      'x-types': { n: { type: 'number', nullable: true } },
    },
    values: [{ a: 1 }, { a: 'x' }, { a: null }],
  },
]);

const URLS = [
  ...['https://example.com', 'HTTP://example.com:8080/a?b#c', 'mailto:me@example.com', 'urn:x:y', 'a:', ':a', '1a:b'],
  ...['//example.com/a', '///a', '////a', '/a/b', 'a/b', 'a:b/c', 'a/b:c', './a:b', '?a', '#a', '*', 'example.com:80'],
  ...['https://', 'https://?', 'https:///a', 'https:/a', 'https:a', 'https://a b/', 'https://a/b c', 'https://a/b\nc'],
  ...[
    'https://a/#b\nc',
    'https://a/%zz',
    'https://a/%2',
    'https://a/#%zz',
    'https://a/?%zz',
    'https://%41/',
    'https://%25/',
  ],
  ...[
    'https://%e4/',
    'https://é/é?é#é',
    'https://a:80',
    'https://a:',
    'https://a:x',
    'https://a:80:81',
    'foo://a:80:81',
  ],
  ...[
    'foo://a:b:80',
    'https://[::1]',
    'https://[::1]:80',
    'https://[::1]:x',
    'https://[::1',
    'https://::1',
    'https://[10.0.0.1]',
  ],
  ...[
    'https://[::ffff:10.0.0.1]',
    'https://[fe80::1%25eth0]',
    'https://[fe80::1%eth0]',
    'https://a[::1]',
    'https://[::1]a',
  ],
  ...[
    'https://[x]',
    'https://a]b',
    'https://a]:80',
    'https://me@a',
    'https://me:x@a',
    'https://m e@a',
    'https://m%20e@a',
  ],
  ...[
    'https://m%zz@a',
    'https://a@b@c',
    'https://é@a',
    'https://a<b>"c',
    'https://a^b',
    'https://a\\b',
    'a\\b',
    'https://a/\\b',
  ],
  ...[
    '/{a}',
    '/{a',
    '/a}',
    '/{a}{b}',
    '/{{a}}',
    '/}{',
    '/{a/b}',
    '/%7Ba',
    '/%7ba',
    'https://a/{b}?{c',
    'x:{',
    '/{a}%zz',
    '{a}',
  ],
  ...[
    '/%7B%21',
    '/a!{',
    '/%7B!',
    '/%7B{}',
    '/%7Bé',
    '\u007f',
    'https://a/\u0000',
    '/%c3%a9%7B',
    '/%C3%A9%7B',
    'https://a/b|c',
  ],
];

const INVALID: readonly (readonly [name: string, schema: unknown])[] = [
  ['a type that does not exist', { properties: { a: { type: 'text' } } }],
  ['a list as properties', { properties: [] }],
  ['an empty type', { $schema: DRAFT_7, properties: { a: { type: '' } } }],
  ['a text as required', { $schema: DRAFT_7, required: 'a' }],
  ['items as a list in 2020', { properties: { a: { items: [{ type: 'string' }] } } }],
  ['a lookahead', { $schema: DRAFT_7, properties: { a: { pattern: '^(?!x)' } } }],
  ['a lookahead in 2020', { properties: { a: { pattern: '^(?!x)' } } }],
  ['a backreference', { properties: { a: { pattern: '(a)\\1' } } }],
  ['too many repetitions', { properties: { a: { pattern: '^.{0,1001}$' } } }],
  ['an open bracket', { $schema: DRAFT_7, patternProperties: { '[a': {} } }],
  [
    'a number as minimum in draft 7 that is a boolean',
    { $schema: DRAFT_7, properties: { a: { exclusiveMinimum: true } } },
  ],
  ['a list', []],
  ['a $ref with a backslash in draft 7', { $schema: DRAFT_7, properties: { a: { $ref: '#/definitions\\b' } } }],
  ['an id that is no URI in draft 7', { $schema: DRAFT_7, $id: 'a:b:c', properties: { a: { $id: 'http://a b' } } }],
  ['a format that is no text in draft 6', { $schema: DRAFT_6, properties: { a: { format: 1 } } }],
  ...[
    { type: 'text' },
    { type: [] },
    { type: ['string', 'string'] },
    { exclusiveMinimum: true },
    { exclusiveMinimum: 1, minimum: 0 },
    { minLength: -1 },
    { maxItems: 1.5 },
    { multipleOf: 0 },
    { required: [] },
    { required: true },
    { required: ['b', 'b'] },
    { enum: [] },
    { enum: [1, 1] },
    { items: [] },
    { items: true },
    { additionalProperties: 'no' },
    { dependencies: { b: [] } },
    { allOf: [] },
    { not: true },
    { pattern: '(?!x)' },
    { properties: [] },
    { patternProperties: { '(?!x)': {} } },
    { title: 1 },
    { format: 1 },
    { id: 1 },
    { $ref: 1 },
    { const: 1, contains: 1, if: 1, propertyNames: 'x' },
    { uniqueItems: 'yes' },
    { definitions: { b: [] } },
    { default: { type: 'text' }, description: 'x' },
  ].map((part) => [`${JSON.stringify(part)} in draft 4`, { $schema: DRAFT_4, properties: { a: part } }] as const),
];

/** Schemas in which the drafts and libraries differ. */
export const WRITTEN_SCHEMAS: readonly WrittenSchema[] = [
  ...each('type integer', ALL, { type: 'integer' }, [...NUMBERS, '1', null, true]),
  ...each('types', ALL, { type: ['string', 'null'] }, ['x', null, 1, {}, []]),
  ...each('nullable', ALL, { type: 'string', nullable: true }, ['x', null]),
  ...each('multipleOf 0.1', ALL, { multipleOf: 0.1 }, NUMBERS),
  ...each('multipleOf 3', ALL, { multipleOf: 3 }, NUMBERS),
  ...each('bounds', ALL, { minimum: 0, maximum: 10 }, NUMBERS),
  ...each('exclusive bounds', ALL.slice(2), { exclusiveMinimum: 0, exclusiveMaximum: 10 }, NUMBERS),
  ...each(
    'exclusive bounds',
    [DRAFT_4],
    { minimum: 0, exclusiveMinimum: true, maximum: 10, exclusiveMaximum: false },
    NUMBERS,
  ),
  ...each('lengths', ALL, { minLength: 2, maxLength: 3 }, ['', '😀', '😀😀', 'é😀x', 'abcd', 1]),
  ...each('const', ALL, { const: { b: [1] } }, [{ b: [1] }, { b: [1.5] }, {}, null]),
  ...each('enum', ALL, { enum: [1, 'a', null, { b: 1 }] }, [1, 'a', null, { b: 1 }, { b: 2 }, '1']),
  ...each('contains', ALL, { contains: { type: 'string' } }, [[], ['x'], [1], [1, 'x'], 'x']),
  ...each('minContains', ALL, { contains: { type: 'string' }, minContains: 2 }, [[], ['x'], ['x', 'y']]),
  ...each('minContains 0', [DRAFT_2019, DRAFT_2020], { contains: { const: 1 }, minContains: 0 }, [[], [1], [2]]),
  ...each('propertyNames', ALL, { propertyNames: { maxLength: 1 } }, [{}, { b: 1 }, { bc: 1 }]),
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema
  ...each('if', ALL, { if: { type: 'string' }, then: { minLength: 2 }, else: { type: 'number' } }, [
    'x',
    'xy',
    1,
    null,
  ]),
  ...each('uniqueItems', ALL, { uniqueItems: true }, [[], [1, 1], [1, '1'], [{ b: 1 }, { b: 1 }], [0, false]]),
  ...each('items', ALL, { items: { type: 'string' } }, [[], ['x'], ['x', 1], {}]),
  ...each(
    'items as a list',
    [DRAFT_4, DRAFT_6, DRAFT_7, DRAFT_2019],
    { items: [{ type: 'string' }], additionalItems: false },
    [[], ['x'], [1], ['x', 'y']],
  ),
  ...each('additionalItems alone', ALL, { additionalItems: false }, [[], ['x']]),
  ...each('prefixItems', ALL, { prefixItems: [{ type: 'string' }], items: { type: 'number' } }, [
    [],
    ['x'],
    [1],
    ['x', 1],
  ]),
  ...each('dependencies', ALL, { dependencies: { b: ['c'], d: { required: ['e'] } } }, [
    {},
    { b: 1 },
    { b: 1, c: 1 },
    { d: 1 },
    { d: 1, e: 1 },
  ]),
  ...each('dependentRequired', ALL, { dependentRequired: { b: ['c'] } }, [{}, { b: 1 }, { b: 1, c: 1 }]),
  ...each('dependentSchemas', ALL, { dependentSchemas: { b: { required: ['c'] } } }, [{}, { b: 1 }, { b: 1, c: 1 }]),
  ...each('unevaluatedProperties', ALL, { allOf: [{ properties: { b: {} } }], unevaluatedProperties: false }, [
    {},
    { b: 1 },
    { c: 1 },
  ]),
  ...each('required', ALL, { required: ['toString', 'b'] }, [{}, { b: 1 }, { b: 1, toString: 1 }]),
  ...each('properties by inherited names', ALL, { properties: { constructor: { type: 'string' } } }, [
    {},
    { constructor: 1 },
    { constructor: 'x' },
  ]),
  ...each('patternProperties', ALL, { patternProperties: { '^b': { type: 'string' } }, additionalProperties: false }, [
    {},
    { b: 'x' },
    { bc: 1 },
    { c: 'x' },
  ]),
  ...each('sizes', ALL, { minProperties: 1, maxProperties: 2, minItems: 1, maxItems: 2 }, [
    ...[{}, { b: 1 }, { b: 1, c: 1, d: 1 }],
    ...[[], [1], [1, 2, 3]],
  ]),
  ...each('true and false', [DRAFT_6, DRAFT_7, DRAFT_2020], { properties: { b: true }, additionalProperties: false }, [
    { b: 1 },
    { c: 1 },
  ]),
  ...each('anyOf', ALL, { anyOf: [{ type: 'string' }, { properties: { b: { type: 'number' } }, type: 'object' }] }, [
    'x',
    { b: 1 },
    { b: 'x' },
    1,
  ]),
  ...each('oneOf', ALL, { oneOf: [{ type: 'string' }, { minLength: 2 }] }, ['x', 'xy', 1]),
  ...each('not', ALL, { not: { required: ['b'] } }, [{}, { b: 1 }, 1]),
  ...format('date', ['2024-02-29', '2023-02-29', '2024-13-01', '2024-1-1', '2024-01-01 ']),
  ...format('time', [
    '10:00:00Z',
    '10:00:00',
    '25:00:00Z',
    '10:00:00.5+01:00',
    '23:59:60Z',
    '22:59:60Z',
    '00:59:60+01:00',
  ]),
  ...format('date-time', ['2024-01-01T00:00:00Z', '2024-01-01t00:00:00z', '2024-01-01 00:00:00Z', '2024-01-01T00:00Z']),
  ...format('ipv4', ['10.0.0.1', '10.0.0', '256.0.0.1', '010.0.0.1', '0.0.0.0']),
  ...format('ipv6', [
    '::',
    '::1',
    '1::8',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7',
    '::ffff:10.0.0.1',
    '1::2::3',
    'fe80::1%eth0',
    '12345::',
    '1:2:3:4:5:6:7::',
    ':1',
    '1:',
  ]),
  ...format('hostname', ['example.com', 'example.com.', '-a.com', 'a_b.com', 'a..b', 'localhost', 'A-1.B']),
  ...format('email', [
    'me@example.com',
    'me',
    '.me@example.com',
    'm..e@example.com',
    '"a b"@example.com',
    'me@[10.0.0.1]',
    'me@[IPv6:::1]',
    'a@b@c.d',
  ]),
  ...format('uuid', ['123e4567-e89b-12d3-a456-426614174000', '123e4567', 'G23e4567-e89b-12d3-a456-426614174000']),
  ...format('regex', ['^a$', '(?!a)', '[a', '(?i)a', '\\d']),
  ...format('unheard-of', ['x']),
  ...format('time', [
    '+1:00:00Z',
    '-1:00:00Z',
    '-0:00:00Z',
    '10:00:00++1:00',
    '10:00:00+-1:00',
    '10:00:60Z',
    '10:00:00+1:00',
  ]),
  ...format('ipv4', ['+1.0.0.1', '-0.0.0.0', '-1.0.0.0', '00.0.0.0', '1.1.1.1000', '1.1.1.', '1e1.0.0.0']),
  ...format('ipv6', [
    '::+1.0.0.1',
    '::10.0.0.01',
    '::ffff:256.0.0.1',
    '::1.2.3.4:5',
    '1:2:3:4:5:6:7:1.2.3.4',
    '::-0.0.0.0',
  ]),
  ...format('duration', [
    ...['P1Y', 'P1Y2M3DT4H5M6S', 'P', 'PT', 'PT1S', 'P1D', 'P1DT', 'P1M1Y', 'P1W', 'P1W1D', 'PW', 'P1', '1D', 'P1DT1D'],
    ...['P1.5D', 'PT1HT1M', 'p1d', 'P-1D', 'P1YT1M'],
  ]),
  ...format('period', [
    ...['2024-01-01T00:00:00Z/2024-01-02T00:00:00Z', '2024-01-01T00:00:00Z/P1D', 'P1D/2024-01-01T00:00:00Z', 'P1D/P1D'],
    ...['P1D', '/', 'P1D/', '2024-01-01/P1D'],
  ]),
  ...format('json-pointer', ['/a/b', '/a~0b~1', '/a~', '/~2', 'a', '/', '/é\n', '//']),
  ...format('relative-json-pointer', ['0', '0#', '1/a', '01/a', '10#', '0##', '/a', '-1/a', '0/~2', '1a', '0#/a']),
  ...format('semver', [
    ...['1.2.3', '1.2', '01.2.3', '1.2.3-rc.1', '1.2.3-01', '1.2.3-0a', '1.2.3+build.01', '1.2.3-', '1.2.3+', 'v1.2.3'],
    ...['1.2.3-a..b', '1.2.3+a+b', '1.2.3-a+b-c', '1.2.3.4', '1.2.3-é', '1..3', '1.2.3+a_b'],
  ]),
  ...['uri', 'iri', 'uri-reference', 'iri-reference', 'uri-template'].flatMap((name) => format(name, URLS)),
  ...pattern('^[a-z]([-a-z0-9]*[a-z0-9])?$', ['web', 'web-1', 'Web', 'web-', 'web\n']),
  ...pattern('(?i)^true$', ['true', 'TRUE', 'ſ', 'trues']),
  ...pattern('(?s)^a.b$', ['a\nb', 'acb', 'a\u2028b', 'ab']),
  ...pattern('^a.b$', ['a\nb', 'a\rb', 'a\u2028b', 'a😀b']),
  ...pattern('(?m)^b$', ['a\nb', 'ab']),
  ...pattern('^\\s$', [' ', '\t', '\v', '\u00a0', 'x']),
  ...pattern('^[\\s_]+$', [' _', '\u00a0', 'x']),
  ...pattern('^\\S+$', ['ab', 'a b', 'a\u00a0b']),
  ...pattern('\\Aab\\z', ['ab', 'ab\n', 'xab']),
  ...pattern('^[[:alpha:]_]+$', ['ab_', 'a1', 'é']),
  ...pattern('^\\p{Greek}\\pL$', ['αb', 'ab']),
  ...pattern('^(?P<year>\\d{4})$', ['2024', '24']),
  ...pattern('^[]a]$', [']', 'a', 'b']),
  ...pattern('^\\x41\\x{1F600}\\-\\_\\/$', ['A😀-_/', 'A']),
  ...pattern('^{}]$', ['{}]', 'x']),
  ...pattern('^a{2}b{1,}c{,2}$', ['aabc{,2}', 'aabbc', 'abc']),
  ...pattern('^[^:]+:[\\w.-]+$', ['a:b', 'a:é', ':b']),
  ...REFERENCES,
  ...INVALID.map(([name, schema]) => ({ name, schema, values: [{}, { a: 'x' }] })),
];
