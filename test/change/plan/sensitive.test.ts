import { describe, expect, test } from 'vitest';
import { planObjectOf } from '../../../src/change';
import { isSensitive, messageWithoutSecrets, sensitivePaths } from '../../../src/change/plan/sensitive';
import { leavesOf } from '../../../src/json';

/** The masked leaves of a ConfigMap's data, or of other content. */
function maskedOf(content: Readonly<Record<string, unknown>>): string[] {
  const value = { apiVersion: 'acme.io/v1', kind: 'Thing', metadata: { name: 'a' }, ...content };
  const object = planObjectOf(value);
  if (object === undefined) throw new Error('no object');
  const sensitive = sensitivePaths(object);
  return leavesOf(value).flatMap(({ path }) => (isSensitive(path, sensitive) ? [path.join('.')] : []));
}

describe('what of an object may be secret', () => {
  test.each([
    ['JSON in one line', '{"db":{"password":"p"}}'],
    ['JSON in several lines', '{\n  "db": { "user": "u", "password": "p" }\n}'],
    ['a map of YAML in one line', 'a: 1\nauth: { user: u, password: p }\n'],
    ['an environment variable', 'env:\n- name: DB_PASSWORD\n  value: p\n'],
    ['a list of YAML', 'passwords:\n- a\n- b\n'],
    ['a block of YAML', 'password: |\n  p\n'],
    ['a Secret', 'kind: Secret\nstringData:\n  a: b\n'],
    ['a JSON patch', '- op: add\n  path: /stringData/password\n  value: p\n'],
    ['a connection string', 'Server=db;User=u;Password=p;'],
    ['a query', 'https://example.com/?access_token=t'],
    ['an option', 'serve --password=p'],
    ['an option with its argument', 'mysql -u root --password hunter2'],
    ['an option with one dash, in quotes', "serve -token 'hunter2' --verbose"],
    ['a header', 'curl -H "Authorization: Bearer hunter2" https://example.com'],
    ['a header of a proxy', "curl --proxy-header 'proxy-authorization: Basic aHVudGVyMg=='"],
    ['variables of a shell', 'A=1\nexport DB_PASSWORD="p"\n'],
  ])('a text that is %s', (_, text) => {
    expect(maskedOf({ data: { text, other: 'plain' } })).toEqual(['data.text']);
  });

  test.each([
    ['a reference', 'password: $' + '{DB_PASSWORD}\n'],
    ['the name of a Secret', '{"secretName":"web","passwordSecretRef":"db"}'],
    ['a key without a value', 'password:\n  length: 12\n'],
    ['an image', 'ghcr.io/acme/web:1.2.3@sha256:0a1b'],
    ['an option with a reference', 'mysql --password $' + '(PASSWORD) --token $' + '{TOKEN}'],
    ['an option without its argument', 'login --token --verbose'],
    ['the name of a file in an option', 'login --password-file /etc/password --key a'],
    ['a header with a reference', 'curl -H "Authorization: Bearer $' + '{TOKEN}"'],
    ['a sentence', 'authorization by bearer tokens, non-secret data - token or not'],
    ['an address', 'https://example.com:8080/a?page=2'],
  ])('not a text that is %s', (_, text) => {
    expect(maskedOf({ data: { text } })).toEqual([]);
  });

  test('texts below a key that names a secret, but for the name of an object', () => {
    expect(
      maskedOf({
        values: {
          password: { value: 'p', name: 'db', enabled: true, length: 12, ref: '$' + '{DB}' },
          tokens: { first: ['t'] },
          secret: { secretName: 'web', kind: 'Secret' },
          credentials: [{ user: 'u' }],
        },
      }),
    ).toEqual(['values.password.value', 'values.credentials.0.user']);
  });

  test('Secrets within values, arguments behind options, and what a JSON patch sets', () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'b' } };
    expect(
      maskedOf({
        values: { extraObjects: [secret], valuesFrom: [{ kind: 'Secret', name: 'n' }] },
        args: ['--password', 'p', '--user', 'u', '--token=t'],
        patch: [
          { op: 'replace', path: '/spec/password', value: 'p' },
          { op: 'replace', path: '/spec/user', value: 'u' },
        ],
      }),
    ).toEqual(['values.extraObjects.0.stringData.a', 'args.1', 'args.4', 'patch.0.value']);
  });
});

test('fields with the credentials of a registry or a header', () => {
  expect(
    maskedOf({
      values: {
        '.dockerconfigjson': 'eyJhdXRocyI6e319',
        headers: { Authorization: 'Bearer hunter2', Accept: 'Basic text' },
        authorization: 'Basic $' + '{AUTH}',
      },
    }),
  ).toEqual(['values..dockerconfigjson', 'values.headers.Authorization']);
});

test.each([
  ['dashes', '-'.repeat(200_000)],
  ['options', '--password '.repeat(20_000)],
  ['blanks after an option', `--password${' '.repeat(200_000)}`],
  ['headers', 'authorization: bearer '.repeat(10_000)],
  ['blanks in a header', `authorization:${' '.repeat(100_000)}bearer${' '.repeat(100_000)}`],
])('a long text of %s takes no long time', (_, text) => {
  const begin = performance.now();
  maskedOf({ text });
  expect(performance.now() - begin).toBeLessThan(2_000);
});

test('what an API server says of an object', () => {
  const url = 'https://user:hunter2@example.com';
  const object = planObjectOf({
    apiVersion: 'acme.io/v1',
    kind: 'Thing',
    metadata: { name: 'a' },
    spec: { url, pin: 1 },
  });
  if (object === undefined) throw new Error('no object');
  expect(messageWithoutSecrets(`spec.url: Invalid value: "${url}": spec.url in body should match`, object)).toBe(
    'spec.url: Invalid value: "(sensitive)": spec.url in body should match',
  );
});

test('a message of an API server is printed without a secret that contains another one', () => {
  const object = planObjectOf({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a' },
    stringData: { a: 'hunter22', b: 'hunter22-and-more' },
  });
  if (object === undefined) throw new Error('no object');
  expect(messageWithoutSecrets('invalid value "hunter22-and-more"', object)).toBe('invalid value "(sensitive)"');
});
