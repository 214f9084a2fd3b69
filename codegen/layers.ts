/**
 * The folders of src/, from what stands on nothing to what stands on all, and what each may import. A folder is imported
 * by its door, its index.ts.
 *
 * `npm run layers` writes the rules of the linter from this list, and a test holds biome.json to it.
 */
export interface Layer {
  /** Below src/. */
  readonly folder: string;
  /** The folders that it may import, besides itself. */
  readonly uses: readonly string[];
  /** Whether it may use modules of Node. @default false */
  readonly node?: boolean;
  /** Files that may use modules of Node though the others may not, and why. */
  readonly nodeIn?: Readonly<Record<string, string>>;
  /** Packages that it may import, of those in {@link PACKAGES}. */
  readonly packages?: readonly string[];
}

const PURE = ['json', 'kubernetes', 'diagnostics', 'values', 'yaml', 'application', 'status'];
const CLUSTER = [...PURE, 'kube', 'observe'];

export const LAYERS: readonly Layer[] = [
  { folder: 'json', uses: [], nodeIn: { 'digest.ts': 'SHA-256 is a function like any other' } },
  { folder: 'kubernetes', uses: ['json'] },
  { folder: 'diagnostics', uses: ['json'] },
  { folder: 'values', uses: ['json', 'diagnostics'] },
  { folder: 'yaml', uses: ['json', 'diagnostics'] },
  { folder: 'application', uses: ['json', 'kubernetes', 'diagnostics', 'values', 'yaml'] },
  { folder: 'status', uses: ['json', 'kubernetes', 'diagnostics', 'application'] },
  { folder: 'package', uses: [], node: true },
  // kubeconfigs are YAML
  {
    folder: 'kube',
    uses: ['json', 'kubernetes', 'diagnostics', 'yaml'],
    node: true,
    packages: ['@kubernetes/client-node'],
  },
  { folder: 'observe', uses: [...PURE, 'kube'], node: true },
  { folder: 'runtime', uses: ['json', 'kubernetes', 'diagnostics', 'kube'], node: true, packages: ['prom-client'] },
  { folder: 'controllers', uses: [...CLUSTER, 'runtime'], node: true, packages: ['prom-client'] },
  { folder: 'change', uses: CLUSTER },
  { folder: 'constructs', uses: [...PURE, 'package'], node: true, packages: ['cdk8s', 'constructs'] },
  {
    folder: 'cli',
    uses: [...CLUSTER, 'package', 'controllers', 'change'],
    node: true,
    packages: ['commander', 'pino'],
  },
];

/** Packages that only the layers that name them may import. */
export const PACKAGES = [
  ...['cdk8s', 'constructs', 'commander', 'pino', 'prom-client', '@kubernetes/client-node'],
] as const;

/** The overrides of biome.json that hold the layers. */
export function layerRules(): object[] {
  return LAYERS.map(({ folder, uses, node = false, nodeIn = {}, packages = [] }) => {
    const others = LAYERS.map((layer) => layer.folder).filter((other) => other !== folder);
    const patterns = [
      {
        group: [
          ...PACKAGES.filter((name) => !packages.includes(name)),
          ...others.filter((other) => !uses.includes(other)).map((other) => `**/${other}`),
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
          style: { noRestrictedImports: { level: 'error', options: { patterns } } },
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
