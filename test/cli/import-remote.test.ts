import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixtureFiles } from '../charts/fixtures';
import { packaged } from '../charts/tar';
import { type Routes, serve } from './chart-server';
import { folderOf } from './run';

const web = packaged('web', fixtureFiles('web'));
const digestOf = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const golden = readFileSync(join(__dirname, '../charts/modules/web.ts'), 'utf8');
const body = (text: string) => text.slice(text.indexOf('\nimport ') + 1);

/**
 * Imports charts from a server. `HOST` is replaced with its address in the arguments, and replaces it in the output.
 */
async function importFrom(routes: (host: string) => Routes, ...references: readonly string[]) {
  const folder = folderOf({});
  const host = await serve(routes);
  const args = references.map((reference) => reference.replace('HOST', host));
  const { code, stderr } = await folder.fluxapp(['import', 'chart', ...args, '--out', './imports']);
  const module = () => readFileSync(join(folder.path, 'imports/web.ts'), 'utf8').replaceAll(host, 'HOST');
  return { code, stderr: stderr.replaceAll(host, 'HOST'), module };
}

const index = (digest = digestOf(web), url = 'archives/web.tgz') => `apiVersion: v1
entries:
  # a comment
  "other":
  - urls: [other.tgz]
    version: 1.0.0
    description: |
      web:
        - not this
  web:
  - apiVersion: v2
    version: 1.5.0
    urls: [https://example.invalid/web.tgz]
  - version: 1.4.0
    digest: ${digest}
    urls:
    - ${url}
  worker: []
generated: "2026-01-01T00:00:00Z"
`;

const repository = (text = index()): Routes => ({
  '/charts/index.yaml': { body: text },
  '/charts/archives/web.tgz': { body: web },
});

test('imports a chart of a repository', async () => {
  const { code, stderr, module } = await importFrom(() => repository(), 'http://HOST/charts/web@1.4.0');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const header = [
    '// Written by "fluxapp import chart http://HOST/charts/web@1.4.0". Do not edit it.',
    `// sha256: ${digestOf(web)}`,
    `// sha256 of what follows: ${digestOf(body(golden))}\n`,
  ].join('\n');
  expect(module()).toBe(`${header}${body(golden)}`);
});

test('reads of an index only the entry of the chart', async () => {
  const text = index().replace(
    '  web:\n  - apiVersion',
    '  broken:\n  - version: "1.0.0\n    summary: a text\n      of two lines\n  web:\n  - apiVersion',
  );
  const { code, stderr } = await importFrom(() => repository(text), 'http://HOST/charts/web@1.4.0');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('reads an index that is JSON, and follows a redirect', async () => {
  const versions = [{ version: '1.4.0', urls: ['/moved'], digest: `sha256:${digestOf(web)}` }];
  const routes = (): Routes => ({
    '/index.yaml': { body: JSON.stringify({ apiVersion: 'v1', entries: { web: versions } }) },
    '/moved': { status: 302, headers: { location: '/there' } },
    '/there': { body: web },
  });
  const { code, stderr, module } = await importFrom(routes, 'http://HOST/web@1.4.0');
  expect({ code, stderr, body: body(module()) }).toEqual({ code: 0, stderr: '', body: body(golden) });
});

describe('--check of a chart that is not on this machine', () => {
  const reference = 'oci://127.0.0.1:2/charts/web@1.4.0'; // nothing listens on that port
  const moduleOf = (chart: string) => {
    const text = body(golden);
    return `// Written by "fluxapp import chart ${chart}". Do not edit it.\n// sha256: ${'0'.repeat(64)}\n// sha256 of what follows: ${digestOf(text)}\n${text}`;
  };
  const remedy = `run fluxapp import chart ${reference}`;
  const rows: Readonly<Record<string, readonly [modules: Record<string, string>, problem: string | undefined]>> = {
    'says nothing where it is that of the list': [{ 'web.ts': moduleOf(reference) }, undefined],
    'finds one that is missing': [{}, 'is missing'],
    'finds one of another version': [
      { 'web.ts': moduleOf('oci://127.0.0.1:2/charts/web@1.3.0') },
      `is of oci://127.0.0.1:2/charts/web@1.3.0, not of ${reference}`,
    ],
    'finds one that was changed': [
      { 'web.ts': moduleOf(reference).replace('replicaCount', 'replicas') },
      'is not as it was written',
    ],
    'finds a line above the digest': [
      { 'web.ts': moduleOf(reference).replace('\n// sha256 of', "\nimport './other';\n// sha256 of") },
      'is not as it was written',
    ],
    'finds a line above the digest of the archive': [
      { 'web.ts': moduleOf(reference).replace('\n', "\nimport './other';\n") },
      'is not as it was written',
    ],
    'finds one without its digest': [
      { 'web.ts': moduleOf(reference).replace(/\n\/\/ sha256 of.*/, '') },
      'is not as it was written',
    ],
    'finds one without digests': [
      { 'web.ts': moduleOf(reference).replace(/\n\/\/ sha256.*/g, '') },
      'is not as it was written',
    ],
    'accepts the digests of what a schema refers to': [
      {
        'web.ts': moduleOf(reference).replace(
          '\n// sha256 of',
          `\n// $ref: https://example.com/a.json sha256: ${'1'.repeat(64)}\n// sha256 of`,
        ),
      },
      undefined,
    ],
  };
  test.each(Object.entries(rows))('%s', async (_, [modules, problem]) => {
    const files = Object.entries(modules).map(([file, text]) => [`imports/${file}`, text] as const);
    const folder = folderOf(Object.fromEntries(files));
    const outcome = await folder.fluxapp(['import', 'chart', reference, '--out', './imports', '--check']);
    const stderr = problem === undefined ? '' : `error: ./imports/web.ts: ${problem}: ${remedy}\n`;
    expect(outcome).toEqual({ code: problem === undefined ? 0 : 1, stdout: '', stderr });
  });
});

test('without a network, what is there stays as it is', async () => {
  const module = '// Written by "fluxapp import chart http://127.0.0.1:2/web@1.4.0". Do not edit it.\n';
  const folder = folderOf({ 'imports/web.ts': module });
  const { code, stderr } = await folder.fluxapp([
    'import',
    'chart',
    'http://127.0.0.1:2/web@1.4.0',
    '--out',
    './imports',
  ]);
  const message = 'http://127.0.0.1:2/index.yaml: cannot be reached (ECONNREFUSED)';
  expect({ code, stderr }).toEqual({ code: 1, stderr: `error: ${message}\n` });
  expect(readFileSync(join(folder.path, 'imports/web.ts'), 'utf8')).toBe(module);
});

const other = 'f'.repeat(64);
const faults: Readonly<Record<string, readonly [routes: Routes, reference: string, message: string]>> = {
  'no such chart': [
    repository(),
    'http://HOST/charts/wab@1.4.0',
    'http://HOST/charts: has no chart "wab"; did you mean "web"?',
  ],
  'no such version': [
    repository(),
    'http://HOST/charts/web@1.4.1',
    'http://HOST/charts/web: has no version "1.4.1": it has, among others, 1.4.0, 1.5.0',
  ],
  'no version': [repository(), 'http://HOST/charts/web', 'http://HOST/charts/web: add the version, such as @1.5.0'],
  'a chart without versions': [
    repository(),
    'http://HOST/charts/worker@1.0.0',
    'http://HOST/charts/worker: has no version "1.0.0": it has none',
  ],
  'a digest that differs': [
    repository(index(other)),
    'http://HOST/charts/web@1.4.0',
    `http://HOST/charts/archives/web.tgz: has another digest than the index says: it is ${digestOf(web)}, not ${other}`,
  ],
  'no index': [{}, 'http://HOST/charts/web@1.4.0', 'http://HOST/charts/index.yaml: the server answers 404 Not Found'],
  'a page in place of an index': [
    repository('<html></html>'),
    'http://HOST/charts/web@1.4.0',
    'http://HOST/charts/index.yaml: is not the index of a chart repository: it has no entries',
  ],
  'an index that cannot be read': [
    repository('entries:\n  web:\n  - version: "1.4.0\n'),
    'http://HOST/charts/web@1.4.0',
    'http://HOST/charts/index.yaml: what it says of web cannot be read: the quotes that open here are not closed',
  ],
  'an archive that is not there': [
    { '/charts/index.yaml': { body: index() } },
    'http://HOST/charts/web@1.4.0',
    'http://HOST/charts/archives/web.tgz: the server answers 404 Not Found',
  ],
  'an archive that is truncated': [
    {
      '/charts/index.yaml': { body: index('""') },
      '/charts/archives/web.tgz': { body: web.subarray(0, 500) },
    },
    'http://HOST/charts/web@1.4.0',
    'http://HOST/charts/archives/web.tgz: is truncated: it ends in the middle',
  ],
  'no server': [{}, 'http://127.0.0.1:2/web@1.4.0', 'http://127.0.0.1:2/index.yaml: cannot be reached (ECONNREFUSED)'],
  'credentials in a URL': [
    {},
    'https://me:secret@example.com/charts/web@1.4.0',
    'https://***: a URL with credentials would be written into the module',
  ],
  'another scheme': [
    {},
    's3://HOST/web@1.4.0',
    's3://HOST/web@1.4.0: charts are read from a folder, a .tgz, https:// and oci://, not from s3://',
  ],
  'no chart': [{}, 'https://HOST@1.4.0', 'https://***: a URL with credentials would be written into the module'],
  'a host alone': [{}, 'https://HOST/', 'https://HOST/: must be HOST/…/CHART@VERSION behind https://'],
};

test.each(Object.entries(faults))('refuses %s', async (_, [routes, reference, message]) => {
  const { code, stderr } = await importFrom(() => routes, reference);
  expect({ code, stderr }).toEqual({ code: 1, stderr: `error: ${message}\n` });
});

test.each([
  ['https:///bob:hunter2@h/c/x@1', 'https://***'],
  ['HTTPS://bob:hunter2@h/x@1', 'https://***'],
  ['https:bob:hunter2@h/x@1', 'https://***'],
  ['https:\\\\bob:hunter2@h/x@1', 'https://***'],
  ['https://bob:hun:=ter2@h/x@1', 'https://***'],
  ['https://bob:hun/ter2@h/x@1', 'https://***'],
  ['https://bob:hun?ter2@h/x@1', 'https://***'],
  ['web:=oci://bob:hunter2@h/x@1', 'oci://***'],
  ['not a name:=https://bob:hunter2@h/x@1', 'https://***'],
  [' https://bob:hunter2@h/x@1', 'https://***'],
  ['bob:hunter2@h/x@1', '***'],
  ['//bob:hunter2@h/x@1', '***'],
])('refuses the credentials in %j without showing them', async (reference, place) => {
  const { code, stderr } = await importFrom(() => ({}), reference);
  const message = `${place}: a URL with credentials would be written into the module`;
  expect({ code, stderr }).toEqual({ code: 1, stderr: `error: ${message}\n` });
});

test.each([
  ['web:=web@1', 'web@1: no such file or directory'],
  ['./a:b@c', './a:b@c: no such file or directory'],
  ['http://127.0.0.1:2/@scope/x@1', 'http://127.0.0.1:2/@scope/index.yaml: cannot be reached'],
  ['http://127.0.0.1:2/x@v1/x@1', 'http://127.0.0.1:2/x@v1/index.yaml: cannot be reached'],
  ['http://[::1]:2/x@1', 'http://[::1]:2/index.yaml: cannot be reached'],
  ['https://HOST/x?sig=secret@1', 'https://HOST/x?***: must be HOST/…/CHART@VERSION behind https://'],
])('takes %j for a chart without credentials', async (reference, message) => {
  const { code, stderr } = await importFrom(() => ({}), reference);
  expect({ code, stderr: stderr.replace(/ \([A-Z]+\)$/m, '') }).toEqual({ code: 1, stderr: `error: ${message}\n` });
});

const withSchema = (ref: string) =>
  packaged(
    'web',
    new Map<string, string | Uint8Array>([...fixtureFiles('web'), ['values.schema.json', `{ "$ref": "${ref}" }`]]),
  );

/** A repository with a chart whose schema refers to another document in the repository. */
const referring = (host: string, routes: Routes = {}): Routes => ({
  '/charts/index.yaml': { body: index('""') },
  '/charts/archives/web.tgz': { body: withSchema(`http://${host}/schema.json#/web`) },
  ...routes,
});

test('gets what a schema refers to, and says so', async () => {
  const schema = '{ "web": { "properties": { "replicaCount": { "type": "integer" } } } }';
  const routes = (host: string) => referring(host, { '/schema.json': { body: schema } });
  const { code, stderr, module } = await importFrom(routes, 'http://HOST/charts/web@1.4.0');
  const warning =
    'values.schema.json refers to http://HOST/schema.json: Helm fetches it whenever it installs or upgrades the chart, so Flux without network access fails unless install and upgrade have disableSchemaValidation';
  expect({ code, stderr }).toEqual({ code: 0, stderr: `warning: http://HOST/charts/web@1.4.0: ${warning}\n` });
  expect(module()).toContain(`\n// $ref: http://HOST/schema.json sha256: ${digestOf(schema)}\n// sha256 of `);
  expect(module()).toContain('  readonly replicaCount?: number | null;\n');
});

test.each([
  ['is not there', undefined, ': the server answers 404 Not Found: values.schema.json refers to it'],
  ['is no JSON', '<html>', ': is not JSON; values.schema.json refers to it'],
])('fails where a schema refers to what %s', async (_, body, message) => {
  const routes = (host: string) => referring(host, body === undefined ? {} : { '/schema.json': { body } });
  const { code, stderr } = await importFrom(routes, 'http://HOST/charts/web@1.4.0');
  expect({ code, stderr }).toEqual({ code: 1, stderr: `error: http://HOST/schema.json${message}\n` });
});

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONTENT = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
const blob = `sha256:${digestOf(web)}`;
const manifest = (mediaType = CONTENT) =>
  JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, layers: [{ mediaType, digest: blob }] });

/** A registry. With `token`, it issues this token to anyone and requires it. */
const registry = (host: string, { token, ...routes }: { readonly token?: string } & Routes = {}): Routes => {
  const guarded =
    (answer: Routes[string]) => (request: Parameters<Extract<Routes[string], (...args: never[]) => unknown>>[0]) => {
      const challenge = `Bearer realm="http://${host}/token",service="registry",scope="repository:charts/web:pull"`;
      if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
        return { status: 401, headers: { 'www-authenticate': challenge } };
      }
      return typeof answer === 'function' ? answer(request, '') : (answer as object);
    };
  return {
    '/v2/charts/web/manifests/1.4.0': guarded({ headers: { 'content-type': MANIFEST }, body: manifest() }),
    '/v2/charts/web/manifests/1.5.0_1': guarded({ body: manifest() }),
    '/v2/charts/web/manifests/image': guarded({ body: manifest('application/vnd.oci.image.layer.v1.tar') }),
    '/v2/charts/web/tags/list': guarded({ body: JSON.stringify({ tags: ['1.3.0', '1.4.0', '1.5.0_1'] }) }),
    [`/v2/charts/web/blobs/${blob}`]: guarded({ body: web }),
    '/token?service=registry&scope=repository%3Acharts%2Fweb%3Apull': { body: JSON.stringify({ token }) },
    ...(routes as Routes),
  };
};

test.each([
  ['without a token', undefined],
  ['that gives a token', 'abc'],
])('imports a chart of a registry %s', async (_, token) => {
  const { code, stderr, module } = await importFrom(
    (host) => registry(host, { token } as never),
    'oci://HOST/charts/web@1.4.0',
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(body(module())).toBe(body(golden));
});

test('--check finds the module of a chart whose name differs from its address', async () => {
  const { path, fluxapp } = folderOf({});
  const host = await serve(() => ({
    '/v2/charts/web-mirror/manifests/1.4.0': { body: manifest() },
    [`/v2/charts/web-mirror/blobs/${blob}`]: { body: web },
  }));
  const run = async (tag: string, ...args: readonly string[]) => {
    const reference = `oci://${host}/charts/web-mirror@${tag}`;
    const { code, stderr } = await fluxapp(['import', 'chart', reference, '--out', './imports', ...args]);
    return { code, stderr: stderr.replaceAll(host, 'HOST') };
  };
  const remedy = (tag: string) => `run fluxapp import chart oci://HOST/charts/web-mirror@${tag}`;
  const failed = (message: string) => ({ code: 1, stderr: `error: ./imports/${message}\n` });
  expect(await run('1.4.0', '--check')).toEqual(failed(`web-mirror.ts: is missing: ${remedy('1.4.0')}`));
  expect(await run('1.4.0')).toEqual({ code: 0, stderr: '' });
  expect(await run('1.4.0', '--check')).toEqual({ code: 0, stderr: '' });
  const problem = 'is of oci://HOST/charts/web-mirror@1.4.0, not of oci://HOST/charts/web-mirror@1.5.0';
  expect(await run('1.5.0', '--check')).toEqual(failed(`web.ts: ${problem}: ${remedy('1.5.0')}`));
  const module = join(path, 'imports/web.ts');
  writeFileSync(module, readFileSync(module, 'utf8').replace('replicaCount', 'replicas'));
  expect(await run('1.4.0', '--check')).toEqual(failed(`web.ts: is not as it was written: ${remedy('1.4.0')}`));
  renameSync(module, join(path, 'imports/other.ts'));
  expect(await run('1.4.0', '--check')).toEqual(failed(`web-mirror.ts: is missing: ${remedy('1.4.0')}`));
});

test('sends a token to no other host', async () => {
  const seen: (string | undefined)[] = [];
  const storage = await serve(() => ({
    '/web': (request) => {
      seen.push(request.headers.authorization);
      return { body: web };
    },
  }));
  const redirect = { status: 307, headers: { location: `http://${storage}/web` } };
  const routes = (host: string) =>
    registry(host, { token: 'abc', [`/v2/charts/web/blobs/${blob}`]: redirect } as never);
  const { code } = await importFrom(routes, 'oci://HOST/charts/web@1.4.0');
  expect({ code, seen }).toEqual({ code: 0, seen: [undefined] });
});

const registryFaults: Readonly<
  Record<string, readonly [routes: (host: string) => Routes, reference: string, message: string]>
> = {
  'no such version': [
    registry,
    'oci://HOST/charts/web@1.4.1',
    'oci://HOST/charts/web: has no version "1.4.1": it has, among others, 1.4.0, 1.3.0',
  ],
  'no such chart': [
    registry,
    'oci://HOST/charts/other@1.4.0',
    'oci://HOST/charts/other: has no version "1.4.0": it has none',
  ],
  'no version': [registry, 'oci://HOST/charts/web', 'oci://HOST/charts/web: add the version, such as @1.5.0+1'],
  'an archive of another version': [
    registry,
    'oci://HOST/charts/web@1.5.0+1',
    'web@1.5.0+1: the archive has version "1.4.0"',
  ],
  'an image': [registry, 'oci://HOST/charts/web@image', 'oci://HOST/charts/web@image: is not a chart'],
  'another blob than its manifest says': [
    (host) => registry(host, { [`/v2/charts/web/blobs/${blob}`]: { body: 'x' } } as never),
    'oci://HOST/charts/web@1.4.0',
    `oci://HOST/charts/web: has another digest than its manifest says: it is sha256:${digestOf('x')}, not ${blob}`,
  ],
  'a registry that wants credentials': [
    () => ({ '/v2/charts/web/manifests/1.4.0': { status: 401, headers: { 'www-authenticate': 'Basic realm="r"' } } }),
    'oci://HOST/charts/web@1.4.0',
    'oci://HOST/charts/web: the server answers 401 Unauthorized: it does not exist, or needs other credentials: run helm registry login HOST',
  ],
  'a registry that fails': [
    () => ({ '/v2/charts/web/manifests/1.4.0': { status: 500 } }),
    'oci://HOST/charts/web@1.4.0',
    'oci://HOST/charts/web: the server answers 500 Internal Server Error',
  ],
};

test.each(Object.entries(registryFaults))('of a registry it refuses %s', async (_, [routes, reference, message]) => {
  const { code, stderr } = await importFrom(routes, reference);
  expect({ code, stderr }).toEqual({ code: 1, stderr: `error: ${message}\n` });
});
