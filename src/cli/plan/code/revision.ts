import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ExpectedError } from '../../../diagnostics';
import { ProgramError, runProgram } from '../program';

/** A revision of a Git repository, in a separate checkout. */
export interface Checkout {
  /** Its name in messages: `main (3a8450f)`. */
  readonly name: string;
  /** The folder of the checkout. */
  readonly folder: string;
  /**
   * The path in the checkout for a path of the repository.
   *
   * @throws ExpectedError if the path is outside of it
   */
  place(path: string): Promise<string>;
}

/**
 * Checks out a revision, and removes the checkout afterwards.
 *
 * @param from a folder of the repository
 * @param folder of the checkout; must not exist yet
 * @throws ExpectedError if `from` is not in a repository, or the repository does not have the revision
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
    const name = `${revision} (${commit.slice(0, 7)})`;
    return await work({
      name,
      folder,
      async place(path) {
        const inside = relative(root, await real(path));
        if (inside.split(sep)[0] !== '..' && !isAbsolute(inside)) return join(folder, inside);
        throw new ExpectedError(`--base ${name}: ${path} is outside of its repository: name a folder with --base`);
      },
    });
  } finally {
    // also after a signal
    await runProgram('git', ['worktree', 'remove', '--force', folder], {
      cwd: from,
      env,
      signal: new AbortController().signal,
    });
  }
}

/** The environment without the variables with which a Git hook sets its repository and index. */
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
  if (root === undefined) {
    throw new ExpectedError(
      `--base ${revision}: no such file or directory, and no Git repository to find a revision in`,
    );
  }
  const commit = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`).catch(
    orNothing,
  );
  if (commit !== undefined) return { root: await realpath(root.trim()), commit: commit.trim() };
  const hint = 'fetch remote revisions first: git fetch origin';
  throw new ExpectedError(`--base ${revision}: neither a path nor a revision of this repository; ${hint}`);
}

/** The real path, also of a file that no longer exists. */
async function real(path: string): Promise<string> {
  const whole = resolve(path);
  return realpath(whole).catch(async () =>
    join(await realpath(dirname(whole)).catch(() => dirname(whole)), relative(dirname(whole), whole)),
  );
}
