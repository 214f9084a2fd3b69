import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '../../../diagnostics';
import { ProgramError, runProgram } from '../program';
import { isThere, textOf } from './files';

/** By lock file: the command that installs exactly its content. */
const INSTALLERS: readonly (readonly [lock: string, program: string, args: readonly string[]])[] = [
  ['package-lock.json', 'npm', ['ci', '--no-audit', '--no-fund']],
  ['pnpm-lock.yaml', 'pnpm', ['install', '--frozen-lockfile']],
  ['yarn.lock', 'yarn', ['install', '--frozen-lockfile']],
];

const PACKAGES = 'node_modules';

/**
 * Provides an app of another revision with its dependencies: the packages installed here if the lock files are equal;
 * otherwise they are installed.
 *
 * @param here the folder of the app
 * @param there the same folder in the checkout
 * @param revision for messages
 */
export async function provideDependencies(
  here: string,
  there: string,
  revision: string,
  signal: AbortSignal,
): Promise<void> {
  for (const [lock, program, args] of INSTALLERS) {
    const [own, wanted] = await Promise.all([here, there].map((folder) => textOf(join(folder, lock))));
    if (wanted === undefined) continue;
    if (own === wanted) break;
    await install(program, args, { there, revision, signal });
    return;
  }
  const installed = join(here, PACKAGES);
  if (await isThere(installed)) await symlink(installed, join(there, PACKAGES));
}

async function install(
  program: string,
  args: readonly string[],
  { there, revision, signal }: { readonly there: string; readonly revision: string; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await runProgram(program, args, { cwd: there, signal });
  } catch (cause) {
    if (!(cause instanceof ProgramError)) throw cause;
    const command = [program, args[0]].join(' ');
    const remedy =
      'without a network, commit the output and name it with -f, or keep a copy of it and name that with --base';
    throw new ExpectedError(
      `--base ${revision}: its dependencies cannot be installed by ${command}: ${cause.message}; ${remedy}`,
    );
  }
}
