/**
 * The time of `fluxapp import chart` for a chart with a schema of 300 kB, and the additional time of the compiler for
 * an application with its module: `npm run bench:import`. For comparison, it also measures the start of the command,
 * and the same application without types.
 *
 * Arguments: the number of rounds (5), and folders of further charts to measure.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { section } from './fleet.mts';
import { interleaved, machine, spread, timeProcess } from './timing';

const root = join(__dirname, '..');
const binary = join(root, 'bin/fluxapp');
const COMPILERS = ['typescript', 'typescript-5.9'];
/** The number of sections of the chart, for a schema of 300 kB. */
const SECTIONS = 200;

const [rounds = '5', ...others] = process.argv.slice(2);
/** Within the package, so that compiled files can import it by its name. */
const work = mkdtempSync(join(__dirname, 'run-'));

/** @returns the folder of a chart with a large schema */
function writeLargeChart(): string {
  const folder = join(work, 'large');
  const names = Array.from({ length: SECTIONS }, (_, index) => `section${index}`);
  const properties = Object.fromEntries(names.map((name, index) => [name, section(index)]));
  const schema = { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', properties };
  mkdirSync(join(folder, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: large\nversion: 1.0.0\n');
  writeFileSync(join(folder, 'values.yaml'), names.map((name) => `${name}:\n  mode: first\n`).join(''));
  writeFileSync(join(folder, 'values.schema.json'), JSON.stringify(schema));
  writeFileSync(join(folder, 'templates/all.yaml'), names.map((name) => `mode: {{ .Values.${name}.mode }}\n`).join(''));
  return folder;
}

/** @returns the folder of a project with an application of a chart, and `tsconfig.json` */
function writeProject(name: string, imports: string, chart: string): string {
  const folder = join(work, name);
  mkdirSync(folder, { recursive: true });
  const compilerOptions = { target: 'es2022', module: 'nodenext', strict: true, skipLibCheck: true, noEmit: true };
  const types = { types: ['node'], typeRoots: [join(root, 'node_modules/@types')] };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, ...types }, files: ['main.ts'] }),
  );
  writeFileSync(
    join(folder, 'main.ts'),
    `import { App, Chart } from 'cdk8s';
import { Cluster, FluxApplication, HelmRepository } from 'cdk8s-fluxapp';
${imports}
const chart = new Chart(new App(), 'apps', { namespace: 'apps' });
const source = HelmRepository.fromName(chart, 'charts', 'charts');
const deploy = [{ destination: Cluster.host().namespace('web') }];
new FluxApplication(chart, 'web', { helmRelease: { source, chart: ${chart}, defaults: { values: {} }, deploy } });
`,
  );
  return folder;
}

async function bench(chart: string): Promise<void> {
  const name = basename(chart);
  const modules = join(work, name, 'imports');
  const imported = [binary, 'import', 'chart', `module:=${chart}`, '--out', modules] as const;
  await timeProcess(imported);
  const typed = writeProject(name, "import { module as imported } from './imports/module.js';", 'imported');
  const plain = writeProject('plain', '', "{ chart: 'large', version: '1.0.0' }");
  const compile = (compiler: string, project: string) => () =>
    timeProcess([process.execPath, join(root, 'node_modules', compiler, 'bin/tsc'), '--project', project]);
  const {
    import: importing,
    start,
    ...compiled
  } = await interleaved(Number(rounds), {
    import: () => timeProcess(imported),
    start: () => timeProcess([binary, '--version']),
    ...Object.fromEntries(
      COMPILERS.flatMap((compiler) => [
        [`${compiler} typed`, compile(compiler, typed)],
        [`${compiler} plain`, compile(compiler, plain)],
      ]),
    ),
  } as Record<string, () => ReturnType<typeof timeProcess>>);
  const size = (file: string) => Math.round(statSync(file).size / 1000);
  const schema = join(chart, 'values.schema.json');
  const cells = [
    name,
    statSync(schema, { throwIfNoEntry: false }) ? size(schema) : 0,
    size(join(modules, 'module.ts')),
    ...[importing, start, ...Object.values(compiled)].map((runs = []) =>
      spread(
        runs.map(({ ms }) => ms / 1000),
        2,
      ),
    ),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

const COLUMNS = [
  ...['chart', 'schema kB', 'module kB', 'import s', 'fluxapp --version s'],
  ...COMPILERS.flatMap((compiler) => {
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules', compiler, 'package.json'), 'utf8'));
    return [`tsc ${version} with the module s`, `tsc ${version} without types s`];
  }),
];

async function main(): Promise<void> {
  try {
    console.log(`${machine()}; ${rounds} rounds, median (least-most)\n`);
    console.log(`| ${COLUMNS.join(' | ')} |\n|${COLUMNS.map(() => '---|').join('')}`);
    for (const chart of [writeLargeChart(), ...others]) await bench(chart);
  } finally {
    rmSync(work, { recursive: true });
  }
}

main().catch((error: Error) => {
  console.error(error);
  process.exitCode = 1;
});
