import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findInlineSecrets } from '../../src/values/secrets';
import { anyValues } from './arbitrary';

const TEXT = 'hunter2';

test.each([
  'password',
  'Password',
  'adminPassword',
  'DB_PASSWORD',
  'root-password',
  'rootpassword',
  'spring.datasource.password',
  'passwd',
  'sshPassphrase',
  'secret',
  'clientSecret',
  'client_secret',
  'token',
  'githubToken',
  'authtoken',
  'apiKey',
  'APIKey',
  'api_key',
  'accessKey',
  'secretKey',
  'AWS_SECRET_ACCESS_KEY',
  'private-key',
  'encryptionKey',
  'credentials',
  'connectionString',
  '.dockerconfigjson',
  'imagePullDockerConfigJson',
])('a text under %s looks like a secret', (key) => {
  expect(findInlineSecrets({ [key]: TEXT })).toEqual([[key]]);
  expect(findInlineSecrets({ a: [{ [key]: 'changeme' }] })).toEqual([['a', 0, key]]);
});

test.each([
  'secretName',
  'existingSecret',
  'auth.existingSecret',
  'existingSecretPasswordKey',
  'passwordSecretRef',
  'passwordSecret',
  'imagePullSecret',
  'tlsSecret',
  'tokenReviewEnabled',
  'tokenTTL',
  'maxTokens',
  'tokens',
  'passwordKey',
  'passwordFile',
  'secretKeyRef',
  'accessKeyId',
  'imagePullSecrets',
  'secrets',
  'key',
  'author',
  'constructor',
  'name',
])('a text under %s does not', (key) => {
  expect(findInlineSecrets({ [key]: TEXT, list: [{ [key]: [TEXT] }] })).toEqual([]);
});

test.each([
  ['empty', ''],
  ['blank', ' \n'],
  ['a variable of Flux or a shell', `\${PASSWORD}`],
  ['a variable of a container', '$(PASSWORD)'],
  ['a template of the chart', '{{ .Values.global.password }}'],
  ['encrypted by SOPS', 'ENC[AES256_GCM,data:abc=,type:str]'],
  ['the path of a file', '/run/secrets/password'],
  ['a reference to a vault', 'vault:secret/data/db#password'],
  ['a boolean as text', 'true'],
  ['a boolean', true],
  ['null', null],
  ['a map', { secretName: TEXT, key: 'password' }],
])('what is %s is no secret', (_, value) => {
  expect(findInlineSecrets({ password: value })).toEqual([]);
});

test('a list goes by its key, a variable by its name', () => {
  const values = {
    passwords: [TEXT, { a: TEXT }],
    env: [
      { name: 'DB_PASSWORD', value: TEXT },
      { name: 'DB_HOST', value: TEXT },
      { name: 'DB_TOKEN', valueFrom: { secretKeyRef: { name: 'db', key: 'token' } } },
    ],
  };
  expect(findInlineSecrets(values)).toEqual([
    ['passwords', 0],
    ['env', 0, 'value'],
  ]);
});

// Composed here, so that no scanner reports them as real secrets.
const long = 'aB3'.repeat(20);
test.each([
  ['a private key', `-----BEGIN ${'PRIVATE'} KEY-----\nMIIE\n-----END ${'PRIVATE'} KEY-----\n`],
  ['a private key of SSH', `-----BEGIN OPENSSH ${'PRIVATE'} KEY-----`],
  ['a private key of PGP', `-----BEGIN PGP ${'PRIVATE'} KEY BLOCK-----`],
  ['a key of age', `AGE-SECRET-KEY-1${'Q'.repeat(58)}`],
  ['a URL with a password', `postgres://app:${TEXT}@db:5432/app`],
  ['a URL with a password alone', `redis://:${TEXT}@redis`],
  ['a URL in a text', `a\nurl = https://app:${TEXT}@example.com\nb`],
  ['a token of GitHub', `ghp_${long.slice(0, 36)}`],
  ['a fine-grained token of GitHub', `github_pat_${long}`],
  ['a token of GitLab', `glpat-${long.slice(0, 20)}`],
  ['a token of Slack', `xoxb-${long.slice(0, 20)}`],
  ['a token of npm', `npm_${long.slice(0, 36)}`],
  ['a token of Docker Hub', `dckr_pat_${long.slice(0, 27)}`],
  ['a key of Stripe', `sk_live_${long.slice(0, 24)}`],
  ['a key of Google', `AIza${long.slice(0, 35)}`],
  ['a key of AWS', `AKIA${'Q'.repeat(16)}`],
  ['a token of Vault', `hvs.${long.slice(0, 24)}`],
  ['a JSON Web Token', `eyJ${long}.eyJ${long}.${long}`],
])('%s is a secret under any key', (_, secret) => {
  expect(findInlineSecrets({ a: [secret], secretName: secret })).toEqual([['a', 0], ['secretName']]);
  expect(findInlineSecrets({ a: `header: ${secret} ` })).toEqual([['a']]);
});

test.each([
  'https://example.com/a:b@c',
  'https://user@example.com',
  'https://example.com:8080/@scope',
  `postgres://app:\${PASSWORD}@db`,
  'postgres://app:$(PASSWORD)@db',
  'postgres://app:{{ .Values.password }}@db',
  '-----BEGIN CERTIFICATE-----',
  '-----BEGIN PUBLIC KEY-----',
  'ghp_short',
  'AKIA',
  'eyJ.eyJ.',
  'ghcr.io/stefanprodan/podinfo:6.9.0@sha256:0123456789abcdef',
])('%s is none', (text) => {
  expect(findInlineSecrets({ a: text })).toEqual([]);
});

test('takes anything, and gives paths of texts', () => {
  fc.assert(
    fc.property(anyValues, (values) => {
      for (const path of findInlineSecrets({ token: values })) {
        const at = path.reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], { token: values });
        expect(typeof at).toBe('string');
      }
    }),
  );
  for (const value of [undefined, null, TEXT, [TEXT], 1, new Date()]) expect(findInlineSecrets(value)).toEqual([]);
});

test('what holds itself, or is nested without end, is no danger', () => {
  const values: Record<string, unknown> = { password: TEXT };
  values.a = values;
  values.b = [values];
  expect(findInlineSecrets(values)).toEqual([['password']]);
  let deep: unknown = { password: TEXT };
  for (let depth = 0; depth < 100_000; depth++) deep = { a: deep };
  expect(findInlineSecrets(deep)).toEqual([]);
});

test('a long text takes no long time', () => {
  const texts = [':', '://', '://a:', 'eyJ', 'eyJaaaaaaaaaa.', '-----BEGIN ', '{{', '$', 'AKIA', 'gh', '/', 'a'];
  for (const text of texts) expect(findInlineSecrets({ password: text.repeat(200_000) }).length).toBeLessThan(2);
});

test.each<[string, unknown, number]>([
  ['a number that is called a password', { auth: { password: 12345 } }, 1],
  ['a number of tokens', { maxTokens: 5, token: 5 }, 0],
  ['short words for a password', { pass: 'x', smtp_pass: 'x', DB_PWD: 'x', bypass: 'x', compass: 'x' }, 3],
  ['keys by what they are for', { masterKey: 'x', unsealKey: 'x', SECRET_KEY_BASE: 'x', primaryKey: 'x' }, 3],
  ['switches', { usePassword: 'yes', requireToken: 'off', csrfToken: 'disabled' }, 0],
  ['names of Secrets', { caSecret: 'x', databaseSecret: 'x', passwordSecretKey: 'x' }, 0],
])('%s', (_, values, count) => {
  expect(findInlineSecrets(values)).toHaveLength(count);
});
