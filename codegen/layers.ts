/**
 * The imports that each folder may use: the folders of src/ in LAYERS, the folders next to src/ in WINGS. Both lists
 * start with the folders that import nothing.
 *
 * `npm run layers` writes the linter's rules from these lists, and a test compares biome.json with them.
 */

/** A folder of src/. Other folders import it through its index.ts. */
export interface Layer {
  /** Below src/. */
  readonly folder: string;
  /** The folders that it may import, in addition to itself. */
  readonly uses: readonly string[];
  /** Whether it may use modules of Node. @default false */
  readonly node?: boolean;
  /** Files that may use modules of Node although the others may not, and why. */
  readonly nodeIn?: Readonly<Record<string, string>>;
  /** Packages that it may import, among those in {@link PACKAGES}. */
  readonly packages?: readonly string[];
}

const PURE = [
  ...['json', 'kubernetes', 'diagnostics', 'message', 'values', 'yaml', 'verdict', 'application', 'clusters', 'status'],
];
const CLUSTER = [...PURE, 'kube', 'observe'];

export const LAYERS: readonly Layer[] = [
  { folder: 'json', uses: [], nodeIn: { 'digest.ts': 'SHA-256 is a function like any other' } },
  { folder: 'kubernetes', uses: ['json'] },
  { folder: 'diagnostics', uses: ['json'] },
  { folder: 'message', uses: [] },
  { folder: 'values', uses: ['json', 'diagnostics'] },
  { folder: 'yaml', uses: ['json', 'diagnostics'] },
  { folder: 'verdict', uses: ['json', 'diagnostics', 'values'] },
  { folder: 'application', uses: ['json', 'kubernetes', 'diagnostics', 'values', 'yaml', 'verdict'] },
  { folder: 'clusters', uses: ['json', 'kubernetes', 'diagnostics', 'yaml', 'application'] },
  { folder: 'status', uses: ['json', 'kubernetes', 'diagnostics', 'message', 'application'] },
  { folder: 'install', uses: ['json', 'kubernetes', 'diagnostics', 'application'] },
  { folder: 'package', uses: [], node: true },
  { folder: 'typescript', uses: [] },
  {
    folder: 'charts',
    uses: ['json', 'diagnostics', 'values', 'yaml', 'typescript', 'verdict'],
    nodeIn: { 'archive.ts': 'gunzip is a function like any other' },
  },
  // kubeconfigs are YAML
  {
    folder: 'kube',
    uses: ['json', 'kubernetes', 'diagnostics', 'yaml'],
    node: true,
    packages: ['@kubernetes/client-node'],
  },
  { folder: 'observe', uses: [...PURE, 'kube'], node: true },
  { folder: 'runtime', uses: ['json', 'kubernetes', 'diagnostics', 'kube'], node: true, packages: ['prom-client'] },
  { folder: 'change', uses: CLUSTER },
  { folder: 'controllers', uses: [...CLUSTER, 'runtime', 'change'], node: true, packages: ['prom-client'] },
  { folder: 'adopt', uses: [...PURE, 'typescript'] },
  // a browser runs it: it only uses types of the others, except of message
  { folder: 'page', uses: ['kubernetes', 'message', 'status', 'observe'] },
  { folder: 'draft', uses: ['json', 'kubernetes', 'diagnostics', 'values', 'yaml', 'application', 'adopt', 'page'] },
  { folder: 'constructs', uses: [...PURE, 'install', 'package'], node: true, packages: ['cdk8s', 'constructs'] },
  {
    folder: 'cli',
    uses: [...CLUSTER, 'install', 'package', 'charts', 'controllers', 'change', 'adopt', 'page', 'draft'],
    node: true,
    packages: ['commander', 'diff', 'pino'],
  },
];

/** Packages that only the layers that list them may import. */
export const PACKAGES = [
  ...['cdk8s', 'constructs', 'commander', 'diff', 'pino', 'prom-client', '@kubernetes/client-node'],
] as const;

/** A folder at the top of the repository. */
export interface Wing {
  readonly folder: string;
  /** The wings that it may import, in addition to itself. */
  readonly uses: readonly string[];
  /** The layers of src/ that it may import, if a browser runs it: neither they nor it may use modules of Node. */
  readonly inBrowser?: readonly string[];
}

/** Nothing imports bench/, and only test/ imports the others that are not part of the package. */
export const WINGS: readonly Wing[] = [
  { folder: 'imports', uses: [] },
  { folder: 'build', uses: [] },
  { folder: 'src', uses: ['imports'] },
  { folder: 'web', uses: ['src'], inBrowser: ['page'] },
  { folder: 'codegen', uses: ['src', 'imports'] },
  { folder: 'harness', uses: ['src', 'imports'] },
  { folder: 'examples', uses: [] }, // they import the package by its name, as users do
  { folder: 'demo', uses: ['build', 'src', 'imports', 'harness', 'examples'] },
  { folder: 'bench', uses: ['build', 'src', 'imports', 'harness'] },
  { folder: 'site', uses: ['harness'] },
  { folder: 'test', uses: ['src', 'imports', 'build', 'codegen', 'harness', 'examples', 'demo', 'site'] },
];

/** The globs of imports from outside of src/ that are forbidden in `folder`, relative to a file of it. */
function otherWings(folder: string): string[] {
  const { uses } = WINGS.find((wing) => wing.folder === folder) as Wing;
  const barred = WINGS.filter((wing) => wing.folder !== folder && !uses.includes(wing.folder));
  return barred.flatMap((wing) => [`../**/${wing.folder}`, `../**/${wing.folder}/**`]);
}

/** The overrides of biome.json: those of the wings, then those of the layers, which replace the one of src/. */
export function importRules(): object[] {
  return [...wingRules(), ...layerRules()];
}

function wingRules(): object[] {
  return WINGS.map(({ folder, inBrowser }) => {
    const message = `${folder}/ may not import this: codegen/layers.ts lists what it may.`;
    const layers = inBrowser ? LAYERS.filter((layer) => !inBrowser.includes(layer.folder)) : [];
    const group = [...otherWings(folder), ...layers.map((layer) => `**/src/${layer.folder}`)];
    return {
      includes: [`${folder}/**`],
      linter: {
        rules: {
          ...(inBrowser ? { correctness: { noNodejsModules: 'error' } } : {}),
          style: restrictedImports([{ group, message }]),
        },
      },
    };
  });
}

function restrictedImports(patterns: readonly object[]): object {
  return { noRestrictedImports: { level: 'error', options: { patterns } } };
}

function layerRules(): object[] {
  return LAYERS.map(({ folder, uses, node = false, nodeIn = {}, packages = [] }) => {
    const others = LAYERS.map((layer) => layer.folder).filter((other) => other !== folder);
    const patterns = [
      {
        group: [
          ...PACKAGES.filter((name) => !packages.includes(name)),
          ...others.filter((other) => !uses.includes(other)).map((other) => `**/${other}`),
          ...otherWings('src'),
        ],
        message: `src/${folder} may not import this: codegen/layers.ts lists what it may.`,
      },
      {
        group: others.map((other) => `**/${other}/**`),
        message: 'Another folder is imported by its door, its index.ts.',
      },
    ];
    return {
      includes: [`src/${folder}/**`],
      linter: {
        rules: {
          ...(node ? {} : { correctness: { noNodejsModules: 'error' } }),
          style: restrictedImports(patterns),
        },
      },
      nodeIn,
    };
  }).flatMap(({ nodeIn, ...rule }) => [
    rule,
    ...Object.keys(nodeIn).map((file) => ({
      includes: rule.includes.map((glob) => glob.replace('**', file)),
      linter: { rules: { correctness: { noNodejsModules: 'off' } } },
    })),
  ]);
}
