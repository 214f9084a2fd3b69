import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Chart, printChart } from '../../src/charts';
import { isPlainObject } from '../../src/json';
import { parseYaml } from '../../src/yaml';

const root = join(__dirname, '../..');

/** A message of the compiler. */
export interface Message {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/**
 * Compiles TypeScript files that import the package by its name.
 *
 * @param compiler the folder of the compiler in node_modules
 */
export async function compile(files: ReadonlyMap<string, string>, compiler = 'typescript'): Promise<Message[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fluxapp-types-'));
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const paths = { 'cdk8s-fluxapp': [join(root, 'src/index.ts')], '*': [join(root, 'node_modules/*')] };
    const compilerOptions = { rootDir: '/', paths, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] };
    const config = { extends: join(root, 'tsconfig.json'), compilerOptions, include: ['**/*.ts'], exclude: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    return messagesOf(await printedBy(compiler, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function printedBy(compiler: string, folder: string): Promise<string> {
  const tsc = join(root, 'node_modules', compiler, 'bin/tsc');
  const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
  const run = promisify(execFile)(process.execPath, [tsc, '--project', '.', '--pretty', 'false'], options);
  return run.then(
    ({ stdout, stderr }) => stdout + stderr,
    ({ stdout, stderr }) => stdout + stderr,
  );
}

/** The first line of each message. */
function messagesOf(printed: string): Message[] {
  return printed
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(' '))
    .map((line) => {
      const [, file = '', number = '0', text = line] = /^(\S+)\((\d+),\d+\): error (.*)$/.exec(line) ?? [];
      return { file, line: Number(number), text };
    });
}

/** The files of a module and of values of its type, by name. */
export function withValues(chart: Chart, name: string, values: ReadonlyMap<string, unknown>): Map<string, string> {
  const text = printChart(chart, { reference: name, name });
  const type = typeNameIn(text);
  const files = [...values].map(
    ([file, value]) =>
      [
        `${name}/${file.replaceAll('/', '-')}.ts`,
        `import type { ${type} } from './index';\nexport const values: ${type} = ${literalOf(value)};\n`,
      ] as const,
  );
  return new Map([[`${name}/index.ts`, text], ...files]);
}

/** The name of the type of values in a module. */
export function typeNameIn(module: string): string {
  return /export const \w+ = typedChart<(\w+)>/.exec(module)?.[1] ?? '';
}

/** A literal with unquoted keys where possible, because compilers suggest other keys only for those. */
function literalOf(value: unknown): string {
  const json = JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? Number(part) : part), 2);
  return json.replace(/^( *)"([A-Za-z_$][\w$]*)":/gm, '$1$2:');
}

/** The values in a text; empty if it contains nothing. */
export function valuesIn(text: string): unknown {
  const [document] = parseYaml(text);
  if (document && document.problems.length > 0) throw new Error(document.problems[0]?.message);
  return isPlainObject(document?.value) ? document.value : {};
}
