import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reachableFiles } from '../../build/reachable';
import { type Packed, pack } from '../../harness/pack';
import { API_REPORT, apiReport } from './api-report';
import { publicTypes } from './public-types';

let packed: Packed;
let lib: string;
beforeAll(() => {
  packed = pack();
  lib = join(packed.folder, 'lib');
}, 120_000);
afterAll(() => packed.remove());

// `npm run api` updates the file; its diff shows the changes for code that compiles against the package
test('the types of the package are the committed ones', () => {
  expect(apiReport(lib)).toBe(readFileSync(API_REPORT, 'utf8'));
});

/** Types that are referenced, but not exported by name, by the folder or file that declares them, and why. */
const NOT_EXPORTED = {
  'src/diagnostics/codes.d.ts': 'the table that DiagnosticCode lists the keys of',
  'src/kube/': 'WatchOptions takes four fields of the options of the client; the others are internal',
};

test('every type that an exported one refers to is exported, or there is a reason', () => {
  const types = publicTypes(lib);
  expect(types.length).toBeGreaterThan(100);
  const hidden = types.filter(({ exportedBy }) => exportedBy.length === 0);
  const places = Object.keys(NOT_EXPORTED);
  expect(hidden.filter(({ file }) => !places.some((place) => file.startsWith(place)))).toEqual([]);
  expect(places.filter((place) => !hidden.some(({ file }) => file.startsWith(place)))).toEqual([]);
});

/** The exports, and the members of exported classes and interfaces, without a comment. */
function undocumented(types: string): string[] {
  const lines = types.split('\n');
  let holder = '';
  return lines.flatMap((line, index) => {
    const before = lines[index - 1]?.trim() ?? '';
    const isDocumented = before.endsWith('*/');
    const exported = /^(?:export )?(?:declare )?(?:abstract )?(?:class|interface|type|function|const) (\w+)/.exec(line);
    if (exported) {
      holder = exported[1] as string;
      return isDocumented ? [] : [holder];
    }
    const member =
      /^ {4}(?!private |constructor\(|protected )(?:static |readonly |get |set |abstract )*(?:\[?'?)([\w.$-]+)'?\]?\??[:(<]/.exec(
        line,
      );
    // a field that must be absent needs no comment, and neither does one that repeats a field of a base
    return member && !isDocumented && !/: never;$|\?: undefined;$/.test(line) ? [`${holder}.${member[1]}`] : [];
  });
}

/** The exported types, and the types from which their fields are taken: as file and name. */
function documentedTypes(): ReadonlySet<string> {
  return new Set(
    publicTypes(lib)
      .filter(({ name, exportedBy }) => exportedBy.some((entry) => entry !== FLUX) || DEPLOY.includes(name))
      .map(({ name, file }) => `${file} ${name}`),
  );
}

/** Its types are those of the CRDs; the fields that authors set are documented. */
const FLUX = 'cdk8s-fluxapp/flux';

const DEPLOY = ['HelmReleaseDeploy', 'KustomizationDeploy'];

test('everything that is public says on hovering what it is', () => {
  const types = documentedTypes();
  expect(types.size).toBeGreaterThan(40);
  const missing = reachableFiles(lib).types.flatMap((path) =>
    undocumented(readFileSync(join(lib, path), 'utf8')).filter((name) => {
      const holder = name.split('.')[0] as string;
      const isOfFlux = path.startsWith('imports/') && !path.startsWith('imports/gitops');
      return isOfFlux ? isSetByAuthors(holder, name) : types.has(`${path} ${holder}`);
    }),
  );
  expect(missing).toEqual([]);
});

/** Whether a field of Flux's specs is part of the props of applications or sources. */
function isSetByAuthors(holder: string, name: string): boolean {
  return name !== holder && (/Spec/.test(holder) || COMMON.includes(holder));
}

const COMMON = [
  'CommonMetadata',
  'Dependency',
  'HealthCheckExpression',
  'Image',
  'IgnoreRule',
  'KubeConfigReference',
].concat(['LocalObjectReference', 'OIDCIdentity', 'Patch', 'SecretKeyReference', 'Selector']);

/** The modules that importing the constructs loads into a process, without those of Node. */
test('the constructs load their own code, that of cdk8s, and no more of what is installed than synthesis needs', () => {
  const script = `
    require(${JSON.stringify(join(lib, 'src/index.js'))});
    const names = Object.keys(require.cache).map((path) => {
      const [, name] = /node_modules\\/((?:@[^/]+\\/)?[^/]+)\\/(?!.*node_modules)/.exec(path) ?? [];
      return name ?? 'cdk8s-fluxapp/' + path.slice(${lib.length + 1}).split('/').slice(0, 2).join('/').replace(/\\.js$/, '');
    });
    console.log(JSON.stringify([...new Set(names)].sort()));`;
  const env = { ...process.env, NODE_PATH: join(__dirname, '..', '..', 'node_modules') };
  const loaded = JSON.parse(String(execFileSync(process.execPath, ['-e', script], { env })));
  expect(loaded).toMatchInlineSnapshot(`
    [
      "ajv",
      "cdk8s",
      "cdk8s-fluxapp/imports/schemas",
      "cdk8s-fluxapp/src/application",
      "cdk8s-fluxapp/src/clusters",
      "cdk8s-fluxapp/src/constructs",
      "cdk8s-fluxapp/src/diagnostics",
      "cdk8s-fluxapp/src/index",
      "cdk8s-fluxapp/src/install",
      "cdk8s-fluxapp/src/json",
      "cdk8s-fluxapp/src/kubernetes",
      "cdk8s-fluxapp/src/package",
      "cdk8s-fluxapp/src/values",
      "cdk8s-fluxapp/src/verdict",
      "cdk8s-fluxapp/src/yaml",
      "constructs",
      "fast-deep-equal",
      "fast-json-patch",
      "fast-uri",
      "fastest-levenshtein",
      "json-schema-traverse",
      "yaml",
    ]
  `);
});

test('every file of the types is one that the entries lead to', () => {
  const built = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.d.ts'));
  expect(built.sort()).toEqual(reachableFiles(lib).types);
});
