import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../package.json';

const root = join(__dirname, '..');

/** The folders and files that the package contains, except lib/, which is built. */
const SHIPPED = manifest.files.filter((part) => part !== 'lib' && !part.startsWith('!'));

/** The package as it would be published from the current files. */
export interface Packed {
  /** The tarball. */
  readonly tarball: string;
  /** The folder with the unpacked content. */
  readonly folder: string;
  /** The files in the tarball. */
  readonly files: readonly { readonly path: string; readonly size: number }[];
  /** The size of the tarball in bytes. */
  readonly size: number;
  remove(): void;
}

/** Builds and packs outside of the checkout, so that nothing there is affected. */
export function pack(): Packed {
  const work = mkdtempSync(join(tmpdir(), 'package-'));
  const stage = join(work, 'package');
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', join(stage, 'lib')], { cwd: root });
  for (const step of ['page.ts', 'prune.ts']) {
    execFileSync(join(root, 'node_modules/.bin/tsx'), [join(root, 'build', step), join(stage, 'lib')]);
  }
  for (const part of ['package.json', 'README.md', 'LICENSE', ...SHIPPED]) {
    cpSync(join(root, part), join(stage, part), { recursive: true });
  }
  const report = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', work], {
    cwd: stage,
  });
  const [packed] = JSON.parse(String(report));
  return {
    tarball: join(work, packed.filename),
    folder: stage,
    files: packed.files,
    size: packed.size,
    remove: () => rmSync(work, { recursive: true, force: true }),
  };
}
