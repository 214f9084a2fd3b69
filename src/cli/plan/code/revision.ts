import { realpath } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { ExpectedError } from '../../../diagnostics';
import { ProgramError, runProgram } from '../program';

/** A revision of a Git repository, checked out beside it. */
export interface Checkout {
  /** What messages call it: `main (3a8450f)`. */
  readonly name: string;
  /** The folder of the checkout. */
  readonly folder: string;
  /** Where a path of the repository is in the checkout. */
  place(path: string): Promise<string>;
}

/**
 * Checks a revision out, and lets go of it afterwards.
 *
 * @param from a folder of the repository
 * @param folder where it is checked out; not there yet
 * @throws ExpectedError where `from` is in no repository, or that has no such revision
 */
export async function withCheckout<T>(
  revision: string,
  { from, folder, signal }: { readonly from: string; readonly folder: string; readonly signal: AbortSignal },
  work: (checkout: Checkout) => Promise<T>,
): Promise<T> {
  const env = outsideOfHooks(process.env);
  const git = (...args: string[]) => runProgram('git', args, { cwd: from, env, signal });
  const { root, commit } = await found(revision, git);
  await git('worktree', 'add', '--quiet', '--detach', folder, commit);
  try {
    return await work({
      name: `${revision} (${commit.slice(0, 7)})`,
      folder,
      async place(path) {
        return join(folder, relative(root, await real(path)));
      },
    });
  } finally {
    // also where a signal has ended the work
    await runProgram('git', ['worktree', 'remove', '--force', folder], {
      cwd: from,
      env,
      signal: new AbortController().signal,
    });
  }
}

/** The environment without the variables by which a hook of Git names the repository and index that it works on. */
function outsideOfHooks(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX', 'GIT_COMMON_DIR'];
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
}

async function found(revision: string, git: (...args: string[]) => Promise<string>) {
  const orNothing = (cause: unknown) => {
    if (cause instanceof ProgramError) return undefined;
    throw cause;
  };
  const root = await git('rev-parse', '--show-toplevel').catch(orNothing);
  if (root === undefined) throw new ExpectedError(`--base ${revision}: no such file or directory`);
  const commit = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`).catch(
    orNothing,
  );
  if (commit !== undefined) return { root: await realpath(root.trim()), commit: commit.trim() };
  const hint = 'one that was not fetched is not there: git fetch origin';
  throw new ExpectedError(`--base ${revision}: neither a path nor a revision of this repository; ${hint}`);
}

/** The real path, also of what is not there any more. */
async function real(path: string): Promise<string> {
  const whole = resolve(path);
  return realpath(whole).catch(async () =>
    join(await realpath(dirname(whole)).catch(() => dirname(whole)), relative(dirname(whole), whole)),
  );
}
