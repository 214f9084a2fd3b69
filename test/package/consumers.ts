import { cdk8s, cdk8sCli, constructs, node, tsx, typescript } from './versions';

/** A project that installs the tarball, as users might have it. */
export interface Consumer {
  readonly dependencies: Readonly<Record<string, string>>;
  /** Further fields of its package.json. */
  readonly manifest?: object;
  /** Its files; `main` is the example of the README. */
  readonly files: (main: string) => Readonly<Record<string, string>>;
  /** The command that compiles it. */
  readonly compile?: readonly string[];
  /** The command that runs its unit test. */
  readonly test: readonly string[];
}

/** A unit test of a chart author that works with jest and with node:test. */
const unitTest = `
const chart = Testing.chart();
const application = new FluxApplication(chart, 'web', {
  kustomization: {
    source: GitRepository.fromName(chart, 'source', 'fleet'),
    defaults: { prune: true },
    deploy: [{ destination: Cluster.host().namespace('web') }, { destination: Cluster.member('eu').allNamespaces() }],
  },
});
const objects = Testing.synth(chart);
`;

const EXPECTED = "['Application', 'Kustomization', 'Kustomization']";
const nodeTest = (imports: string) => `${imports}
test('makes an object for each target', () => {
  ${unitTest}
  assert.deepEqual(objects.map(({ kind }) => kind), ${EXPECTED});
  assert.equal(application.targets.length, 2);
});
`;

export const consumers: Readonly<Record<string, Consumer>> = {
  // the project of `cdk8s init typescript-app`, without a cdk8s library that it does not use
  'cdk8s init typescript-app': {
    dependencies: {
      cdk8s,
      constructs,
      'cdk8s-cli': cdk8sCli,
      '@types/node': '^14',
      '@types/jest': '^29',
      jest: '^29',
      'ts-jest': '^29',
      typescript: '5.9.x',
      'ts-node': '^10',
    },
    files: (main) => ({
      'main.ts': main,
      'cdk8s.yaml': 'language: typescript\napp: npx ts-node main.ts\n',
      'main.test.ts': `import { Testing } from 'cdk8s';
import { Cluster, FluxApplication, GitRepository } from 'cdk8s-fluxapp';

test('makes an object for each target', () => {
  ${unitTest}
  expect(objects.map(({ kind }) => kind)).toEqual(${EXPECTED});
  expect(application.targets.length).toBe(2);
});
`,
      'jest.config.js': `module.exports = {
  roots: ['<rootDir>'],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'jsx', 'json', 'node'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\\\.tsx?$': 'ts-jest' },
};
`,
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          alwaysStrict: true,
          declaration: true,
          experimentalDecorators: true,
          inlineSourceMap: true,
          inlineSources: true,
          lib: ['es2016'],
          module: 'CommonJS',
          noEmit: false,
          noEmitOnError: true,
          noFallthroughCasesInSwitch: true,
          noImplicitAny: true,
          noImplicitReturns: true,
          noImplicitThis: true,
          noUnusedLocals: true,
          noUnusedParameters: true,
          resolveJsonModule: true,
          strict: true,
          strictNullChecks: true,
          strictPropertyInitialization: true,
          stripInternal: true,
          target: 'ES2017',
        },
        include: ['**/*.ts'],
        exclude: ['node_modules'],
      }),
    }),
    compile: ['tsc', '--noEmit'],
    test: ['jest'],
  },

  'modern TypeScript': {
    dependencies: { cdk8s, constructs, 'cdk8s-cli': cdk8sCli, typescript, tsx, '@types/node': '^24' },
    manifest: { type: 'module' },
    files: (main) => ({
      'main.ts': main,
      'cdk8s.yaml': 'language: typescript\napp: npx tsx main.ts\n',
      // the types of the watcher, which the constructs do not need
      'watch.ts': `import { watchApplications, type WatchOptions } from 'cdk8s-fluxapp/watch';
export const watch: (options: WatchOptions) => unknown = watchApplications;
`,
      'main.test.ts': nodeTest(`import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Testing } from 'cdk8s';
import { Cluster, FluxApplication, GitRepository } from 'cdk8s-fluxapp';
`),
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          target: 'es2024',
          module: 'nodenext',
          types: ['node'],
          strict: true,
          verbatimModuleSyntax: true,
          erasableSyntaxOnly: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          noEmit: true,
        },
      }),
    }),
    compile: ['tsc'],
    test: ['tsx', '--test', 'main.test.ts'],
  },

  // with the oldest supported versions
  'plain JavaScript': {
    dependencies: { cdk8s: '2.68.0', constructs: '10.3.0', 'cdk8s-cli': cdk8sCli, node },
    manifest: { allowScripts: { node: true } },
    files: (main) => ({
      'main.js': main.replace(/import \{([^}]*)\} from ('[^']*');/g, 'const {$1} = require($2);'),
      'cdk8s.yaml': 'language: typescript\napp: npx node main.js\n',
      'main.test.js': nodeTest(`const assert = require('node:assert/strict');
const { test } = require('node:test');
const { Testing } = require('cdk8s');
const { Cluster, FluxApplication, GitRepository } = require('cdk8s-fluxapp');
assert.match(process.version, /^v20\\./);
`),
    }),
    test: ['node', '--test'],
  },
};
