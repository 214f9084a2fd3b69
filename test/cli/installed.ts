import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

const root = join(__dirname, '..', '..');

/** The package as published, built from the sources before the tests of a file. */
export interface Installed {
  /** The folder of the package. */
  readonly path: string;
  /** The script of the command. */
  readonly fluxapp: string;
  /** The environment variables for processes that run it. */
  readonly env: NodeJS.ProcessEnv;
}

export function installedPackage(): Installed {
  const path = mkdtempSync(join(tmpdir(), 'fluxapp-binary-'));
  beforeAll(() => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const options = ['-p', 'tsconfig.build.json', '--noCheck', '--outDir', join(path, 'lib')];
    execFileSync(process.execPath, [tsc, ...options], { cwd: root });
    for (const part of ['package.json', 'bin', 'crds']) cpSync(join(root, part), join(path, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'));
  }, 60_000);
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  const env = { ...process.env, NODE_COMPILE_CACHE: join(path, 'cache') };
  return { path, fluxapp: join(path, 'bin', 'fluxapp'), env };
}
