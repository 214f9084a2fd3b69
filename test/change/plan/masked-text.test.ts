import { expect, test } from 'vitest';
import { valueWithoutSecrets } from '../../../src/change/plan/masked-text';
import { secretsIn } from '../../../src/change/plan/sensitive';

const without = (value: unknown) => valueWithoutSecrets(value, secretsIn);
const S = '$' + '{sensitive}';
const data = (...documents: unknown[]) => JSON.stringify({ documents }).replaceAll('"S"', `"${S}"`);

test.each<[string, string, string]>([
  [
    'values',
    'image:\n  tag: 1.2.3 # of today\ndb:\n  user: u\n  password: hunter2\n',
    data({ db: { password: 'S', user: 'u' }, image: { tag: '1.2.3' } }),
  ],
  ['a secret in a comment', 'a: 1\n# password: hunter2\n', data({ a: 1 })],
  ['documents', 'a: 1\n---\npassword: p\n', data({ a: 1 }, { password: 'S' })],
  ['a list', '- password: p\n- tag: t\n', data([{ password: 'S' }, { tag: 't' }])],
  ['JSON', '{"db":{"password":"p"},"tag":"t"}', data({ db: { password: 'S' }, tag: 't' })],
  ['a number', 'token: 1234\ntag: t\n', `{"documents":[{"tag":"t","token":${S}`],
  ['a URL', 'url: https://u:p@example.com\na: 1\ntoken: t\n', data({ a: 1, token: 'S', url: 'S' })],
  [
    'a text in a text',
    'tag: t\nvalues: |\n  password: p\n  tag: s\n',
    JSON.stringify({ documents: [{ tag: 't', values: data({ password: 'S', tag: 's' }) }] }),
  ],
  ['a command line', 'mysql -u root --password hunter2 --tag=1', `mysql -u root --password ${S} --tag=1`],
  ['quotes', `serve -token 'hunter2 or so' --tag "1"`, `serve -token '${S}' --tag "1"`],
  [
    'a header',
    'curl -H "Authorization: Bearer p q" https://example.com',
    `curl -H "Authorization: Bearer ${S} q" https://example.com`,
  ],
  ['a connection string', 'Server=db;Password=p;Tag=1', `Server=db;Password=${S};Tag=1`],
  ['a query', 'https://example.com/?access_token=t&page=2', `https://example.com/?access_token=${S}&page=2`],
  [
    'properties',
    'tag=1\ndb.password=correct horse; battery, staple\n  continued\ndb.user=u\n',
    `tag=1\ndb.password=${S}\ndb.user=u\n`,
  ],
  ['a shell', 'A=1\nexport PASSWORD=p\\\nq\nB=2\n', `A=1\nexport PASSWORD=${S}\nB=2\n`],
  ['an open quote', 'A=1\nexport PASSWORD="p\nq"\nB=2\n', `A=1\nexport PASSWORD="${S}`],
  ['a private key', 'tag=1\n-----BEGIN PRIVATE KEY-----\nMII\n', S],
])('of a text with a secret the rest stays: %s', (_, text, rest) => {
  expect(without({ text, other: 'plain' })).toEqual({ text: rest, other: 'plain' });
});

const T = '{{ if x }}';
test.each<[string, string, string]>([
  [
    'a block with a blank line',
    `${T}\npassword: >-\n  hunter22abc\n\n  hunter33abc\nother: 1\n`,
    `${T}\npassword: ${S}\nother: 1\n`,
  ],
  [
    'a block that begins with a blank line',
    `${T}\npassword: |\n\n  hunter22abc\n\nother: 1\n`,
    `${T}\npassword: ${S}\n\nother: 1\n`,
  ],
  ['a block after other text', `${T}password: >-\n  hunter22abc\nother: 1`, `${T}password: ${S}\nother: 1`],
  ['a list', `${T}\npasswords:\n  - hunter22abc\ntoken: abcdefghi1`, `${T}\npasswords:\ntoken: ${S}`],
  [
    'a list that is not deeper',
    `${T}\npasswords: # of users\n- hunter22abc\n- hunter33abc\ntoken: abcdefghi1`,
    `${T}\npasswords: ${S}\ntoken: ${S}`,
  ],
  [
    'a list in a template',
    `a:\n  passwords:\n  # all\n{{- range .x }}\n    - hunter22abc\n{{- end }}\ntoken: abcdefghi1`,
    `a:\n  passwords:\n{{- end }}\ntoken: ${S}`,
  ],
  [
    'a map',
    `${T}\ndb:\n  password:\n    admin: hunter22abc\n  port: 1\ntoken: abcdefghi1`,
    `${T}\ndb:\n  password:\n  port: 1\ntoken: ${S}`,
  ],
  ['a bracket', `${T}\ntoken: abcdefghi1\npasswords: [\nhunter22abc\n]\n`, `${T}\ntoken: ${S}\npasswords: ${S}`],
  [
    'a comment',
    `${T}\n# password: >-\n#   hunter22abc\n#\n#   hunter33abc\n# port: 1`,
    `${T}\n# password: ${S}\n# port: 1`,
  ],
  [
    'arguments',
    `${T}\nargs:\n  - --password\n  - hunter22abc\ntoken: abcdefghi1`,
    `${T}\nargs:\n  - --password\ntoken: ${S}`,
  ],
  ['a command', 'mysql --password \\\n  hunter22abc\ntag=1', `mysql --password ${S}\ntag=1`],
  ['a key without a value', `${T}\npassword:\nother: 1\ntoken: abcdefghi1`, `${T}\npassword:\nother: 1\ntoken: ${S}`],
])('of a text that is not YAML, no line of a secret stays: %s', (_, text, rest) => {
  expect(without({ text })).toEqual({ text: rest });
});

test('but nothing where the place is secret', () => {
  expect(
    without({
      password: '{"tag":"t","password":"p"}',
      headers: { Authorization: 'Bearer p; token=q' },
      args: ['--password', 'token=p', '--tag'],
      env: [{ name: 'DB_PASSWORD', value: 'token=p tag=t' }],
    }),
  ).toEqual({
    password: '(sensitive)',
    headers: { Authorization: '(sensitive)' },
    args: ['--password', '(sensitive)', '--tag'],
    env: [{ name: 'DB_PASSWORD', value: '(sensitive)' }],
  });
});

test.each([
  ['options', '--password a '.repeat(20_000)],
  ['settings', 'password=a;'.repeat(20_000)],
  ['lines', 'password=a\n'.repeat(20_000)],
  ['comments', '# password=a\n'.repeat(20_000)],
  ['spaces', `token: abcdefghi1\npassword:${' '.repeat(100_000)}x`],
])('a long text of %s takes no long time', (_, text) => {
  const begin = performance.now();
  without({ text });
  expect(performance.now() - begin).toBeLessThan(3_000);
});
