import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json';

const root = join(__dirname, '..', '..');

interface Instruction {
  readonly name: string;
  readonly rest: string;
}
interface Copy {
  /** The stage from which it copies; undefined: the build context. */
  readonly from?: string;
  readonly sources: readonly string[];
  readonly target: string;
}

const instructions = readFileSync(join(root, 'Dockerfile'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line): Instruction => ({ name: line.replace(/ .*/, ''), rest: line.replace(/^\w+ /, '') }));
const lastStage = instructions.slice(instructions.map(({ name }) => name).lastIndexOf('FROM'));

function copiesOf(stage: readonly Instruction[]): Copy[] {
  return stage
    .filter(({ name }) => name === 'COPY')
    .map(({ rest }) => {
      const [, from, files] = /^(?:--from=(\S+) )?(.*)$/.exec(rest) as unknown as [string, string | undefined, string];
      const words = files.split(' ');
      return { from, sources: words.slice(0, -1), target: words.at(-1) as string };
    });
}

/** The arguments of the last instruction of a kind. */
const last = (name: string) => lastStage.filter((instruction) => instruction.name === name).at(-1)?.rest;

test('runs as a user that Kubernetes can tell is not root', () => {
  expect(last('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
});

test('is made from the Node that the scripts run on', () => {
  const bases = instructions.filter(({ name }) => name === 'FROM').map(({ rest }) => rest.split(' ')[0]);
  const [major] = manifest.devDependencies.node.split('.');
  expect(instructions[0]).toEqual({ name: 'ARG', rest: `BASE=node:${major}-bookworm-slim` });
  expect(new Set(bases)).toEqual(new Set(['$BASE']));
});

test('copies what is there and is let through, and nothing else is let through', () => {
  const copies = copiesOf(instructions);
  const stages = instructions.map(({ rest }) => / AS (\w+)$/.exec(rest)?.[1]).filter((stage) => stage !== undefined);
  expect(copies.flatMap(({ from }) => from ?? []).filter((from) => !stages.includes(from))).toEqual([]);
  const sources = new Set(copies.filter(({ from }) => !from).flatMap((copy) => copy.sources));
  expect([...sources].filter((source) => !existsSync(join(root, source)))).toEqual([]);
  const [everything, ...letThrough] = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(everything).toBe('*');
  expect(letThrough.sort()).toEqual([...sources].map((source) => `!${source}`).sort());
});

/** Builds the last stage in a folder, according to its instructions. */
function assemble(image: string): void {
  const made: Record<string, (target: string) => void> = {
    '/build/lib': (target) =>
      void execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', target], { cwd: root }),
    '/dependencies/node_modules': (target) => {
      const folder = mkdtempSync(join(tmpdir(), 'dependencies-'));
      for (const file of ['package.json', 'package-lock.json', '.npmrc']) cpSync(join(root, file), join(folder, file));
      const step = instructions.find(({ name, rest }) => name === 'RUN' && rest.startsWith('npm pkg delete'))?.rest;
      const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
      execFileSync('sh', ['-c', step as string], { cwd: folder, env, stdio: 'pipe' });
      renameSync(join(folder, 'node_modules'), target);
      rmSync(folder, { recursive: true });
    },
  };
  for (const { from, sources, target } of copiesOf(lastStage)) {
    for (const source of sources) {
      const path = join(image, target, target.endsWith('/') ? basename(source) : '');
      if (from) (made[source] as (target: string) => void)(path);
      else cpSync(join(root, source), path, { recursive: true });
    }
  }
}

test('its entry point is the command, and runs with what is copied', () => {
  const workdir = last('WORKDIR') as string;
  const [node, ...rest] = JSON.parse(last('ENTRYPOINT') as string) as string[];
  const flags = rest.slice(0, -1);
  expect([node, rest.at(-1)]).toEqual(['node', join(workdir, manifest.bin.fluxapp)]);
  expect(flags.every((flag) => flag.startsWith('--'))).toBe(true);

  const image = mkdtempSync(join(tmpdir(), 'image-'));
  try {
    assemble(image);
    const fluxapp = (...args: string[]) =>
      execFileSync(process.execPath, [...flags, join(image, manifest.bin.fluxapp), ...args], {
        cwd: image,
        encoding: 'utf8',
        // without a folder to which it could write
        env: { PATH: `${join(root, 'node_modules/.bin')}:/usr/bin:/bin`, TMPDIR: join(image, 'none'), HOME: '/' },
        stdio: 'pipe',
      });
    expect(fluxapp('--version')).toBe(`${manifest.version}\n`);
    expect(fluxapp('watch', '--help')).toContain('Usage: fluxapp watch');
    expect(fluxapp('crds')).toContain('kind: CustomResourceDefinition');
    expect(() => fluxapp('watch', '-A')).toThrow('no kubeconfig');
  } finally {
    rmSync(image, { recursive: true, force: true });
  }
}, 300_000);
